import type { ElkNode } from 'elkjs/lib/elk-api';
import { annotationsOf, type Document, graphOf, type Point, type Scope } from '../document';
import { carriedBy, ROOM, roomAround, settled } from './annotations';
import { boxAround, cardBoxes, contains } from './boxes';
import type { Views } from './derive';
import type { Editor } from './editor';
import { type Box, CARD, COLUMN, snap } from './place';
import { type Draft, endDraft } from './view-store';

const OPTIONS = {
  'elk.algorithm': 'layered',
  'elk.direction': 'RIGHT',
  'elk.layered.spacing.nodeNodeBetweenLayers': String(COLUMN),
  'elk.spacing.nodeNode': '32',
  'elk.layered.nodePlacement.strategy': 'NETWORK_SIMPLEX',
  'elk.layered.crossingMinimization.strategy': 'LAYER_SWEEP',
  'elk.layered.considerModelOrder.strategy': 'NODES_AND_EDGES',
};
/** A long chain is laid in rows, as a text is: one line of forty blocks could be read by nobody. */
const ROWS = {
  'elk.layered.wrapping.strategy': 'MULTI_EDGE',
  'elk.layered.wrapping.additionalEdgeSpacing': '48',
};
/** Milliseconds that cards take to their new places. */
const GLIDE = 220;
/** Cards above which nothing glides. */
const MOST_GLIDING = 200;

/** Room in a frame for its own border, and above it for the title of one that lies in it. */
const PADDING = `[top=${ROOM + 16},left=${ROOM},bottom=${ROOM},right=${ROOM}]`;

/**
 * Where the selection, or everything, would stand in layers from left to right. A frame of which every block is laid out stays around
 * them, and others out of it; one that keeps others as well is drawn anew around all it held. elkjs comes when it is first asked for.
 */
async function layout(editor: Editor): Promise<Draft> {
  const { document, scope, views } = editor.document.getState();
  const graph = graphOf(document, scope);
  const chosen = editor.view.getState().nodes;
  const cards = cardBoxes(document, views);
  const nodes = (graph?.nodes ?? []).filter(({ id }) => chosen.size < 2 || chosen.has(id));
  const laid = new Set(nodes.map(({ id }) => id));
  const frames = framesOf(document, scope, views);
  const whole = frames.filter(
    ({ inner }) => inner.size > 0 && [...inner].every((id) => laid.has(id) || !cards.has(id)),
  );
  const parents = parentsOf(whole);
  const sizeOf = (id: string): Box | undefined =>
    cards.get(id) ?? frames.find((one) => one.notes.has(id))?.notes.get(id);
  const elements = (parent: string | undefined): ElkNode[] =>
    [...laid, ...whole.flatMap(({ id, notes }) => [id, ...notes.keys()])].flatMap((id): ElkNode[] => {
      if (parents.get(id) !== parent) return [];
      if (whole.some((frame) => frame.id === id))
        return [{ id, layoutOptions: { ...OPTIONS, 'elk.padding': PADDING }, children: elements(id) }];
      const { width, height } = sizeOf(id) ?? CARD;
      return [{ id, width, height: height + MARGIN }];
    });
  const { default: Elk } = await import('elkjs/lib/elk.bundled.js');
  const result: ElkNode = await new Elk().layout({
    id: ' graph',
    layoutOptions:
      whole.length > 0
        ? { ...OPTIONS, 'elk.hierarchyHandling': 'INCLUDE_CHILDREN' }
        : { ...OPTIONS, ...ROWS, 'elk.aspectRatio': String(shapeOf(editor.canvas.current?.sight())) },
    children: elements(undefined),
    edges: (graph?.edges ?? [])
      .filter(({ from, to }) => laid.has(from.node) && laid.has(to.node))
      .map(({ id, from, to }) => ({ id, sources: [from.node], targets: [to.node] })),
  });
  // What is laid out stays where it was as a whole.
  const old = nodes.flatMap(({ id }) => cards.get(id) ?? []);
  const corner = boxAround([...old, ...whole]) ?? { x: 0, y: 0 };
  const draft = new Map<string, Point & Partial<Box>>();
  const place = (element: ElkNode, at: Point) => {
    const [x, y] = [at.x + (element.x ?? 0), at.y + (element.y ?? 0)];
    const size = element.children && { width: snap(element.width ?? 0), height: snap(element.height ?? 0) };
    draft.set(element.id, { x: snap(x), y: snap(y), ...size });
    for (const child of element.children ?? []) place(child, { x, y });
  };
  for (const element of result.children ?? []) place(element, corner);
  for (const { id, inner } of frames.filter((frame) => !whole.includes(frame))) {
    if (![...inner].some((one) => draft.has(one))) continue;
    const around = boxAround([...inner].flatMap((one) => boxNow(cards.get(one), draft.get(one))));
    if (around) draft.set(id, roomAround(around));
  }
  return draft;
}

/** Width over height of what is seen. */
const shapeOf = (sight: Box | undefined): number => (sight && sight.height > 0 ? sight.width / sight.height : 1.6);

const boxNow = (box: Box | undefined, moved: Point | undefined): Box[] => (box ? [{ ...box, ...moved }] : []);

/** Below a card, for what is written on it besides what was counted. */
const MARGIN = 8;

interface FrameNow extends Box {
  readonly id: string;
  /** Blocks and frames that lie in it. */
  readonly inner: ReadonlySet<string>;
  readonly notes: ReadonlyMap<string, Box>;
}

function framesOf(document: Document, scope: Scope, views: Views): readonly FrameNow[] {
  const all = annotationsOf(document, scope);
  return all
    .filter(({ kind }) => kind === 'frame')
    .map((frame) => {
      const { nodes, annotations } = carriedBy(document, scope, views, new Set([frame.id]));
      const notes = all.filter(({ id, kind }) => kind === 'note' && annotations.has(id));
      const { id, x, y, width, height } = frame;
      return { id, x, y, width, height, inner: nodes, notes: new Map(notes.map((note) => [note.id, note])) };
    });
}

/** The smallest frame that each thing lies in. */
function parentsOf(frames: readonly FrameNow[]): ReadonlyMap<string, string> {
  const parents = new Map<string, string>();
  const largestFirst = frames.toSorted((a, b) => b.width * b.height - a.width * a.height);
  for (const [i, frame] of largestFirst.entries()) {
    for (const id of [...frame.inner, ...frame.notes.keys()]) parents.set(id, frame.id);
    for (const inner of largestFirst.slice(i + 1)) if (contains(frame, inner)) parents.set(inner.id, frame.id);
  }
  return parents;
}

/** Lays out the selection, or everything: cards glide to their places, and it is one entry of the history. */
export async function tidy(editor: Editor): Promise<void> {
  const { document } = editor.document.getState();
  const to = await layout(editor);
  // A person who went on meanwhile is not overtaken.
  if (editor.document.getState().document !== document) return;
  const { positions, annotations = [] } = document.layout;
  const from = new Map([...positions, ...annotations].map((place) => [place.id, place]));
  const still = matchMedia('(prefers-reduced-motion: reduce)').matches || to.size > MOST_GLIDING;
  if (!still) await glide(editor, from, to);
  if (editor.document.getState().document === document) editor.edit(settled(document, to));
  endDraft(editor.view);
  editor.canvas.current?.fit(to.keys());
}

function glide(editor: Editor, from: Draft, to: Draft): Promise<void> {
  const start = performance.now();
  return new Promise((resolve) => {
    const frame = (now: number) => {
      const part = Math.min(1, (now - start) / GLIDE);
      const eased = 1 - (1 - part) ** 3;
      const between = (a = 0, b = 0) => a + (b - a) * eased;
      const draft = [...to].map(([id, end]) => {
        const begin = from.get(id) ?? end;
        const { width, height } = end;
        const size = width !== undefined &&
          height !== undefined && {
            width: between(begin.width ?? width, width),
            height: between(begin.height ?? height, height),
          };
        return [id, { x: between(begin.x, end.x), y: between(begin.y, end.y), ...size }] as const;
      });
      editor.view.setState({ draft: new Map(draft) });
      if (part < 1) requestAnimationFrame(frame);
      else resolve();
    };
    requestAnimationFrame(frame);
  });
}

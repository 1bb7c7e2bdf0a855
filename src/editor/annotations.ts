import {
  type Annotation,
  annotationsOf,
  type Document,
  freshId,
  moveNodes,
  type Patch,
  type Point,
  putAnnotations,
  type Scope,
  takenIds,
} from '../document';
import { boxAround, cardBoxes, contains, liesIn } from './boxes';
import type { Views } from './derive';
import type { Editor } from './editor';
import { type Box, GRID, middleOf, snap } from './place';
import { type Draft, select } from './view-store';

/** Frames around blocks and notes beside them: what they are made with, and what they take along. */

export type AnnotationColor = Annotation['color'];

/** Colours that can be chosen, each with the token it is drawn in. */
export const COLORS: Readonly<Record<AnnotationColor, string>> = {
  grey: 'muted',
  blue: 'series-1',
  green: 'series-3',
  orange: 'series-2',
  red: 'danger-ink',
  violet: 'series-4',
};

/** Between a frame and what it was drawn around. */
export const ROOM = 3 * GRID;
/** Smaller they could not be taken hold of. */
export const LEAST = { width: 10 * GRID, height: 5 * GRID } as const;
const NOTE = { width: 26 * GRID, height: 12 * GRID } as const;
const FRAME = { width: 40 * GRID, height: 24 * GRID } as const;

export const roomAround = ({ x, y, width, height }: Box): Box => ({
  x: x - ROOM,
  y: y - ROOM,
  width: width + 2 * ROOM,
  height: height + 2 * ROOM,
});

/** What is called so when nobody has said anything. */
export const wordsOf = ({ kind, text }: Annotation): string => (text.trim() === '' ? `Untitled ${kind}` : text);

/** The name by which it is heard. */
export function nameOf(annotation: Annotation): string {
  const words = wordsOf(annotation).slice(0, 120).replaceAll('\n', ' ');
  return `${annotation.kind === 'frame' ? 'Frame' : 'Note'}: ${words}`;
}

export interface Carried {
  readonly nodes: ReadonlySet<string>;
  readonly annotations: ReadonlySet<string>;
}

/** What lies in frames and goes where they go: blocks and notes by their middle, other frames where they lie in it whole. */
export function carriedBy(document: Document, scope: Scope, views: Views, frames: ReadonlySet<string>): Carried {
  const all = annotationsOf(document, scope);
  const outer = all.filter(({ kind, id }) => kind === 'frame' && frames.has(id));
  if (outer.length === 0) return { nodes: new Set(), annotations: new Set() };
  const inside = (box: Box) => outer.some((frame) => liesIn(frame, box));
  const nodes = [...cardBoxes(document, views)].filter(([, box]) => inside(box)).map(([id]) => id);
  const annotations = all.filter((one) =>
    one.kind === 'note' ? inside(one) : outer.some((frame) => frame.id !== one.id && contains(frame, one)),
  );
  return { nodes: new Set(nodes), annotations: new Set(annotations.map(({ id }) => id)) };
}

/** What is selected, with all that lies in the frames among it. */
export function selectionWithin(editor: Editor): Carried {
  const { document, scope, views } = editor.document.getState();
  const { nodes, annotations } = editor.view.getState();
  const carried = carriedBy(document, scope, views, annotations);
  return {
    nodes: new Set([...nodes, ...carried.nodes]),
    annotations: new Set([...annotations, ...carried.annotations]),
  };
}

/** Frames and notes that go into a module with blocks: those selected, and frames of which every block goes, with their notes. */
export function goingWith(editor: Editor, nodes: ReadonlySet<string>): ReadonlySet<string> {
  const { document, scope, views } = editor.document.getState();
  const going = new Set(editor.view.getState().annotations);
  for (const { kind, id } of annotationsOf(document, scope)) {
    if (kind !== 'frame') continue;
    const within = carriedBy(document, scope, views, new Set([id]));
    if (within.nodes.size === 0 || ![...within.nodes].every((node) => nodes.has(node))) continue;
    going.add(id);
    for (const one of within.annotations) going.add(one);
  }
  return going;
}

/** Draws a frame around what is selected, or where the pointer is, with its title to be typed at once. */
export function addFrame(editor: Editor, at?: Point): void {
  const { document, scope, views } = editor.document.getState();
  const { nodes, annotations } = editor.view.getState();
  const cards = [...cardBoxes(document, views)].filter(([id]) => nodes.has(id)).map(([, box]) => box);
  const drawn = annotationsOf(document, scope).filter(({ id }) => annotations.has(id));
  const around = boxAround([...cards, ...drawn]);
  add(editor, 'frame', around ? onGrid(roomAround(around)) : placed(editor, FRAME, at), 'blue');
}

export const addNote = (editor: Editor, at?: Point): void => add(editor, 'note', placed(editor, NOTE, at), 'orange');

function placed(
  editor: Editor,
  { width, height }: { readonly width: number; readonly height: number },
  at?: Point,
): Box {
  const middle = middleOf(editor.canvas.current?.sight() ?? { x: 0, y: 0, width, height });
  const corner = at ?? { x: middle.x - width / 2, y: middle.y - height / 2 };
  return { x: snap(corner.x), y: snap(corner.y), width, height };
}

/** Every side on the grid, outwards. */
function onGrid({ x, y, width, height }: Box): Box {
  const down = (value: number) => Math.floor(value / GRID) * GRID;
  const up = (value: number) => Math.ceil(value / GRID) * GRID;
  return { x: down(x), y: down(y), width: up(x + width) - down(x), height: up(y + height) - down(y) };
}

function add(editor: Editor, kind: Annotation['kind'], box: Box, color: AnnotationColor): void {
  const { document, scope } = editor.document.getState();
  const id = freshId(takenIds(document), 'a');
  const made: Annotation = { kind, id, ...(scope !== undefined && { scope }), text: '', ...box, color };
  const gesture = putAnnotations(document, [made]);
  if (!editor.edit(gesture)) return;
  select(editor.view, [], [], [id]);
  editor.view.setState({ writing: id, begun: { id, gesture } });
}

/** Another text or colour. */
export function changeAnnotation(
  editor: Editor,
  id: string,
  change: Partial<Pick<Annotation, 'text' | 'color'>>,
): void {
  const { document } = editor.document.getState();
  const now = document.layout.annotations?.find((one) => one.id === id);
  if (now) editor.edit(putAnnotations(document, [{ ...now, ...change }]));
}

/** The text of a frame or note has been typed; the first one belongs to the gesture that drew it. Undefined: it stays as it was. */
export function endWriting(editor: Editor, id: string, text: string | undefined): void {
  const { writing, begun } = editor.view.getState();
  const { document } = editor.document.getState();
  const now = document.layout.annotations?.find((one) => one.id === id);
  if (writing === id) editor.view.setState({ writing: undefined });
  editor.view.setState({ begun: undefined });
  if (!now || text === undefined || text === now.text) return;
  const patch = putAnnotations(document, [{ ...now, text }]);
  if (begun?.id === id) editor.amend(begun.gesture, patch);
  else editor.edit(patch);
}

/** What the document hears of when things that were moved or resized are let go: one entry, however many. */
export function settled(document: Document, draft: Draft): Patch {
  const places = new Map(document.layout.positions.map((place) => [place.id, place]));
  const drawn = new Map((document.layout.annotations ?? []).map((one) => [one.id, one]));
  const cards = new Map([...draft].filter(([id]) => !drawn.has(id)));
  const moved = [...cards].filter(([id, { x, y }]) => {
    const old = places.get(id);
    return old?.x !== Math.round(x) || old.y !== Math.round(y);
  });
  const changed = [...draft].flatMap(([id, box]): Annotation[] => {
    const old = drawn.get(id);
    return old ? [{ ...old, ...box }] : [];
  });
  return [...moveNodes(document, new Map(moved)), ...putAnnotations(document, changed)];
}

import type { ElkNode } from 'elkjs/lib/elk-api';
import { graphOf, moveNodes, type Point } from '../document';
import type { Editor } from './editor';
import { CARD, COLUMN, FIRST_PORT, snap } from './place';
import { endDraft } from './view-store';

const OPTIONS = {
  'elk.algorithm': 'layered',
  'elk.direction': 'RIGHT',
  'elk.layered.spacing.nodeNodeBetweenLayers': String(COLUMN),
  'elk.spacing.nodeNode': '32',
  'elk.layered.nodePlacement.strategy': 'NETWORK_SIMPLEX',
  'elk.layered.crossingMinimization.strategy': 'LAYER_SWEEP',
  'elk.layered.considerModelOrder.strategy': 'NODES_AND_EDGES',
};
/** Milliseconds that cards take to their new places. */
const GLIDE = 220;
/** Cards above which nothing glides. */
const MOST_GLIDING = 200;

/** Where the selection, or everything, would stand in layers from left to right. elkjs comes when it is first asked for. */
async function layout(editor: Editor): Promise<ReadonlyMap<string, Point>> {
  const { document, scope, views } = editor.document.getState();
  const graph = graphOf(document, scope);
  const chosen = editor.view.getState().nodes;
  const places = new Map(document.layout.positions.map((place) => [place.id, place]));
  const nodes = (graph?.nodes ?? []).filter(({ id }) => chosen.size < 2 || chosen.has(id));
  const inside = new Set(nodes.map(({ id }) => id));
  const { default: Elk } = await import('elkjs/lib/elk.bundled.js');
  const laid: ElkNode = await new Elk().layout({
    id: 'graph',
    layoutOptions: OPTIONS,
    children: nodes.map(({ id }) => {
      const view = views.nodes.get(id);
      const ports = Math.max(view?.inputs.length ?? 1, view?.outputs.length ?? 1);
      return { id, width: CARD.width, height: FIRST_PORT + 20 * ports + 40 };
    }),
    edges: (graph?.edges ?? [])
      .filter(({ from, to }) => inside.has(from.node) && inside.has(to.node))
      .map(({ id, from, to }) => ({ id, sources: [from.node], targets: [to.node] })),
  });
  // What is laid out stays where it was as a whole.
  const old = nodes.flatMap(({ id }) => places.get(id) ?? []);
  const corner = { x: Math.min(...old.map(({ x }) => x)), y: Math.min(...old.map(({ y }) => y)) };
  const [x, y] = [corner.x, corner.y].map((value) => (Number.isFinite(value) ? value : 0));
  return new Map(
    (laid.children ?? []).map((child) => [
      child.id,
      { x: snap((x ?? 0) + (child.x ?? 0)), y: snap((y ?? 0) + (child.y ?? 0)) },
    ]),
  );
}

/** Lays out the selection, or everything: cards glide to their places, and it is one entry of the history. */
export async function tidy(editor: Editor): Promise<void> {
  const { document } = editor.document.getState();
  const to = await layout(editor);
  // A person who went on meanwhile is not overtaken.
  if (editor.document.getState().document !== document) return;
  const from = new Map(document.layout.positions.map((place) => [place.id, place]));
  const still = matchMedia('(prefers-reduced-motion: reduce)').matches || to.size > MOST_GLIDING;
  if (!still) await glide(editor, from, to);
  if (editor.document.getState().document === document) editor.edit(moveNodes(document, to));
  endDraft(editor.view);
  editor.canvas.current?.fit(to.keys());
}

function glide(editor: Editor, from: ReadonlyMap<string, Point>, to: ReadonlyMap<string, Point>): Promise<void> {
  const start = performance.now();
  return new Promise((resolve) => {
    const frame = (now: number) => {
      const part = Math.min(1, (now - start) / GLIDE);
      const eased = 1 - (1 - part) ** 3;
      const draft = [...to].map(([id, end]): [string, Point] => {
        const begin = from.get(id) ?? end;
        return [id, { x: begin.x + (end.x - begin.x) * eased, y: begin.y + (end.y - begin.y) * eased }];
      });
      editor.view.setState({ draft: new Map(draft) });
      if (part < 1) requestAnimationFrame(frame);
      else resolve();
    };
    requestAnimationFrame(frame);
  });
}

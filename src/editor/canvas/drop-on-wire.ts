import { graphOf, type Patch } from '../../document';
import type { Editor } from '../editor';
import { insertInWire, placeInWire } from '../splice';
import { wiringOf } from '../wiring';

/** The wire that lies under the middle of a card's head, where the card could go into it. */
function wireUnder(editor: Editor, id: string): string | undefined {
  const head = document.querySelector(`.react-flow__node[data-id="${CSS.escape(id)}"] header`)?.getBoundingClientRect();
  if (!head) return undefined;
  const [x, y] = [head.left + head.width / 2, head.top + head.height / 2];
  const over = [-8, 8].flatMap((by) => document.elementsFromPoint(x, y + by));
  const { document: now, scope, check } = editor.document.getState();
  const edges = graphOf(now, scope)?.edges ?? [];
  // What is wired already is being moved, not put in.
  if (edges.some((edge) => edge.from.node === id || edge.to.node === id)) return undefined;
  for (const element of over) {
    const wire = element.closest<SVGElement>('.react-flow__edge')?.dataset.id;
    const edge = edges.find((one) => one.id === wire);
    if (edge && placeInWire(wiringOf(now, scope, check, editor.library), edge, id)) return edge.id;
  }
  return undefined;
}

/** While a card is dragged, the wire that it would go into is marked. */
export function aimAtWire(editor: Editor, id: string, cards: number): void {
  const target = cards === 1 ? wireUnder(editor, id) : undefined;
  if (editor.view.getState().target !== target) editor.view.setState({ target });
}

/** A card is let go: into the wire below it, if there is one. */
export function letGo(editor: Editor, id: string, onLetGo: () => void): void {
  if (editor.view.getState().target !== undefined) aimAtWire(editor, id, 1);
  onLetGo();
  editor.view.setState({ target: undefined });
}

/** The change that puts cards that are let go into the wire they were aimed at: part of the same gesture. */
export function intoWire(editor: Editor, ids: readonly string[]): Patch {
  const { target } = editor.view.getState();
  const [id, ...more] = ids;
  if (target === undefined || id === undefined || more.length > 0) return [];
  const { document: now, scope, check } = editor.document.getState();
  const edge = graphOf(now, scope)?.edges.find((one) => one.id === target);
  return edge ? insertInWire(now, scope, wiringOf(now, scope, check, editor.library), edge, id) : [];
}

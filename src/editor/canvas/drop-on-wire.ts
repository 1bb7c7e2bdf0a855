import { graphOf, type Patch, type Point } from '../../document';
import type { Editor } from '../editor';
import { fitsInto, type Offer } from '../offer';
import type { Box } from '../place';
import { insertInWire, placeInWire } from '../splice';
import { wiringOf } from '../wiring';
import { cardOf } from './cards';

/** Pixels between the places where a wire is looked for; a wire takes the pointer over more than that. */
const STEP = 12;

/** The wire that passes below the middle of a card, where the card could go into it; of several the highest. */
function wireUnder(editor: Editor, id: string): string | undefined {
  const { document: now, scope, check } = editor.document.getState();
  const edges = graphOf(now, scope)?.edges ?? [];
  // What is wired already is being moved, not put in.
  if (edges.some((edge) => edge.from.node === id || edge.to.node === id)) return undefined;
  const card = cardOf(id)?.getBoundingClientRect();
  if (!card) return undefined;
  const x = card.left + card.width / 2;
  const places = Array.from({ length: Math.ceil(card.height / STEP) }, (_, i) => card.top + STEP * i);
  const wires = wiresAt(editor, x, places, { x, y: card.top, width: 0, height: card.height });
  if (wires.length === 0) return undefined;
  const wiring = wiringOf(now, scope, check, editor.library);
  const below = wires.flatMap((wire) => edges.find((edge) => edge.id === wire) ?? []);
  return below.find((edge) => placeInWire(wiring, edge, id))?.id;
}

/** Wires of the page at places of the window; after them those without detail, which only the canvas knows, in a box. */
function wiresAt(editor: Editor, x: number, places: readonly number[], box: Box): readonly string[] {
  const over = places.flatMap((y) => document.elementsFromPoint(x, y));
  const full = over.flatMap((element) => element.closest<SVGElement>('.react-flow__edge')?.dataset.id ?? []);
  return [...new Set([...full, ...(editor.canvas.current?.flatWires(box) ?? [])])];
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

/** The wire that the pointer is over, where something from the palette could go into it; marked while it is dragged. */
export function aimOffer(editor: Editor, offer: Offer, at: Point | undefined): string | undefined {
  const target = at && offerUnder(editor, offer, at);
  if (editor.view.getState().target !== target) editor.view.setState({ target });
  return target;
}

function offerUnder(editor: Editor, offer: Offer, { x, y }: Point): string | undefined {
  const box = { x: x - STEP, y: y - STEP, width: 2 * STEP, height: 2 * STEP };
  const wires = wiresAt(editor, x, [y - STEP, y, y + STEP], box);
  const { target } = editor.view.getState();
  // Asked for with every move: what it would go into already, it still would.
  if (target !== undefined && wires.includes(target)) return target;
  return wires.find((wire) => fitsInto(editor, offer, wire));
}

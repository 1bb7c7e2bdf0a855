import type { Document } from '../document';
import type { NodeView, Views } from './derive';
import { type Box, CARD, COLUMN } from './place';

/** Parts of a card from above: the head's two lines, the ports, a line of settings, a line of shapes; as `Card` has them. */
export const PART = { head: 41, padding: 4, port: 20, line: 25 } as const;

/** Height of a card with so many ports on its longer side, and a line of settings where it has any. */
export const heightFor = (ports: number, settings: boolean): number =>
  PART.head + 2 * PART.padding + PART.port * ports + (settings ? PART.line : 0) + PART.line;

const heightOf = ({ inputs, outputs, settings }: NodeView): number =>
  heightFor(Math.max(inputs.length, outputs.length), settings !== '');

/** What the cards of a graph cover, by id, from the document alone: nothing has to be measured. */
export function cardBoxes(document: Document, views: Views): ReadonlyMap<string, Box> {
  const places = new Map(document.layout.positions.map((place) => [place.id, place]));
  let unplaced = 0;
  return new Map(
    [...views.nodes.values()].map((view): [string, Box] => {
      // A file need not say where things stand.
      const { x, y } = places.get(view.id) ?? { x: (CARD.width + COLUMN) * unplaced++, y: 0 };
      return [view.id, { x, y, width: CARD.width, height: heightOf(view) }];
    }),
  );
}

/** The smallest box around others; undefined around none. */
export function boxAround(boxes: Iterable<Box>): Box | undefined {
  let [left, top, right, bottom] = [Infinity, Infinity, -Infinity, -Infinity];
  for (const { x, y, width, height } of boxes) {
    left = Math.min(left, x);
    top = Math.min(top, y);
    right = Math.max(right, x + width);
    bottom = Math.max(bottom, y + height);
  }
  return left > right ? undefined : { x: left, y: top, width: right - left, height: bottom - top };
}

export const contains = (outer: Box, inner: Box): boolean =>
  inner.x >= outer.x &&
  inner.y >= outer.y &&
  inner.x + inner.width <= outer.x + outer.width &&
  inner.y + inner.height <= outer.y + outer.height;

/** Whether the middle of a box lies in another. */
export const liesIn = (outer: Box, inner: Box): boolean => {
  const [x, y] = [inner.x + inner.width / 2, inner.y + inner.height / 2];
  return x >= outer.x && x <= outer.x + outer.width && y >= outer.y && y <= outer.y + outer.height;
};

import type { Point } from '../document';

export const GRID = 8;
/** Width of every card, so that columns line up and wires end where they are expected. */
export const CARD = { width: 208, height: 120 } as const;

/** Height of a card's first port below its top: what `Card` draws. */
export const FIRST_PORT = 55;

/** Room between two columns: a shape is written there. */
export const COLUMN = 88;

export interface Box extends Point {
  readonly width: number;
  readonly height: number;
}

/** Never −0, which JSON does not know. */
export const snap = (value: number): number => Math.round(value / GRID) * GRID + 0;

export const middleOf = ({ x, y, width, height }: Box): Point => ({ x: x + width / 2, y: y + height / 2 });

/** Where the next card after this one would have its middle, as graphs grow; undefined where that is not in sight. */
export function placeBeside(card: Box | undefined, sight: Box): Point | undefined {
  const next = card && { x: card.x + 1.5 * card.width + COLUMN, y: card.y + card.height / 2 };
  const seen =
    next &&
    next.x + CARD.width / 2 < sight.x + sight.width &&
    next.x > sight.x &&
    next.y > sight.y &&
    next.y < sight.y + sight.height;
  return seen ? next : undefined;
}

/** The place nearest to `wanted` (for the centre of a card) where a card covers no other, on a spiral of steps. */
export function freePlace(taken: readonly Box[], wanted: Point): Point {
  const start = { x: snap(wanted.x - CARD.width / 2), y: snap(wanted.y - CARD.height / 2) };
  const step = 4 * GRID;
  for (let ring = 0; ring < 60; ring++) {
    const candidates = ringAround(ring).map(({ x, y }) => ({ x: start.x + x * step, y: start.y + y * step }));
    const free = candidates.find((place) => taken.every((box) => !overlaps(place, box)));
    if (free) return free;
  }
  return start;
}

/** Steps at a distance, to the right and below first: that is how graphs grow. */
function ringAround(ring: number): Point[] {
  if (ring === 0) return [{ x: 0, y: 0 }];
  const places: Point[] = [];
  for (let x = -ring; x <= ring; x++) {
    for (let y = -ring; y <= ring; y++) if (Math.max(Math.abs(x), Math.abs(y)) === ring) places.push({ x, y });
  }
  const cost = ({ x, y }: Point) => Math.hypot(x, y) - 0.01 * (x + y);
  return places.sort((a, b) => cost(a) - cost(b));
}

const GAP = 24;

const overlaps = (place: Point, box: Box): boolean =>
  place.x < box.x + box.width + GAP &&
  box.x < place.x + CARD.width + GAP &&
  place.y < box.y + box.height + GAP &&
  box.y < place.y + CARD.height + GAP;

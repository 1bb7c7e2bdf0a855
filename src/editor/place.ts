import type { Point } from '../document';

export const GRID = 8;
/** Width of every card, so that columns line up and wires end where they are expected. */
export const CARD = { width: 208, height: 120 } as const;

/** Height of a card's first port below its top: what `Card` draws. */
export const FIRST_PORT = 55;

/** Room between two columns: a shape is written there. */
export const COLUMN = 88;

export interface Size {
  readonly width: number;
  readonly height: number;
}

export interface Box extends Point, Size {}

/** Never −0, which JSON does not know. */
export const snap = (value: number): number => Math.round(value / GRID) * GRID + 0;

export const middleOf = ({ x, y, width, height }: Box): Point => ({ x: x + width / 2, y: y + height / 2 });

/** Upper left corner of the next card after this one, as graphs grow; of the one before it, for what it is to take. */
export const placeBeside = ({ x, y, width }: Box, side: 'after' | 'before'): Point => ({
  x: side === 'after' ? x + width + COLUMN : x - CARD.width - COLUMN,
  y,
});

export const isSeen = ({ x, y, width, height }: Box, sight: Box): boolean =>
  x >= sight.x && x + width <= sight.x + sight.width && y >= sight.y && y + height <= sight.y + sight.height;

/** The upper left corner nearest to `wanted` where a card of this size covers no other, on a spiral of steps. */
export function freePlace(taken: readonly Box[], wanted: Point, size: Size = CARD): Point {
  const start = { x: snap(wanted.x), y: snap(wanted.y) };
  const step = 4 * GRID;
  for (let ring = 0; ring < 60; ring++) {
    const candidates = ringAround(ring).map(({ x, y }) => ({ x: start.x + x * step, y: start.y + y * step }));
    const free = candidates.find((place) => taken.every((box) => !overlaps({ ...place, ...size }, box)));
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

const overlaps = (place: Box, box: Box): boolean =>
  place.x < box.x + box.width + GAP &&
  box.x < place.x + place.width + GAP &&
  place.y < box.y + box.height + GAP &&
  box.y < place.y + place.height + GAP;

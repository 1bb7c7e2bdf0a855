import type { Point } from '../../document';
import type { Views, WireView } from '../derive';
import { type Box, middleOf } from '../place';
import { type Places, wireEnds } from './lanes';
import { bendFor, LEAD, laneTurns } from './route';

/** Pieces that a bent wire is taken for. */
const PIECES = 24;
/** What is added to bounds, so that no rounding of a point on them loses a wire. */
const ROUNDING = 1e-6;

export interface Drawn {
  readonly wires: Iterable<WireView>;
  /** Where cards stand. */
  readonly places: Places;
  readonly views: Views;
  readonly lanes: ReadonlyMap<string, number>;
}

/** The wires that pass through a box, nearest to its middle first: told from where they are drawn, not by the page. */
export function wiresThrough(box: Box, { wires, places, views, lanes }: Drawn): readonly string[] {
  const middle = middleOf(box);
  const found: { readonly id: string; readonly distance: number }[] = [];
  for (const wire of wires) {
    const ends = wireEnds(wire, places, views);
    if (!ends) continue;
    const lane = lanes.get(wire.id);
    // Of thousands of wires all but a few are told from their bounds, with every move of the pointer.
    if (!mayPass(box, ends.from, ends.to, lane)) continue;
    const line = lineOf(ends.from, ends.to, lane);
    if (passes(box, line)) found.push({ id: wire.id, distance: distanceFrom(middle, line) });
  }
  return found.sort((a, b) => a.distance - b.distance).map(({ id }) => id);
}

/** Whether a wire's bounds have a part of a box in them: a bent one lies between the points that it is bent by. */
function mayPass({ x, y, width, height }: Box, from: Point, to: Point, lane: number | undefined): boolean {
  const reach = ROUNDING + (lane === undefined ? bendFor(to.x - from.x) : LEAD);
  if (x + width < Math.min(from.x, to.x - reach) || x > Math.max(to.x, from.x + reach)) return false;
  const top = Math.min(from.y, to.y, lane ?? from.y);
  const bottom = Math.max(from.y, to.y, lane ?? from.y);
  return y + height >= top - ROUNDING && y <= bottom + ROUNDING;
}

export const passes = (box: Box, line: readonly Point[]): boolean =>
  line.some((point, i) => meets(line[i - 1] ?? point, point, box));

export const distanceFrom = (middle: Point, line: readonly Point[]): number =>
  line.reduce(
    (least, point, i) => Math.min(least, distanceTo(middle, line[i - 1] ?? point, point)),
    Number.POSITIVE_INFINITY,
  );

/** A wire as straight pieces. */
export function lineOf(from: Point, to: Point, lane: number | undefined): readonly Point[] {
  if (lane !== undefined) return laneTurns(from, to, lane);
  const bend = bendFor(to.x - from.x);
  return Array.from({ length: PIECES + 1 }, (_, i) => {
    const t = i / PIECES;
    const [a, b, c, d] = [(1 - t) ** 3, 3 * t * (1 - t) ** 2, 3 * t ** 2 * (1 - t), t ** 3];
    return {
      x: a * from.x + b * (from.x + bend) + c * (to.x - bend) + d * to.x,
      y: (a + b) * from.y + (c + d) * to.y,
    };
  });
}

/** Whether a straight piece has a point in a box: the part of it between the box's sides, cut by its top and bottom. */
function meets(a: Point, b: Point, { x, y, width, height }: Box): boolean {
  let [begin, end] = [0, 1];
  for (const [start, way, low, high] of [
    [a.x, b.x - a.x, x, x + width],
    [a.y, b.y - a.y, y, y + height],
  ] as const) {
    if (way === 0) {
      if (start < low || start > high) return false;
      continue;
    }
    const [one, other] = [(low - start) / way, (high - start) / way];
    begin = Math.max(begin, Math.min(one, other));
    end = Math.min(end, Math.max(one, other));
  }
  return begin <= end;
}

function distanceTo(point: Point, a: Point, b: Point): number {
  const [dx, dy] = [b.x - a.x, b.y - a.y];
  const length = dx * dx + dy * dy;
  const t = length === 0 ? 0 : Math.max(0, Math.min(1, ((point.x - a.x) * dx + (point.y - a.y) * dy) / length));
  return Math.hypot(point.x - a.x - t * dx, point.y - a.y - t * dy);
}

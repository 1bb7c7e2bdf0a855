import type { Point } from '../../document';
import type { Views, WireView } from '../derive';
import { type Box, middleOf } from '../place';
import { wireEnds } from './lanes';
import { bendFor, laneTurns } from './route';

/** Pieces that a bent wire is taken for. */
const PIECES = 24;

export interface Drawn {
  readonly wires: Iterable<WireView>;
  /** Where cards stand. */
  readonly places: ReadonlyMap<string, Point>;
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
    const line = lineOf(ends.from, ends.to, lanes.get(wire.id));
    if (!line.some((point, i) => meets(line[i - 1] ?? point, point, box))) continue;
    const distances = line.map((point, i) => distanceTo(middle, line[i - 1] ?? point, point));
    found.push({ id: wire.id, distance: distances.reduce((a, b) => Math.min(a, b), Number.POSITIVE_INFINITY) });
  }
  return found.sort((a, b) => a.distance - b.distance).map(({ id }) => id);
}

/** A wire as straight pieces. */
function lineOf(from: Point, to: Point, lane: number | undefined): readonly Point[] {
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

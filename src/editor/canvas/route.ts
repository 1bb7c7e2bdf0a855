import type { Point } from '../../document';
import type { Box } from '../place';

/** One wire to be led: where it begins and ends, and the cards it belongs to. */
export interface Ends {
  readonly id: string;
  readonly from: Point;
  readonly to: Point;
  /** Wires of one output share a lane. */
  readonly source: string;
  readonly own: ReadonlySet<string>;
}

export interface Obstacle extends Box {
  readonly id: string;
}

/** How far a wire leads straight out of a card, and how far it keeps from others. */
export const LEAD = 20;
const CLEAR = 14;
const BETWEEN_LANES = 6;

/**
 * Heights at which wires run along, for those that would otherwise lie behind a card they have nothing to do with, or that
 * lead back. A wire without a height takes the direct way.
 */
export function lanesOf(wires: readonly Ends[], cards: readonly Obstacle[]): Map<string, number> {
  const lanes = new Map<string, number>();
  /** Who runs at which height already. */
  const taken: { readonly y: number; readonly source: string; readonly left: number; readonly right: number }[] = [];
  for (const wire of wires) {
    const left = Math.min(wire.from.x + LEAD, wire.to.x - LEAD);
    const right = Math.max(wire.from.x + LEAD, wire.to.x - LEAD);
    const forward = wire.to.x - wire.from.x > LEAD;
    const inTheWay = cards.filter((card) => !wire.own.has(card.id) && crosses(wire, card));
    if (forward && inTheWay.length === 0) continue;
    const between = cards.filter((card) => card.x < right && card.x + card.width > left);
    const y = laneFor(wire, between);
    if (y === undefined) continue;
    const shift = taken.filter(
      (lane) => Math.abs(lane.y - y) < 1 && lane.source !== wire.source && lane.left < right && lane.right > left,
    );
    const offset = new Set(shift.map((lane) => lane.source)).size * BETWEEN_LANES;
    lanes.set(wire.id, y + offset);
    taken.push({ y, source: wire.source, left, right });
  }
  return lanes;
}

/** Whether the direct way lies behind a card. */
function crosses({ from, to }: Ends, card: Box): boolean {
  const left = Math.max(from.x, card.x);
  const right = Math.min(to.x, card.x + card.width);
  if (left >= right) return false;
  const at = (x: number) => from.y + ((to.y - from.y) * (x - from.x)) / (to.x - from.x);
  const [a, b] = [at(left), at(right)];
  return Math.max(a, b) > card.y - 4 && Math.min(a, b) < card.y + card.height + 4;
}

/** The height that costs the least way up and down and is free of cards; halfway where that will do. */
function laneFor({ from, to }: Ends, between: readonly Box[]): number | undefined {
  const free = (y: number) => between.every((card) => y < card.y - CLEAR + 1 || y > card.y + card.height + CLEAR - 1);
  const way = (y: number) => Math.abs(y - from.y) + Math.abs(y - to.y);
  const heights = between.flatMap((card) => [card.y - CLEAR, card.y + card.height + CLEAR]);
  return [(from.y + to.y) / 2, ...heights].filter(free).sort((a, b) => way(a) - way(b))[0];
}

const RADIUS = 12;

/** Out, along the lane, and in. */
export const laneTurns = (from: Point, to: Point, lane: number): readonly Point[] => [
  from,
  { x: from.x + LEAD, y: from.y },
  { x: from.x + LEAD, y: lane },
  { x: to.x - LEAD, y: lane },
  { x: to.x - LEAD, y: to.y },
  to,
];

/** As above, with round corners. */
export const lanePath = (from: Point, to: Point, lane: number): string => roundedPath(laneTurns(from, to, lane));

/** How far out the points lie that a wire without a lane bends to, as React Flow has it. */
export const bendFor = (reach: number): number => (reach >= 0 ? reach / 2 : 6.25 * Math.sqrt(-reach));

function roundedPath(points: readonly Point[]): string {
  return points
    .map((point, i) => {
      const [before, after] = [points[i - 1], points[i + 1]];
      if (!before) return `M${point.x} ${point.y}`;
      if (!after) return `L${point.x} ${point.y}`;
      const radius = Math.min(RADIUS, distance(before, point) / 2, distance(point, after) / 2);
      const start = towards(point, before, radius);
      const end = towards(point, after, radius);
      return `L${start.x} ${start.y}Q${point.x} ${point.y} ${end.x} ${end.y}`;
    })
    .join('');
}

const distance = (a: Point, b: Point): number => Math.hypot(a.x - b.x, a.y - b.y);

function towards(from: Point, to: Point, by: number): Point {
  const length = distance(from, to);
  if (length === 0) return from;
  return { x: from.x + ((to.x - from.x) * by) / length, y: from.y + ((to.y - from.y) * by) / length };
}

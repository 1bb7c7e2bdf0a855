import type { Point } from '../../document';
import { type Box, middleOf, snap } from '../place';

/** A line along which things stand in a row: at `at` across an axis, from one thing to another. */
export interface Guide {
  /** `x`: an upright line at x = `at`. */
  readonly axis: 'x' | 'y';
  readonly at: number;
  readonly from: number;
  readonly to: number;
}

export interface Aligned {
  /** How far what moves is to go on from where it is. */
  readonly by: Point;
  readonly guides: readonly Guide[];
}

const SIDES = { x: 'width', y: 'height' } as const;
const OTHER = { x: 'y', y: 'x' } as const;
/** Places that are the same but for rounding. */
const SAME = 1e-6;

/** Both edges and the middle. */
const linesOf = (box: Box, axis: 'x' | 'y'): readonly [number, number, number] => {
  const [start, size] = [box[axis], box[SIDES[axis]]];
  return [start, start + size / 2, start + size];
};

/**
 * Where a box that moves would stand in line with others: an edge with an edge, or its middle with a middle, at most `reach` away. What it
 * meets nothing with goes along the grid. The cost is that of looking at every other box once for each axis.
 *
 * @param corner of what the pointer holds: it is what goes along the grid
 */
export function align(moving: Box, others: readonly Box[], reach: number, corner: Point): Aligned {
  const [x, y] = [nearest(moving, others, 'x', reach), nearest(moving, others, 'y', reach)];
  const by = { x: x ?? snap(corner.x) - corner.x, y: y ?? snap(corner.y) - corner.y };
  const there = { ...moving, x: moving.x + by.x, y: moving.y + by.y };
  return {
    by,
    guides: [
      ...(x === undefined ? [] : guidesAt(there, others, 'x')),
      ...(y === undefined ? [] : guidesAt(there, others, 'y')),
    ],
  };
}

/** The shortest way to a line of another box; edges meet edges, middles meet middles. */
function nearest(moving: Box, others: readonly Box[], axis: 'x' | 'y', reach: number): number | undefined {
  const [start, middle, end] = linesOf(moving, axis);
  let best: number | undefined;
  const consider = (way: number) => {
    if (Math.abs(way) <= reach && (best === undefined || Math.abs(way) < Math.abs(best))) best = way;
  };
  for (const other of others) {
    const [first, centre, last] = linesOf(other, axis);
    consider(first - start);
    consider(last - end);
    consider(last - start);
    consider(first - end);
    consider(centre - middle);
  }
  return best;
}

/** The lines that a box shares with others, each as long as what stands along it. That of a middle says nothing where an edge has one. */
function guidesAt(box: Box, others: readonly Box[], axis: 'x' | 'y'): readonly Guide[] {
  const own = linesOf(box, axis);
  const across = OTHER[axis];
  const found = own.map((at, line): Guide | undefined => {
    const along = others.filter((other) => {
      const lines = linesOf(other, axis);
      return line === 1 ? near(lines[1], at) : near(lines[0], at) || near(lines[2], at);
    });
    if (along.length === 0) return undefined;
    const all = [box, ...along];
    const from = Math.min(...all.map((one) => one[across]));
    return { axis, at, from, to: Math.max(...all.map((one) => one[across] + one[SIDES[across]])) };
  });
  const edges = [found[0], found[2]].filter((guide) => guide !== undefined);
  return edges.length > 0 ? edges : found[1] ? [found[1]] : [];
}

const near = (a: number, b: number): boolean => Math.abs(a - b) < SAME;

/** Of many boxes those nearest to a place: no frame of a drag may look at more. */
export function nearestTo(place: Box, boxes: readonly Box[], most: number): readonly Box[] {
  if (boxes.length <= most) return boxes;
  const { x, y } = middleOf(place);
  const distance = (box: Box) => {
    const middle = middleOf(box);
    return Math.hypot(middle.x - x, middle.y - y);
  };
  return boxes
    .map((box) => ({ box, distance: distance(box) }))
    .sort((a, b) => a.distance - b.distance)
    .slice(0, most)
    .map(({ box }) => box);
}

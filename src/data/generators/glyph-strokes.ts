import type { Stream } from '../../random';

/**
 * Digits and letters as strokes: points on a grid 4 wide and 6 high, two digits each (column, row), strokes apart by spaces.
 * I and O are left out: they look like 1 and 0.
 */
const STROKES: Readonly<Record<string, string>> = {
  0: '103041453616050110',
  1: '112026 1636',
  2: '01103041420646',
  3: '01103041423313 334445361605',
  4: '36300444',
  5: '4000023243453606',
  6: '30100105163645443303',
  7: '004016',
  8: '103041423313020110 1304051636454433',
  9: '43130201103041453616',
  A: '062046 1434',
  B: '00063645443303 0030414233',
  C: '4130100105163645',
  D: '00204145260600',
  E: '40000646 0333',
  F: '400006 0333',
  G: '41301001051636454323',
  H: '0006 4046 0343',
  J: '3035261605 1040',
  K: '0006 400346',
  L: '000646',
  M: '0600234046',
  N: '06004640',
  P: '06003041423303',
  Q: '103041453616050110 2446',
  R: '06003041423303 2346',
  S: '413010010213334445361605',
  T: '0040 2026',
  U: '000516364540',
  V: '002640',
  W: '0016233640',
  X: '0046 4006',
  Y: '002340 2326',
  Z: '00400646',
};

type Point = readonly [x: number, y: number];
/** A line from one point to another. */
export type Segment = readonly [Point, Point];

/** Names of the glyphs, digits first. */
export const GLYPHS: readonly string[] = Object.keys(STROKES);

const pointsOf = (stroke: string): readonly Point[] =>
  (stroke.match(/\d\d/g) ?? []).map((pair): Point => [Number(pair[0]), Number(pair[1])]);

/** How far a glyph may stray from how it is printed. Angles in radians, the rest in parts of its size. */
export interface Strain {
  readonly turn: number;
  readonly slant: number;
  readonly wobble: number;
  readonly shrink: number;
}

/** The lines of a glyph as somebody wrote it, in a square of side 1: bent, slanted, turned, and of a size of its own. */
export function writeGlyph(random: Stream, glyph: string, strain: Strain): readonly Segment[] {
  const between = (range: number): number => (random.float() * 2 - 1) * range;
  const angle = between(strain.turn);
  const slant = between(strain.slant);
  const [wide, high] = [0.62 * (1 - random.float() * strain.shrink), 0.84 * (1 - random.float() * strain.shrink)];
  const [cos, sin] = [Math.cos(angle), Math.sin(angle)];
  const place = ([x, y]: Point): Point => {
    const [u, v] = [wide * (x / 4 - 0.5 + between(strain.wobble)), high * (y / 6 - 0.5 + between(strain.wobble))];
    const leaning = u - slant * v;
    return [cos * leaning - sin * v, sin * leaning + cos * v];
  };
  const strokes = (STROKES[glyph] ?? '').split(' ').map((stroke) => pointsOf(stroke).map(place));
  const [left, right] = boundsOf(strokes.flat().map(([x]) => x));
  const [top, bottom] = boundsOf(strokes.flat().map(([, y]) => y));
  // Anywhere in the square where it has room, never over the edge.
  const [dx, dy] = [shift(random, left, right), shift(random, top, bottom)];
  return strokes.flatMap((points) =>
    points.slice(1).map((end, i): Segment => {
      const [fromX, fromY] = points[i] ?? end;
      return [
        [fromX + dx, fromY + dy],
        [end[0] + dx, end[1] + dy],
      ];
    }),
  );
}

const boundsOf = (values: readonly number[]): readonly [number, number] => [Math.min(...values), Math.max(...values)];

const EDGE = 0.06;

function shift(random: Stream, least: number, most: number): number {
  const room = 1 - 2 * EDGE - (most - least);
  return EDGE - least + (room > 0 ? random.float() * room : room / 2);
}

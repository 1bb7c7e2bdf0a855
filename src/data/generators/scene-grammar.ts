import type { Stream } from '../../random';

export type Rgb = readonly [red: number, green: number, blue: number];

export const COLOURS: Readonly<Record<string, Rgb>> = {
  red: [220, 40, 40],
  green: [40, 180, 60],
  blue: [50, 90, 230],
  yellow: [235, 210, 40],
  white: [245, 245, 245],
};

/** Whether a point of the square from −1 to 1 belongs to the shape. */
export const SHAPES: Readonly<Record<string, (x: number, y: number) => boolean>> = {
  circle: (x, y) => x * x + y * y <= 0.9,
  square: (x, y) => Math.max(Math.abs(x), Math.abs(y)) <= 0.8,
  triangle: (x, y) => y <= 0.8 && y >= -0.9 + 1.9 * Math.abs(x),
  cross: (x, y) => Math.min(Math.abs(x), Math.abs(y)) <= 0.3 && Math.max(Math.abs(x), Math.abs(y)) <= 0.95,
};

/** A shape in one of nine places, counted row by row. */
export interface Thing {
  readonly shape: string;
  readonly colour: string;
  readonly cell: number;
}

export interface Scene {
  readonly things: readonly Thing[];
  readonly caption: readonly string[];
}

const ROWS = ['top', 'middle', 'bottom'];
const COLUMNS = ['left', 'centre', 'right'];
const NUMBERS = ['two', 'three', 'four'];
const CELLS = 9;

const rowOf = ({ cell }: Thing): number => Math.floor(cell / 3);
const columnOf = ({ cell }: Thing): number => cell % 3;
const thingWords = ({ colour, shape }: Thing): readonly string[] => ['a', colour, shape];

function draw(random: Stream, cells: number): readonly number[] {
  const chosen = new Set<number>();
  while (chosen.size < cells) chosen.add(random.int(CELLS));
  return [...chosen];
}

const kind = (random: Stream) => ({
  shape: random.pick(Object.keys(SHAPES)),
  colour: random.pick(Object.keys(COLOURS)),
});

/** One thing, and where it is. */
function single(random: Stream): Scene {
  const thing = { ...kind(random), cell: random.int(CELLS) };
  const place = ['at', 'the', ROWS[rowOf(thing)] ?? '', COLUMNS[columnOf(thing)] ?? ''];
  return { things: [thing], caption: [...thingWords(thing), ...place] };
}

/** Several alike. */
function several(random: Stream): Scene {
  const alike = kind(random);
  const more = random.int(NUMBERS.length);
  const things = draw(random, more + 2).map((cell) => ({ ...alike, cell }));
  const many = alike.shape === 'cross' ? 'crosses' : `${alike.shape}s`;
  return { things, caption: [NUMBERS[more] ?? '', alike.colour, many] };
}

/** Two different ones and how they stand: above where their rows differ, left of where they do not. */
function related(random: Stream): Scene {
  const [first = 0, second = 0] = [...draw(random, 2)].sort((a, b) => a - b);
  const one = { ...kind(random), cell: first };
  let other = { ...kind(random), cell: second };
  while (other.shape === one.shape && other.colour === one.colour) other = { ...kind(random), cell: second };
  const relation = rowOf(one) === rowOf(other) ? ['left', 'of'] : ['above'];
  return { things: [one, other], caption: [...thingWords(one), ...relation, ...thingWords(other)] };
}

const FORMS = { places: [single], counts: [single, several], relations: [single, several, related] } as const;

export const LEVELS = Object.keys(FORMS);

/** A scene of the forms that a level has. What is said follows from what is seen: one scene, one caption. */
export function scene(random: Stream, level: string): Scene {
  const forms = level === 'places' ? FORMS.places : level === 'counts' ? FORMS.counts : FORMS.relations;
  return random.pick<(random: Stream) => Scene>(forms)(random);
}

/** Every word a caption can have. */
export const sceneWords: readonly string[] = [
  ...new Set([
    ...Object.keys(COLOURS),
    ...Object.keys(SHAPES).flatMap((shape) => [shape, shape === 'cross' ? 'crosses' : `${shape}s`]),
    ...[ROWS, COLUMNS, NUMBERS].flat(),
    ...['a', 'at', 'the', 'above', 'of'],
  ]),
].sort();

/** `a red circle left of a blue square` */
export const LONGEST = 8;

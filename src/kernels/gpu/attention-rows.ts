import type { Tensor } from '@tensorflow/tfjs-core';
import { type Form, MASKED, rowFunctions, type Sizes } from './attention-form';
import { HASH } from './elementwise';
import { FUNCTIONS } from './functions';
import type { Gpu, Shader } from './gpu';
import { isAligned, lines, range } from './tile';

/**
 * Pieces of WGSL for attention by single invocations. An invocation has a few rows of one head, its own, and goes along the rows of
 * the other side, OTHERS at a time: scores of both, c0_0, c0_1, c1_0 …, a vector of its own rows for each other one; what is made of
 * them, in `w`; and what that adds up to with other rows, in arrays of sums.
 */
export const OTHERS = 4;

/** Columns of a result by one invocation: it keeps the sums to itself, and there is not room for any number. */
export const BLOCK = 64;

const TEAM = [4, 4] as const;

/** Own rows, in whole vectors, for `there` that there are. */
export const rowsFor = (_there: number): number => 4;

/** A shader for tiles of `rows` of `there`: row `m` + i of head `n`. */
export const shell = (
  rows: number,
  there: number,
  heads: string,
  scale: number,
  functions: readonly string[],
  body: string,
): string => `
${[FUNCTIONS, HASH, rowFunctions(scale), ...functions].join('\n')}
@compute @workgroup_size(${TEAM[0]}, ${TEAM[1]})
fn main(@builtin(global_invocation_id) id: vec3u) {
  let m = id.x * ${rows}u;
  let n = id.y;
  if (m >= ${there}u || n >= ${heads}) { return; }
  ${body}
}`;

/** @param grid own rows that there are, heads, blocks of columns */
export function run(
  gpu: Gpu,
  shader: Shader,
  reads: readonly Tensor[],
  writes: readonly Tensor[],
  [there, heads, blocks]: readonly [number, number, number],
): void {
  const groups = Math.ceil(there / (rowsFor(there) * TEAM[0]));
  gpu.run(shader, reads, writes, [groups, Math.ceil(heads / TEAM[1]), blocks]);
}

export const vectors = (rows: number): number[] => range(rows / 4);

/** For each vector of own rows. */
export const eachVector = (rows: number, code: (q: number) => string): string => lines(vectors(rows).map(code));

/** Own rows' numbers as vectors name_0 …, of one expression for each row. */
export const gather = (rows: number, name: string, of: (i: number) => string): string =>
  eachVector(
    rows,
    (q) =>
      `let ${name}_${q} = vec4f(${range(4)
        .map((i) => of(4 * q + i))
        .join(', ')});`,
  );

/** Every row of a causal mask alone sees something: then what comes after the last key it sees is zero and left out. */
export const skips = ({ causal, mask }: Form, { T, S }: Sizes): boolean => causal && !mask && S >= T;

/** Of a mask's array: one element, and whether it shows something. */
export const shown = (name: string, [, , row = 0, column = 0]: readonly number[], t: string, s: string): string =>
  `${name}[mask_at + ${t} * ${row}u + ${s} * ${column}u] != 0`;

/** Where a head's part of the mask begins. */
export const maskAt = ({ H }: Sizes, { mask = [] }: Form, head: string): string =>
  mask.length > 0 ? `let mask_at = b * ${mask[0]}u + ${head} % ${H}u * ${mask[1]}u;` : '';

/** A vector of scores with what is not seen hidden; the conditions are vectors of truth values. */
export const hidden = (score: string, scale: number, conditions: readonly string[]): string =>
  conditions.length === 0
    ? `${score} * f32(${scale})`
    : `select(vec4f(${MASKED}), ${score} * f32(${scale}), ${conditions.map((one) => `(${one})`).join(' & ')})`;

/** An operand: its array, and where row i of the tile begins. */
type Operand = readonly [name: string, at: (i: number) => string];

/** name0_0 … = dot products of other rows and own ones, over `width` columns. */
export function dots(rows: number, width: number, name: string, other: Operand, own: Operand): string {
  const sums = range(OTHERS).map((i) =>
    vectors(rows)
      .map((q) => `var ${name}${i}_${q} = vec4f();`)
      .join(' '),
  );
  const right = range(rows).map((j) => `let o${j} = ${own[0]}4(${own[1](j)} + c, ${own[1](j)} + ${width}u);`);
  const left = range(OTHERS).map((i) => {
    const product = (q: number) =>
      range(4)
        .map((j) => `dot(a, o${4 * q + j})`)
        .join(', ');
    const added = vectors(rows).map((q) => `${name}${i}_${q} += vec4f(${product(q)});`);
    return `{ let a = ${other[0]}4(${other[1](i)} + c, ${other[1](i)} + ${width}u); ${added.join(' ')} }`;
  });
  return `${lines(sums)}
    for (var c = 0u; c < ${width}u; c += 4u) {
      ${lines([...right, ...left])}
    }`;
}

/** The products, as an array that can be gone through in a loop: unrolled, what is done to them would take long to compile. */
export const keep = (rows: number, name: string, to: string): string =>
  `${to} = array<vec4f, ${(OTHERS * rows) / 4}>(${range(OTHERS).map((i) => vectors(rows).map((q) => `${name}${i}_${q}`))});`;

export const declareTile = (rows: number, name: string): string => `var ${name}: array<vec4f, ${(OTHERS * rows) / 4}>;`;

const widest = (width: number): number => Math.min(BLOCK, Math.ceil(width / 4) * 4);

export const blocks = (width: number): number => Math.ceil(width / BLOCK);

export const declareSums = (rows: number, width: number, name: string): string =>
  `var ${name}: array<vec4f, ${(rows * widest(width)) / 4}>;`;

/** Of `width` columns those of the invocation's block, four at a time; there may be none. */
const columns = (width: number): string =>
  `var column = ${FIRST}; column < min(${width}u, ${FIRST} + ${BLOCK}u); column += 4u`;
const FIRST = `id.z * ${BLOCK}u`;

/**
 * sums [rows, width] += weightsᵀ · x over `there` other rows.
 *
 * @param x its array, and where other row `i` of it begins
 * @param fade a factor for what a sum was, by vector of rows
 */
export function weigh(
  rows: number,
  width: number,
  sums: string,
  weights: string,
  [name, row]: readonly [string, string],
  fade?: string,
): string {
  const own = range(rows);
  const old = (r: number) => (fade ? ` * ${fade}_${r >> 2}[${r & 3}]` : '');
  return `for (${columns(width)}) {
      let at = (column - ${FIRST}) / 4u * ${rows}u;
      ${lines(own.map((r) => `var d${r} = ${sums}[at + ${r}u]${old(r)};`))}
      for (var i = 0u; i < there; i++) {
        let row = ${row};
        let other = ${name}4(row + column, row + ${width}u);
        ${lines(vectors(rows).map((q) => `let a${q} = ${weights}[i * ${rows / 4}u + ${q}u];`))}
        ${lines(own.map((r) => `d${r} += a${r >> 2}[${r & 3}] * other;`))}
      }
      ${lines(own.map((r) => `${sums}[at + ${r}u] = d${r};`))}
    }`;
}

/** Stores sums, row `i` at `to`, divided `by` a number of its own. A row over the edge stands for the last one, and stores the same numbers in the same place. */
export const store = (rows: number, width: number, sums: string, name: string, to: string, by?: string): string =>
  `for (${columns(width)}) {
    let local = column - ${FIRST};
    for (var i = 0u; i < ${rows}u; i++) {
      let value = ${sums}[local / 4u * ${rows}u + i]${by ? ` / ${by}` : ''};
      let to = ${to} + column;
      ${range(4)
        .map(
          (j) => `${isAligned(width) ? '' : `if (column + ${j}u < ${width}u) `}{ ${name}[to + ${j}u] = value[${j}]; }`,
        )
        .join('\n      ')}
    }
  }`;

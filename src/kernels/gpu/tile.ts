/** Pieces of WGSL for what a single invocation computes of a product: a tile of `rows` × COLUMNS sums in c0_0, c0_1, c1_0 … */

export const COLUMNS = 8;

export const range = (n: number): number[] => Array.from({ length: n }, (_, i) => i);

export const lines = (parts: readonly string[]): string => parts.join('\n    ');

/** A function x4 that reads four neighbours of x from `index` on: one vector where they are aligned, else one by one up to `end`. */
export function four(name: string, aligned: boolean): string {
  const single = range(4).map((i) => `select(0.0, ${name}[index + ${i}u], index + ${i}u < end)`);
  const body = aligned ? `${name}[index / 4u]` : `vec4f(${single.join(', ')})`;
  return `fn ${name}4(index: u32, end: u32) -> vec4f { return ${body}; }`;
}

/** Whether rows of this width can be read as vectors of four. */
export const isAligned = (width: number): boolean => width % 4 === 0;

/** Column at which four are read where those from `column` on are over the edge of a row. */
export const inside = (column: string, width: number): string =>
  `min(${column}, ${isAligned(width) ? width - 4 : width - 1}u)`;

const HALVES = range(COLUMNS / 4);

export const declareSums = (rows: number): string =>
  lines(range(rows).map((i) => HALVES.map((q) => `var c${i}_${q} = vec4f();`).join(' ')));

/**
 * Adds a · bᵀ: dot products of rows of two operands.
 *
 * @param a where row i of the first one begins
 * @param b where row j of the second one begins
 */
export function addDots(
  rows: number,
  width: number,
  [first, a]: readonly [string, (i: number) => string],
  [second, b]: readonly [string, (j: number) => string],
): string {
  const right = range(COLUMNS).map((j) => `let b${j} = ${second}4(${b(j)} + c, ${b(j)} + ${width}u);`);
  const dots = (q: number) =>
    `vec4f(${range(4)
      .map((j) => `dot(a, b${4 * q + j})`)
      .join(', ')})`;
  const left = range(rows).map((i) => {
    const sums = HALVES.map((q) => `c${i}_${q} += ${dots(q)};`).join(' ');
    return `{ let a = ${first}4(${a(i)} + c, ${a(i)} + ${width}u); ${sums} }`;
  });
  return `for (var c = 0u; c < ${width}u; c += 4u) {\n    ${lines([...right, ...left])}\n  }`;
}

/** Adds what factors of the rows make of COLUMNS elements of a row that begins at `row`, from column `column` on. */
export function addScaled(
  rows: number,
  width: number,
  [name, row, column]: readonly [string, string, string],
  factor: (i: number) => string,
): string {
  const right = HALVES.map((q) => {
    const from = inside(`${column} + ${4 * q}u`, width);
    return `let b${q} = ${name}4(${row} + ${from}, ${row} + ${width}u);`;
  });
  const sums = range(rows).map((i) => {
    const added = HALVES.map((q) => `c${i}_${q} += a * b${q};`).join(' ');
    return `{ let a = ${factor(i)}; ${added} }`;
  });
  return lines([...right, ...sums]);
}

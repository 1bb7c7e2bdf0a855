import { type Form, MASKED, rowFunctions, type Sizes } from './attention-form';
import { HASH } from './elementwise';
import { FUNCTIONS } from './functions';
import { lines, range } from './tile';

/**
 * Pieces of WGSL for attention by workgroups that work together, for real GPUs. A workgroup has ROWS rows of one head, queries or
 * keys, and goes along the other axis tile by tile; both operands of every product come through workgroup memory, DEPTH of what is
 * summed over at a time. What is made of a tile of scores lies in workgroup memory too, and what it adds up to in the
 * invocations' own variables.
 */
export const ROWS = 32;
const DEPTH = 16;
/** Of rows and of columns, that an invocation makes of a tile. */
export const EACH = 4;
/** Invocations along the rows of a tile. */
const DOWN = ROWS / EACH;
/** What keeps those that bring neighbours along the depth to workgroup memory from its same bank. */
const PAD = 4;
const LEFT = ROWS + PAD;

/** Invocations along the columns: heads that are narrow would leave half of many idle. */
const acrossOf = ({ h, e }: Sizes): number => (Math.max(h, e) <= 32 ? 8 : 16);

/** How a workgroup is cut, and code that depends on it. */
export interface Cut {
  readonly across: number;
  readonly members: number;
  /** Columns of a tile, and most columns of a tile of results. */
  readonly wide: number;
  /** Floats from a row of `right` to the next. */
  readonly right: number;
}

export function cutOf(sizes: Sizes): Cut {
  const across = acrossOf(sizes);
  return { across, members: across * DOWN, wide: across * EACH, right: across * EACH + PAD };
}

/** An operand of a product: the code that reads its element, given `depth` (what is summed over) and `line` (row or column). */
export interface Operand {
  /** Whether neighbours in memory differ in depth, or in line. */
  readonly contiguous: 'depth' | 'line';
  /** `line` that there are. */
  readonly lines: string;
  /** Statements that set `value`. */
  readonly read: string;
}

/** Tiles of columns of a result by one workgroup: there are more where heads are wide, and scores are made again for them. */
const TILES = 2;

const tiles = (width: number, { wide }: Cut): number => Math.min(TILES, Math.ceil(width / wide));

/** How many workgroups share the columns of a result. */
export const blocks = (width: number, { wide }: Cut): number => Math.ceil(width / (TILES * wide));

export const sums = (name: string): string => lines(range(EACH).map((i) => `var ${name}${i} = vec4f();`));

/** Sums of a result of `width` columns, by tile of columns. */
export const results = (name: string, width: number, cut: Cut): string =>
  lines(range(tiles(width, cut)).map((tile) => sums(`${name}${tile}_`)));

const bring = (cut: Cut, memory: 'left' | 'right', to: string, { contiguous, lines, read }: Operand): string => {
  const [size, stride] = memory === 'left' ? [ROWS, LEFT] : [cut.wide, cut.right];
  return `
    for (var i = at; i < ${DEPTH * size}u; i += ${cut.members}u) {
      let deep = ${contiguous === 'depth' ? `i % ${DEPTH}u` : `i / ${size}u`};
      let line = ${contiguous === 'depth' ? `i / ${DEPTH}u` : `i % ${size}u`};
      let depth = start + deep;
      var value = 0.0;
      if (depth < ${to} && line < ${lines}) { ${read} }
      ${memory}[deep * ${stride}u + line] = value;
    }`;
};

const four = (memory: string, place: string): string =>
  `vec4f(${range(EACH)
    .map((i) => `${memory}[${place} + ${i}u]`)
    .join(', ')})`;

const addProducts = (name: string): string =>
  range(EACH)
    .map((i) => `${name}${i} += a[${i}] * b;`)
    .join(' ');

/**
 * name0 … += left · right over depth below `to`, the same for the whole workgroup. They are rows `row` + 0 … 3 of the tile, vectors
 * of the columns `own.x` · 4 + 0 … 3; what is over an edge counts as zero.
 */
export const multiply = (cut: Cut, name: string, to: string, a: Operand, b: Operand): string =>
  `for (var start = 0u; start < ${to}; start += ${DEPTH}u) {${bring(cut, 'left', to, a)}${bring(cut, 'right', to, b)}
    workgroupBarrier();
    for (var k = 0u; k < ${DEPTH}u; k++) {
      let a = ${four('left', `k * ${LEFT}u + row`)};
      let b = ${four('right', `k * ${cut.right}u + own.x * ${EACH}u`)};
      ${addProducts(name)}
    }
    workgroupBarrier();
  }`;

/**
 * Results `name` += tile · x over the `there` columns of the tile, what was summed up so far times `fade` of its row.
 *
 * @param x what stands at its row `depth` and column `line` from `column` on
 */
export const weigh = (cut: Cut, name: string, width: number, x: (column: string) => string, fade?: string): string =>
  lines(
    range(tiles(width, cut)).map((tile) => {
      const from = columnOf(cut, tile);
      const old = fade
        ? range(EACH)
            .map((i) => `${name}${tile}_${i} *= ${fade}[${i}];`)
            .join(' ')
        : '';
      const operand: Operand = { contiguous: 'line', lines: `(${width}u - begin)`, read: x('begin + line') };
      return `if (${from} < ${width}u) {
      let begin = ${from};
      ${old}
      for (var start = 0u; start < min(${cut.wide}u, there); start += ${DEPTH}u) {${bring(cut, 'right', 'there', operand)}
        workgroupBarrier();
        for (var k = 0u; k < ${DEPTH}u; k++) {
          let a = ${four('tile', `(start + k) * ${LEFT}u + row`)};
          let b = ${four('right', `k * ${cut.right}u + own.x * ${EACH}u`)};
          ${addProducts(`${name}${tile}_`)}
        }
        workgroupBarrier();
      }
    }`;
    }),
  );

const columnOf = ({ wide }: Cut, tile: number): string => `(group.z * ${TILES * wide}u + ${tile * wide}u)`;

/** Results to `array`, whose row i begins at `to(i)`, where i is a row below `count`; divided by `over` of their row. */
export const store = (
  cut: Cut,
  name: string,
  width: number,
  array: string,
  to: (i: string) => string,
  over?: string,
): string =>
  lines(
    range(tiles(width, cut)).flatMap((tile) => [
      `{ let mine = ${columnOf(cut, tile)} + own.x * ${EACH}u;`,
      ...range(EACH).map((i) => {
        const value = over ? `(${name}${tile}_${i} / ${over}[${i}])` : `${name}${tile}_${i}`;
        const each = range(EACH).map((j) => `if (mine + ${j}u < ${width}u) { ${array}[to + ${j}u] = value[${j}]; }`);
        return `if (row + ${i}u < count) { let value = ${value}; let to = ${to(`row + ${i}u`)} + mine; ${each.join(' ')} }`;
      }),
      '}',
    ]),
  );

/** `values(i)`, a vector of columns of row i, to the tile that `weigh` reads. */
export const keepTile = (values: (i: number) => string): string =>
  lines(
    range(EACH).map((i) => {
      const each = range(EACH).map((j) => `tile[(own.x * ${EACH}u + ${j}u) * ${LEFT}u + row + ${i}u] = value[${j}];`);
      return `{ let value = ${values(i)}; ${each.join(' ')} }`;
    }),
  );

/**
 * A vector `name` of four rows' numbers, put together of what each invocation of a row has: in order, the same every time.
 *
 * @param join puts together `all` and `one`
 */
export const together = ({ across }: Cut, name: string, own: (i: number) => string, join: string): string => `
  ${lines(range(EACH).map((i) => `left[(row + ${i}u) * ${across}u + own.x] = ${own(i)};`))}
  workgroupBarrier();
  var ${name} = vec4f();
  for (var i = 0u; i < ${across}u; i++) {
    let one = ${`vec4f(${range(EACH).map((r) => `left[(row + ${r}u) * ${across}u + i]`)})`};
    let all = select(${name}, one, i == 0u);
    ${name} = select(${join}, one, i == 0u);
  }
  workgroupBarrier();`;

/** What queries t see of keys s, either of them a vector. */
export function seenFunction({ H }: Sizes, { causal, mask }: Form, name: string): string {
  const [outer = 0, inner = 0, row = 0, column = 0] = mask ?? [];
  const bytes = range(EACH).map((j) => `${name}[place[${j}]]`);
  const place = `n / ${H}u * ${outer}u + n % ${H}u * ${inner}u + t * ${row}u + s * ${column}u`;
  // All of it for every one: branches would take longer, and far longer to compile.
  const conditions = [
    't < vec4u(T)',
    's < vec4u(S)',
    ...(causal ? ['s + T <= t + S'] : []),
    ...(mask ? [`vec4i(${bytes.join(', ')}) != vec4i()`] : []),
  ];
  return `fn seen(n: u32, t: vec4u, s: vec4u, T: u32, S: u32) -> vec4<bool> {
  ${mask ? `let place = ${place};` : ''}
  return ${conditions.map((one) => `(${one})`).join(' & ')};
}
fn score(z: vec4f, there: vec4<bool>) -> vec4f { return select(vec4f(${MASKED}), z, there); }
const EACH = vec4u(0u, 1u, 2u, 3u);`;
}

/** A shader around `body`. `m` is the workgroup's first row, `n` its head = b · heads + head, `row` the invocation's in the tile. */
export const shell = (
  { across, right, wide }: Cut,
  scale: number,
  functions: readonly string[],
  body: string,
): string => `
${[FUNCTIONS, HASH, rowFunctions(scale), ...functions].join('\n')}
var<workgroup> left: array<f32, ${DEPTH * LEFT}>;
var<workgroup> right: array<f32, ${DEPTH * right}>;
var<workgroup> tile: array<f32, ${wide * LEFT}>;
@compute @workgroup_size(${across}, ${DOWN})
fn main(
  @builtin(workgroup_id) group: vec3u, @builtin(num_workgroups) groups: vec3u,
  @builtin(local_invocation_id) own: vec3u, @builtin(local_invocation_index) at: u32,
) {
  let m = group.x * ${ROWS}u;
  let n = group.y;
  let row = own.y * ${EACH}u;
  ${body}
}`;

/** Lengths, and where the tile's queries, their outputs, and the head's keys begin; x0 are queries, x1 keys. */
export const queryPlaces = ({ H, G, h, e }: Sizes): string =>
  lines([
    `let T = arrayLength(&x0) / (${h}u * groups.y);`,
    `let S = arrayLength(&x1) / (groups.y / ${H}u * ${G * h}u);`,
    'let count = T - m;',
    `let q_at = ((n / ${H}u * T + m) * ${H}u + n % ${H}u) * ${h}u;`,
    `let y_at = ((n / ${H}u * T + m) * ${H}u + n % ${H}u) * ${e}u;`,
    `let group_at = n / ${H}u * S * ${G}u + n % ${H}u / ${H / G}u;`,
  ]);

/** Of which keys [0, seen_to) a tile of queries sees some; a causal mask alone leaves every row one, and the rest is zero. */
export const seenTo = ({ causal, mask }: Form): string =>
  causal && !mask ? `select(S, min(m + ${ROWS}u + S - T, S), S >= T)` : 'S';

/** Element [s, column] of keys or values, and of queries or what is like them. */
export const ofKey = (name: string, { G }: Sizes, width: number, s: string, column: string): string =>
  `value = ${name}[(group_at + ${s} * ${G}u) * ${width}u + ${column}];`;
export const ofQuery = (name: string, { H }: Sizes, width: number, from: string, t: string, column: string): string =>
  `value = ${name}[${from} + ${t} * ${H * width}u + ${column}];`;

/** A vector of one number for each of four rows of `T` from `from` on, 0 over the edge. */
export const rowsOf = (name: string, from: string, T: string): string =>
  `vec4f(${range(EACH)
    .map((i) => `select(0.0, ${name}[n * ${T} + min(${from} + ${i}u, ${T} - 1u)], ${from} + ${i}u < ${T})`)
    .join(', ')})`;

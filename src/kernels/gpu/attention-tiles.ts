import type { Tensor } from '@tensorflow/tfjs-core';
import { type BackwardForm, type Form, keptBy, MASKED, type Sizes, type Way } from './attention-form';
import { HASH } from './elementwise';
import { FUNCTIONS } from './functions';
import type { Gpu, Shader } from './gpu';
import { addDots, addScaled, COLUMNS, declareSums, four, isAligned, lines, range } from './tile';

/**
 * Attention of queries [B, T, H, h] to keys and values [B, S, G, …], in register tiles: an invocation goes with a few rows of a
 * head all the way, from scores to what is made of the values, and nothing waits for another. Backwards it is one such pass over
 * rows of queries, and one over rows of keys.
 */
const TEAM = [4, 4] as const;

/** Most rows of a tile. */
const ROWS = 8;

/** `rows` of T by one invocation: row `m` + i of head `n` = b · H + head. */
const eachTile = (rows: number, T: number, heads: string, functions: readonly string[], body: string): string => `
${[FUNCTIONS, HASH, ...functions].join('\n')}
@compute @workgroup_size(${TEAM[0]}, ${TEAM[1]})
fn main(@builtin(global_invocation_id) id: vec3u) {
  let m = id.x * ${rows}u;
  let n = id.y;
  if (m >= ${T}u || n >= ${heads}) { return; }
  ${body}
}`;

function run(gpu: Gpu, shader: Shader, reads: readonly Tensor[], writes: readonly Tensor[], grid: readonly number[]) {
  const [rows = 1, tile = 1, heads = 1, z = 1] = grid;
  gpu.run(shader, reads, writes, [Math.ceil(rows / (tile * TEAM[0])), Math.ceil(heads / TEAM[1]), z]);
}

/** Every row of a causal mask alone sees something: then what comes after the last key it sees is zero and left out. */
const skips = (causal: boolean, masked: boolean, { T, S }: Sizes): boolean => causal && !masked && S >= T;

/** Where rows of queries and of keys begin, and the first key that no row of the tile sees. */
const places = ({ H, G, T, S, h, e }: Sizes, rows: number, skip: boolean): string =>
  lines([
    `let b = n / ${H}u;`,
    `let group = (n % ${H}u) / ${H / G}u;`,
    ...range(rows).map((i) => `let t${i} = min(m + ${i}u, ${T - 1}u);`),
    ...range(rows).map((i) => `let q${i} = ((b * ${T}u + t${i}) * ${H}u + n % ${H}u) * ${h}u;`),
    ...range(rows).map((i) => `let y${i}_at = ((b * ${T}u + t${i}) * ${H}u + n % ${H}u) * ${e}u;`),
    ...range(rows).map((i) => `let p${i} = (n * ${T}u + t${i}) * ${S}u;`),
    `let k_at = (b * ${S * G}u + group) * ${h}u;`,
    `let v_at = (b * ${S * G}u + group) * ${e}u;`,
    `let seen_to = ${skip ? `min(m + ${rows + S - T}u, ${S}u)` : `${S}u`};`,
  ]);

/** Where row `i` of the tile begins, of queries or of what is made for them, and of scores. */
const rowOf = ({ H, T }: Sizes, width: number): string =>
  `((b * ${T}u + min(m + i, ${T - 1}u)) * ${H}u + n % ${H}u) * ${width}u`;
const scoresOf = ({ T, S }: Sizes): string => `(n * ${T}u + min(m + i, ${T - 1}u)) * ${S}u`;

/**
 * Stores a tile, of rows of `width` columns, from `column` on, row `i` at `to`, by a loop: unrolled it would take long to compile. A row
 * over the edge stands for the last one, and stores the same numbers in the same place.
 */
const store = (rows: number, width: number, name: string, to: string): string => `{
      var tile = array<vec4f, ${(rows * COLUMNS) / 4}>(${range(rows).map((i) => `c${i}_0, c${i}_1`)});
      for (var o = 0u; o < ${rows * COLUMNS}u; o++) {
        let i = o / ${COLUMNS}u;
        let j = column + o % ${COLUMNS}u;
        if (j < ${width}u) { ${name}[${to} + j] = tile[o / 4u][o % 4u]; }
      }
    }`;

/** What is done to rows in memory once their tiles are stored, in loops: unrolled it would take long to compile. */
const eachRow = (
  { T, S }: Sizes,
  rows: number,
  body: string,
): string => `for (var t = m; t < min(m + ${rows}u, ${T}u); t++) {
    let p_at = (n * ${T}u + t) * ${S}u;
    ${body}
  }`;

/** to [rows, width] = weights · x over the keys that are seen. */
const weighted = (
  { G }: Sizes,
  rows: number,
  width: number,
  [name, from]: readonly [string, string],
  weights: string,
  to: readonly [string, string],
): string => `for (var column = 0u; column < ${width}u; column += ${COLUMNS}u) {
    ${declareSums(rows)}
    for (var s = 0u; s < seen_to; s++) {
      let row = ${from} + s * ${G * width}u;
      ${addScaled(rows, width, [name, 'row', 'column'], (i) => `${weights}[p${i} + s]`)}
    }
    ${store(rows, width, ...to)}
  }`;

function forwardOf(sizes: Sizes, { causal, scale, rate, mask }: Form): Shader {
  const { H, G, T, S, h, e } = sizes;
  const rows = Math.min(ROWS, T);
  const [outer = 0, inner = 0, rowStride = 0, columnStride = 0] = mask ?? [];
  const byte = `x3[b * ${outer}u + (n % ${H}u) * ${inner}u + t * ${rowStride}u + s * ${columnStride}u] != 0`;
  const seen = [causal ? `s + ${T}u <= t + ${S}u` : '', mask ? byte : ''].filter(Boolean).join(' && ') || 'true';
  const score = `select(${MASKED}, y1[p_at + s] * f32(${scale}), ${seen})`;
  const used = rate > 0 ? 'y2' : 'y1';
  return {
    key: `attention ${[H, G, T, S, h, e, causal, scale, rate, mask?.join() ?? ''].join(' ')}`,
    reads: ['f32', 'f32', 'f32', ...(mask ? (['i32'] as const) : []), ...(rate > 0 ? (['i32'] as const) : [])],
    vectors: [isAligned(h), isAligned(h), isAligned(e)],
    writes: rate > 0 ? 3 : 2,
    code: () =>
      eachTile(
        rows,
        T,
        `arrayLength(&y1) / ${T * S}u`,
        [
          four('x0', isAligned(h)),
          four('x1', isAligned(h)),
          four('x2', isAligned(e)),
          ...(rate > 0 ? [keptBy(rate, mask ? 'x4' : 'x3')] : []),
        ],
        `${places(sizes, rows, skips(causal, mask !== undefined, sizes))}
  for (var column = 0u; column < seen_to; column += ${COLUMNS}u) {
    ${declareSums(rows)}
    if (${causal ? `column + ${T}u < m + ${rows + S}u` : 'true'}) {
      ${addDots(rows, h, ['x0', (i) => `q${i}`], ['x1', (j) => `k_at + min(column + ${j}u, ${S - 1}u) * ${G * h}u`])}
    }
    ${store(rows, S, 'y1', scoresOf(sizes))}
  }
  ${eachRow(
    sizes,
    rows,
    `var top = -3.4e38;
    for (var s = 0u; s < seen_to; s++) { top = max(top, ${score}); }
    var sum = 0.0;
    for (var s = 0u; s < seen_to; s++) { let e = e_to(${score} - top); y1[p_at + s] = e; sum += e; }
    for (var s = 0u; s < seen_to; s++) {
      let share = y1[p_at + s] / sum;
      y1[p_at + s] = share;
      ${rate > 0 ? 'y2[p_at + s] = share * kept(p_at + s);' : ''}
    }
    for (var s = seen_to; s < ${S}u; s++) { y1[p_at + s] = 0.0; }`,
  )}
  ${weighted(sizes, rows, e, ['x2', 'v_at'], used, ['y0', rowOf(sizes, e)])}`,
      ),
  };
}

const forward: Way['forward'] = (gpu, sizes, form, reads, [y, p]) => {
  const { B, H, T } = sizes;
  const writes = form.rate > 0 ? [y, p, gpu.make(p.shape)] : [y, p];
  run(gpu, forwardOf(sizes, form), reads, writes, [T, Math.min(ROWS, T), B * H]);
};

/**
 * ds = p · (d − Σ p · d) · scale with d = keep · (dy · vᵀ); dq = ds · k; and, where something is dropped, keep · p. What lies
 * after the last key of a tile is not written, and not read.
 */
function queriesGradientOf(sizes: Sizes, { causal, scale, rate, masked }: BackwardForm): Shader {
  const { H, G, T, S, h, e } = sizes;
  const rows = Math.min(ROWS, T);
  const dropped =
    rate > 0
      ? 'let keep = kept(p_at + s); let d = y1[p_at + s] * keep; y1[p_at + s] = d; y2[p_at + s] = p * keep;'
      : 'let d = y1[p_at + s];';
  return {
    key: `attention queries ${[H, G, T, S, h, e, causal && !masked, scale, rate].join(' ')}`,
    reads: ['f32', 'f32', 'f32', 'f32', ...(rate > 0 ? (['i32'] as const) : [])],
    vectors: [isAligned(e), isAligned(e), false, isAligned(h)],
    writes: rate > 0 ? 3 : 2,
    code: () =>
      eachTile(
        rows,
        T,
        `arrayLength(&y1) / ${T * S}u`,
        [
          four('x0', isAligned(e)),
          four('x1', isAligned(e)),
          four('x3', isAligned(h)),
          ...(rate > 0 ? [keptBy(rate, 'x4')] : []),
        ],
        `${places(sizes, rows, skips(causal, masked, sizes))}
  for (var column = 0u; column < seen_to; column += ${COLUMNS}u) {
    ${declareSums(rows)}
    ${addDots(rows, e, ['x0', (i) => `y${i}_at`], ['x1', (j) => `v_at + min(column + ${j}u, ${S - 1}u) * ${G * e}u`])}
    ${store(rows, S, 'y1', scoresOf(sizes))}
  }
  let stored_to = min((seen_to + ${COLUMNS - 1}u) / ${COLUMNS}u * ${COLUMNS}u, ${S}u);
  ${eachRow(
    sizes,
    rows,
    `var sum = 0.0;
    for (var s = 0u; s < stored_to; s++) { let p = x2[p_at + s]; ${dropped} sum += p * d; }
    for (var s = 0u; s < stored_to; s++) { y1[p_at + s] = x2[p_at + s] * (y1[p_at + s] - sum) * f32(${scale}); }`,
  )}
  ${weighted(sizes, rows, h, ['x3', 'k_at'], 'y1', ['y0', rowOf(sizes, h)])}`,
      ),
  };
}

/** dk = dsᵀ · q and dv = usedᵀ · dy over all the heads that share a key: a tile of COLUMNS channels by each invocation. */
function keysGradientOf(sizes: Sizes, { causal, masked }: BackwardForm): Shader {
  const { H, G, T, S, h, e } = sizes;
  const rows = Math.min(ROWS, S);
  const tile = (width: number, weights: string, [name, to]: readonly [string, string], column: string) => `
    let column = ${column} * ${COLUMNS}u;
    ${declareSums(rows)}
    for (var i = 0u; i < ${H / G}u; i++) {
      let head = group * ${H / G}u + i;
      for (var t = ${skips(causal, masked, sizes) ? `max(m, ${S - T}u) - ${S - T}u` : '0u'}; t < ${T}u; t++) {
        let weight = ((b * ${H}u + head) * ${T}u + t) * ${S}u;
        let row = ((b * ${T}u + t) * ${H}u + head) * ${width}u;
        ${addScaled(rows, width, [name, 'row', 'column'], (r) => `${weights}[weight + min(m + ${r}u, ${S - 1}u)]`)}
      }
    }
    ${store(rows, width, to, `((b * ${S}u + min(m + i, ${S - 1}u)) * ${G}u + group) * ${width}u`)}`;
  return {
    key: `attention keys ${[H, G, T, S, h, e, causal && !masked].join(' ')}`,
    reads: ['f32', 'f32', 'f32', 'f32'],
    vectors: [false, false, isAligned(h), isAligned(e)],
    writes: 2,
    code: () =>
      eachTile(
        rows,
        S,
        `arrayLength(&y0) / ${S * h}u`,
        [four('x2', isAligned(h)), four('x3', isAligned(e))],
        `let b = n / ${G}u;
  let group = n % ${G}u;
  if (id.z < ${tiles(h)}u) {${tile(h, 'x0', ['x2', 'y0'], 'id.z')}
  } else {${tile(e, 'x1', ['x3', 'y1'], `(id.z - ${tiles(h)}u)`)}
  }`,
      ),
  };
}

const tiles = (width: number): number => Math.ceil(width / COLUMNS);

const backward: Way['backward'] = (gpu, sizes, form, { q, k, v, p, dy, bits }, [dq, dk, dv]) => {
  const { B, H, G, T, S, h, e } = sizes;
  const ds = gpu.make(p.shape);
  const used = bits ? gpu.make(p.shape) : p;
  const writes = bits ? [dq, ds, used] : [dq, ds];
  run(gpu, queriesGradientOf(sizes, form), [dy, v, p, k, ...(bits ? [bits] : [])], writes, [
    T,
    Math.min(ROWS, T),
    B * H,
  ]);
  const across = tiles(h) + tiles(e);
  run(gpu, keysGradientOf(sizes, form), [ds, used, q, dy], [dk, dv], [S, Math.min(ROWS, S), B * G, across]);
};

export const TILES: Way = { forward, backward };

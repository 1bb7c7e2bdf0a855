import type { Tensor } from '@tensorflow/tfjs-core';
import { type BackwardForm, type Form, keptBy, MASKED, type Sizes, type Way } from './attention-form';
import { HASH } from './elementwise';
import { FUNCTIONS } from './functions';
import type { Shader } from './gpu';
import { lines, range } from './tile';

/**
 * Attention by workgroups that work together, for real GPUs. A workgroup has ROWS rows of one head, queries or keys, and goes along
 * the other axis tile by tile; both operands of every product come through workgroup memory, DEPTH of what is summed over at a
 * time. The softmax is found on the way over the scores (Milakov & Gimelshein, arXiv 1805.02867; Dao et al., arXiv 2205.14135):
 * each invocation keeps largest and sum for the part of its rows that it has seen, and the parts are put together once at the end.
 * Probabilities are written, since the gradient and whoever looks at the block read them, and so are the scores' gradients, which
 * two dispatches need; nothing else as large as [B, H, T, S] is.
 *
 * Lengths T and S are read from the arrays: a text that grows symbol by symbol compiles no shader for every length.
 */
const ROWS = 32;
const DEPTH = 16;
/** Of rows and of columns, that an invocation makes of a tile. */
const EACH = 4;
/** Invocations along the rows of a tile. */
const DOWN = ROWS / EACH;
/** What keeps those that bring neighbours along the depth to workgroup memory from its same bank. */
const PAD = 4;
const LEFT = ROWS + PAD;

/** Invocations along the columns: heads that are narrow would leave half of many idle. */
const acrossOf = ({ h, e }: Sizes): number => (Math.max(h, e) <= 32 ? 8 : 16);

/** How a workgroup is cut, and code that depends on it. */
interface Cut {
  readonly across: number;
  readonly members: number;
  /** Columns of a tile. */
  readonly wide: number;
  /** Floats from a row of `right` to the next. */
  readonly right: number;
}

function cutOf(sizes: Sizes): Cut {
  const across = acrossOf(sizes);
  return { across, members: across * DOWN, wide: across * EACH, right: across * EACH + PAD };
}

/** An operand of a product: the code that reads its element, given `depth` (what is summed over) and `line` (row or column). */
interface Operand {
  /** Whether neighbours in memory differ in depth, or in line. */
  readonly contiguous: 'depth' | 'line';
  /** `line` that there are. */
  readonly lines: string;
  /** Statements that set `value`. */
  readonly read: string;
}

const SUMS = lines(range(EACH).map((i) => `var c${i} = vec4f();`));

/**
 * c += left · right over depth in [from, to), both the same for the whole workgroup. c0 … c3 are rows `row` + 0 … 3 of the tile,
 * vectors of the columns `own.x` · 4 + 0 … 3; what is over an edge counts as zero.
 */
function multiply(
  { members, wide, right }: Cut,
  [from, to]: readonly [string, string],
  a: Operand,
  b: Operand,
): string {
  const bring = (memory: string, size: number, stride: number, { contiguous, lines, read }: Operand) => `
    for (var i = at; i < ${DEPTH * size}u; i += ${members}u) {
      let deep = ${contiguous === 'depth' ? `i % ${DEPTH}u` : `i / ${size}u`};
      let line = ${contiguous === 'depth' ? `i / ${DEPTH}u` : `i % ${size}u`};
      let depth = start + deep;
      var value = 0.0;
      if (depth < ${to} && line < ${lines}) { ${read} }
      ${memory}[deep * ${stride}u + line] = value;
    }`;
  const four = (memory: string, place: string) =>
    `vec4f(${range(EACH)
      .map((i) => `${memory}[${place} + ${i}u]`)
      .join(', ')})`;
  return `for (var start = ${from}; start < ${to}; start += ${DEPTH}u) {${bring('left', ROWS, LEFT, a)}${bring('right', wide, right, b)}
    workgroupBarrier();
    for (var k = 0u; k < ${DEPTH}u; k++) {
      let a = ${four('left', `k * ${LEFT}u + row`)};
      let b = ${four('right', `k * ${right}u + own.x * ${EACH}u`)};
      ${range(EACH)
        .map((i) => `c${i} += a[${i}] * b;`)
        .join(' ')}
    }
    workgroupBarrier();
  }`;
}

/** c0 … c3 from `column` of the tile on to `name`, whose row i begins at `to(i)`, where i is a row below `count`. */
const store = (name: string, to: (i: string) => string, count: string, width: number): string =>
  lines(
    range(EACH).map((i) => {
      const each = range(EACH).map((j) => `if (mine + ${j}u < ${width}u) { ${name}[to + ${j}u] = c${i}[${j}]; }`);
      return `if (row + ${i}u < ${count}) { let to = ${to(`row + ${i}u`)} + mine; ${each.join(' ')} }`;
    }),
  );

/** A shader around `body`. `m` is the workgroup's first row, `n` its head = b · heads + head, `row` the invocation's in the tile. */
const shell = ({ across, right }: Cut, functions: readonly string[], body: string): string => `
${[FUNCTIONS, HASH, ...functions].join('\n')}
var<workgroup> left: array<f32, ${DEPTH * LEFT}>;
var<workgroup> right: array<f32, ${DEPTH * right}>;
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

/** Lengths, and where the tile's queries, their outputs, the head's keys and the tile's rows of p begin. */
const queries = ({ H, G, h, e }: Sizes, [q, rows]: readonly [string, number], p: string): string =>
  lines([
    `let T = arrayLength(&${q}) / (${rows}u * groups.y);`,
    `let S = arrayLength(&${p}) / (T * groups.y);`,
    'let count = T - m;',
    `let q_at = ((n / ${H}u * T + m) * ${H}u + n % ${H}u) * ${h}u;`,
    `let y_at = ((n / ${H}u * T + m) * ${H}u + n % ${H}u) * ${e}u;`,
    `let group_at = n / ${H}u * S * ${G}u + n % ${H}u / ${H / G}u;`,
    'let p_at = (n * T + m) * S;',
  ]);

/** Of which keys [0, seen_to) a tile of queries sees some; a causal mask alone leaves every row one, and the rest is zero. */
const seenTo = (causal: boolean, masked: boolean): string =>
  causal && !masked ? `select(S, min(m + ${ROWS}u + S - T, S), S >= T)` : 'S';

/** Element [s, column] of keys or values, and of queries or what is like them. */
const ofKey = (name: string, { G }: Sizes, width: number, s: string, column: string): string =>
  `value = ${name}[(group_at + ${s} * ${G}u) * ${width}u + ${column}];`;
const ofQuery = (name: string, { H }: Sizes, width: number, from: string, t: string, column: string): string =>
  `value = ${name}[${from} + ${t} * ${H * width}u + ${column}];`;

/** Rows of a tile of queries times all keys: to [rows, width] = weights · x, a tile of columns after the other. */
const weighted = (
  cut: Cut,
  sizes: Sizes,
  width: number,
  x: string,
  weight: string,
  to: readonly [string, string],
): string => `
  for (var column = 0u; column < ${width}u; column += ${cut.wide}u) {
    ${SUMS}
    ${multiply(
      cut,
      ['0u', 'seen_to'],
      { contiguous: 'depth', lines: 'count', read: `let i = p_at + line * S + depth; ${weight}` },
      {
        contiguous: 'line',
        lines: `min(${cut.wide}u, ${width}u - column)`,
        read: ofKey(x, sizes, width, 'depth', 'column + line'),
      },
    )}
    let mine = column + own.x * ${EACH}u;
    ${store(to[0], (i) => `${to[1]} + (${i}) * ${sizes.H * width}u`, 'count', width)}
  }`;

/**
 * s = q · kᵀ · scale, masked; p = e^(s − top) / sum with top = max s, sum = Σ e^(s − top); y = drop(p) · v.
 *
 * Scores lie where the probabilities will, and become them when they are first read.
 */
function forwardOf(sizes: Sizes, { causal, scale, rate, mask }: Form): Shader {
  const { H, G, h, e } = sizes;
  const cut = cutOf(sizes);
  const { across, members, wide } = cut;
  const [outer = 0, inner = 0, rowStride = 0, columnStride = 0] = mask ?? [];
  const place = `n / ${H}u * ${outer}u + n % ${H}u * ${inner}u + t * ${rowStride}u + s * ${columnStride}u`;
  const bytes = range(EACH).map((j) => `x3[place + ${j * columnStride}u]`);
  // All of it for every one: branches would take longer, and far longer to compile.
  const conditions = [
    'vec4<bool>(t < T)',
    'columns < vec4u(S)',
    ...(causal ? ['columns + T <= vec4u(t + S)'] : []),
    ...(mask ? [`vec4i(${bytes.join(', ')}) != vec4i()`] : []),
  ];
  const seen = `fn seen(n: u32, t: u32, s: u32, T: u32, S: u32) -> vec4<bool> {
  let columns = s + vec4u(0u, 1u, 2u, 3u);
  ${mask ? `let place = ${place};` : ''}
  return ${conditions.map((one) => `(${one})`).join(' & ')};
}`;
  const eachScore = range(EACH).map((i) => {
    const put = range(EACH).map((j) => `if (s + ${j}u < S) { y1[to + ${j}u] = z[${j}]; }`);
    const powers = range(EACH).map((j) => `e_to(z[${j}] - above)`);
    return `{
      let t = m + row + ${i}u;
      let z = select(vec4f(${MASKED}), c${i} * f32(${scale}), seen(n, t, s, T, S));
      if (t < T) { let to = p_at + (row + ${i}u) * S + s; ${put.join(' ')} }
      let above = max(top[${i}], max(max(z.x, z.y), max(z.z, z.w)));
      sum[${i}] = sum[${i}] * e_to(top[${i}] - above) + dot(there, vec4f(${powers.join(', ')}));
      top[${i}] = above;
    }`;
  });
  // Whether some row of this tile sees some key of that one.
  const some = causal ? `column + T < m + ${ROWS}u + S` : 'true';
  return {
    key: `attention shared ${[H, G, h, e, causal, scale, rate, mask?.join() ?? ''].join(' ')}`,
    reads: ['f32', 'f32', 'f32', ...(mask ? (['i32'] as const) : []), ...(rate > 0 ? (['i32'] as const) : [])],
    writes: 2,
    code: () =>
      shell(
        cut,
        [
          `var<workgroup> row_top: array<f32, ${ROWS}>;\nvar<workgroup> row_sum: array<f32, ${ROWS}>;`,
          seen,
          ...(rate > 0 ? [keptBy(rate, mask ? 'x4' : 'x3')] : []),
        ],
        `${queries(sizes, ['x0', h], 'y1')}
  let seen_to = ${seenTo(causal, mask !== undefined)};
  // Of the columns that the invocation has seen, for each of its rows.
  var top = vec4f(${MASKED});
  var sum = vec4f();
  for (var column = 0u; column < seen_to; column += ${wide}u) {
    ${SUMS}
    let channels = select(0u, ${h}u, ${some});
    ${multiply(
      cut,
      ['0u', 'channels'],
      { contiguous: 'depth', lines: 'count', read: ofQuery('x0', sizes, h, 'q_at', 'line', 'depth') },
      {
        contiguous: 'depth',
        lines: `min(${wide}u, S - column)`,
        read: ofKey('x1', sizes, h, '(column + line)', 'depth'),
      },
    )}
    let s = column + own.x * ${EACH}u;
    let there = vec4f(${range(EACH)
      .map((j) => `select(0.0, 1.0, s + ${j}u < S)`)
      .join(', ')});
    ${lines(eachScore)}
  }
  // What the row's invocations have seen, put together in order: the same every time.
  ${lines(range(EACH).map((i) => `left[(row + ${i}u) * ${across}u + own.x] = top[${i}]; right[(row + ${i}u) * ${across}u + own.x] = sum[${i}];`))}
  workgroupBarrier();
  if (at < ${ROWS}u) {
    var all_top = left[at * ${across}u];
    for (var i = 1u; i < ${across}u; i++) { all_top = max(all_top, left[at * ${across}u + i]); }
    var all_sum = 0.0;
    for (var i = 0u; i < ${across}u; i++) {
      all_sum += right[at * ${across}u + i] * e_to(left[at * ${across}u + i] - all_top);
    }
    row_top[at] = all_top;
    row_sum[at] = all_sum;
  }
  workgroupBarrier();
  // Scores that one invocation has written are read by another.
  storageBarrier();
  ${weighted(
    cut,
    sizes,
    e,
    'x2',
    `var share = y1[i];
      if (column == 0u) { share = e_to(share - row_top[line]) / row_sum[line]; y1[i] = share; }
      value = ${rate > 0 ? 'share * kept(i)' : 'share'};`,
    ['y0', 'y_at'],
  )}
  for (var i = at; i < min(count, ${ROWS}u) * (S - seen_to); i += ${members}u) {
    y1[p_at + i / (S - seen_to) * S + seen_to + i % (S - seen_to)] = 0.0;
  }`,
      ),
  };
}

/** d = keep · (dy · vᵀ); ds = p · (d − Σ p · d) · scale; dq = ds · k. d lies where ds will. */
function queriesGradientOf(sizes: Sizes, { causal, scale, rate, masked }: BackwardForm): Shader {
  const { H, G, h, e } = sizes;
  const cut = cutOf(sizes);
  const { across, wide } = cut;
  const eachSlope = range(EACH).map((i) => {
    const each = range(EACH).map(
      (j) =>
        `if (s + ${j}u < S) { let d = c${i}[${j}]${rate > 0 ? ` * kept(to + ${j}u)` : ''}; y1[to + ${j}u] = d; along[${i}] += x2[to + ${j}u] * d; }`,
    );
    return `if (row + ${i}u < count) { let to = p_at + (row + ${i}u) * S + s; ${each.join(' ')} }`;
  });
  return {
    key: `attention shared queries ${[H, G, h, e, causal && !masked, scale, rate].join(' ')}`,
    reads: ['f32', 'f32', 'f32', 'f32', ...(rate > 0 ? (['i32'] as const) : [])],
    writes: 2,
    code: () =>
      shell(
        cut,
        [`var<workgroup> row_along: array<f32, ${ROWS}>;`, ...(rate > 0 ? [keptBy(rate, 'x4')] : [])],
        `${queries(sizes, ['y0', h], 'y1')}
  let seen_to = ${seenTo(causal, masked)};
  var along = vec4f();
  for (var column = 0u; column < seen_to; column += ${wide}u) {
    ${SUMS}
    ${multiply(
      cut,
      ['0u', `${e}u`],
      { contiguous: 'depth', lines: 'count', read: ofQuery('x0', sizes, e, 'y_at', 'line', 'depth') },
      {
        contiguous: 'depth',
        lines: `min(${wide}u, S - column)`,
        read: ofKey('x1', sizes, e, '(column + line)', 'depth'),
      },
    )}
    let s = column + own.x * ${EACH}u;
    ${lines(eachSlope)}
  }
  ${lines(range(EACH).map((i) => `left[(row + ${i}u) * ${across}u + own.x] = along[${i}];`))}
  workgroupBarrier();
  if (at < ${ROWS}u) {
    var all = 0.0;
    for (var i = 0u; i < ${across}u; i++) { all += left[at * ${across}u + i]; }
    row_along[at] = all;
  }
  workgroupBarrier();
  storageBarrier();
  ${weighted(
    cut,
    sizes,
    h,
    'x3',
    `value = y1[i];
      if (column == 0u) { value = x2[i] * (value - row_along[line]) * f32(${scale}); y1[i] = value; }`,
    ['y0', 'q_at'],
  )}`,
      ),
  };
}

/** dk = dsᵀ · q and dv = drop(p)ᵀ · dy over all the heads that share a key; a tile of columns of either by a workgroup. */
function keysGradientOf(sizes: Sizes, { causal, rate, masked }: BackwardForm): Shader {
  const { H, G, h, e } = sizes;
  const cut = cutOf(sizes);
  const { wide } = cut;
  const skips = causal && !masked;
  const tile = (width: number, tileOf: string, weight: string, x: string, y: string) => `
    let column = ${tileOf} * ${wide}u;
    for (var i = 0u; i < ${H / G}u; i++) {
      let head = group_of * ${H / G}u + i;
      let p_at = (b * ${H}u + head) * T * S + m;
      ${multiply(
        cut,
        ['first', 'T'],
        {
          contiguous: 'line',
          lines: 'count',
          // What no query sees has not been written.
          read: `let i = p_at + depth * S + line; ${skips ? `if (S < T || m + line + T <= depth + S) { ${weight} }` : weight}`,
        },
        {
          contiguous: 'line',
          lines: `min(${wide}u, ${width}u - column)`,
          read: ofQuery(x, sizes, width, `(b * T * ${H}u + head) * ${width}u`, 'depth', 'column + line'),
        },
      )}
    }
    let mine = column + own.x * ${EACH}u;
    ${store(y, (i) => `((b * S + m + ${i}) * ${G}u + group_of) * ${width}u`, 'count', width)}`;
  return {
    key: `attention shared keys ${[H, G, h, e, skips, rate].join(' ')}`,
    reads: ['f32', 'f32', 'f32', 'f32', ...(rate > 0 ? (['i32'] as const) : [])],
    writes: 2,
    code: () =>
      shell(
        cut,
        rate > 0 ? [keptBy(rate, 'x4')] : [],
        `let b = n / ${G}u;
  let group_of = n % ${G}u;
  let S = arrayLength(&y0) / (${h}u * groups.y);
  let T = arrayLength(&x2) / (${(H / G) * h}u * groups.y);
  let count = S - m;
  // The first query that sees some key of the tile.
  let first = ${skips ? 'select(0u, max(m, S - T) - (S - T), S >= T)' : '0u'};
  ${SUMS}
  if (group.z < ${tiles(h, cut)}u) {${tile(h, 'group.z', 'value = x0[i];', 'x2', 'y0')}
  } else {${tile(e, `(group.z - ${tiles(h, cut)}u)`, `value = x1[i]${rate > 0 ? ' * kept(i)' : ''};`, 'x3', 'y1')}
  }`,
      ),
  };
}

const tiles = (width: number, { wide }: Cut): number => Math.ceil(width / wide);

const forward: Way['forward'] = (gpu, sizes, form, reads, writes) => {
  const { B, H, T } = sizes;
  gpu.run(forwardOf(sizes, form), reads, writes, [Math.ceil(T / ROWS), B * H]);
};

const backward: Way['backward'] = (gpu, sizes, form, { q, k, v, p, dy, bits }, [dq, dk, dv]) => {
  const { B, H, G, T, S, h, e } = sizes;
  const cut = cutOf(sizes);
  const ds = gpu.make(p.shape);
  const more: readonly Tensor[] = bits ? [bits] : [];
  gpu.run(queriesGradientOf(sizes, form), [dy, v, p, k, ...more], [dq, ds], [Math.ceil(T / ROWS), B * H]);
  const across = tiles(h, cut) + tiles(e, cut);
  gpu.run(keysGradientOf(sizes, form), [ds, p, q, dy, ...more], [dk, dv], [Math.ceil(S / ROWS), B * G, across]);
};

export const SHARED: Way = { forward, backward };

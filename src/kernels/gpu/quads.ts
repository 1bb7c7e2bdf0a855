import type { Along, Finish, Form, Product, Sums } from './forms';
import type { Shader } from './gpu';
import { lines, range } from './tile';

/**
 * Products on a GPU in software. What costs time there is reading: one number or four neighbours' take an instruction each time, so an
 * invocation makes a tall tile, and four invocations side by side, a quad, read its column of a together and tell each other. Sizes and
 * strides are data, and the tile is stored by a loop: products share a shader, and there is little to compile.
 */

/** Workgroups are quads, so that the invocations of one quad share their rows however a GPU numbers them. */
export const QUAD = 4;

/** M N K, then from one row, k, column, k to the next, then from one product of the batch to the next. */
export function sizesOf({ kind, M, N, K }: Product): readonly number[] {
  const a = kind === 'tn' ? [1, M] : [K, 1];
  const b = kind === 'nt' ? [K, 1] : [1, N];
  return [M, N, K, 0, ...a, ...b, M * K, K * N, M * N, 0];
}

/**
 * Reads a column of `rows` numbers, `from` an expression of a row: a0 … are vectors of four times the same. v0 … are what an invocation
 * reads of it itself: every row, or by quads every fourth, from its place in the quad on.
 */
export const readTogether = (
  rows: number,
  quads: boolean,
  from: (row: string, r: number) => string,
): readonly string[] =>
  quads
    ? [
        ...range(Math.ceil(rows / QUAD)).map((r) => `let v${r} = ${from(`${QUAD * r}u + place % ${QUAD}u`, r)};`),
        ...range(rows).map((i) => `let a${i} = vec4f(quadBroadcast(v${i >> 2}, ${i & 3}u));`),
      ]
    : range(rows).map((i) => `let v${i} = ${from(`${i}u`, i)}; let a${i} = vec4f(v${i});`);

/** A product in a shader: names of what is bound, and where in `sizes` its own begin. */
interface Bound {
  readonly a: string;
  readonly b: string;
  readonly y: string;
  readonly first: number;
  readonly bias?: string | undefined;
  readonly sums?: { readonly of: Sums; readonly to: string } | undefined;
  /** It ends in `finish`; the product itself goes to `kept`. */
  readonly finished?: boolean;
  readonly kept?: string | undefined;
}

/** Code for the tile `across`, `down` of product `batch`, cut up as a form says. */
function tileOf({ rows, columns, sized }: Form, { a, b, y, first, bias, sums, finished, kept }: Bound): string {
  const quads = sized === 'quads';
  const vectors = range(columns / 4);
  /** Rows that an invocation reads itself. */
  const own = range(quads ? rows / QUAD : rows);
  const rowOf = (r: number) => (quads ? `m + ${QUAD * r}u + place % ${QUAD}u` : `m + ${r}u`);
  const sum = {
    a: {
      declared: own.map((r) => `var s${r} = 0.0;`),
      added: own.map((r) => `s${r} += v${r};`),
      stored: (to: string) => `if (${quads ? 'across' : 'n'} == 0u) {
    ${lines(own.map((r) => `if (${rowOf(r)} < M) { ${to}[${rowOf(r)}] = s${r}; }`))}
  }`,
    },
    b: {
      declared: vectors.map((q) => `var s${q} = vec4f();`),
      added: vectors.map((q) => `s${q} += b${q};`),
      stored: (to: string) => `if (down == 0u) {
    ${lines(range(columns).map((j) => `if (n + ${j}u < N) { ${to}[n + ${j}u] = s${j >> 2}[${j & 3}]; }`))}
  }`,
    },
  };
  const added = sums && sum[sums.of];
  const [of, step, from] = [first, first + 1, first + 2];
  return `let n = (across * ${QUAD}u + at) * ${columns}u;
  let m = down * ${rows}u;
  let M = sizes[${of}].x; let N = sizes[${of}].y; let K = sizes[${of}].z;
  let aK = sizes[${step}].y; let bK = sizes[${step}].w;
  // Where a tile reaches over the edge it reads what is there once more, and does not write it.
  ${lines(own.map((r) => `let row${r} = batch * sizes[${from}].x + min(${rowOf(r)}, M - 1u) * sizes[${step}].x;`))}
  ${lines(range(columns).map((j) => `let column${j} = batch * sizes[${from}].y + min(n + ${j}u, N - 1u) * sizes[${step}].z;`))}
  ${lines(
    range(rows).map((i) => {
      const each = vectors.map((q) => `var c${i}_${q} = vec4f();`);
      return each.join(' ');
    }),
  )}
  ${lines(added?.declared ?? [])}
  for (var k = 0u; k < K; k++) {
    ${lines(readTogether(rows, quads, (_, r) => `${a}[row${r} + k * aK]`))}
    ${lines(
      vectors.map((q) => {
        const four = range(4).map((l) => `${b}[column${4 * q + l} + k * bK]`);
        return `let b${q} = vec4f(${four.join(', ')});`;
      }),
    )}
    ${lines(
      range(rows).map((i) => {
        const each = vectors.map((q) => `c${i}_${q} = fma(a${i}, b${q}, c${i}_${q});`);
        return each.join(' ');
      }),
    )}
    ${lines(added?.added ?? [])}
  }
  var tile = array<vec4f, ${rows * vectors.length}>(${range(rows)
    .flatMap((i) => vectors.map((q) => `c${i}_${q}`))
    .join(', ')});
  for (var e = 0u; e < ${rows * columns}u; e++) {
    let i = m + e / ${columns}u;
    let j = n + e % ${columns}u;
    if (i < M && j < N) {
      let to = batch * sizes[${from}].z + i * N + j;
      let z = tile[e / 4u][e % 4u]${bias ? ` + ${bias}[j]` : ''};
      ${kept ? `${kept}[to] = z;` : ''}
      ${y}[to] = ${finished ? 'finish(z, to)' : 'z'};
    }
  }
  ${sums ? sum[sums.of].stored(sums.to) : ''}`;
}

const mainOf = ({ sized }: Form, body: string): string => `
@compute @workgroup_size(${QUAD})
fn main(
  @builtin(workgroup_id) group: vec3u, @builtin(local_invocation_index) at: u32,${
    sized === 'quads' ? ' @builtin(subgroup_invocation_id) place: u32,' : ''
  }
) {
  ${body}
}`;

/** The product of any sizes, cut up as a form says. */
export function sizedProduct(form: Form, { bias = false, sums, finish }: Along): Shader {
  const bound: Bound = {
    a: 'x0',
    b: 'x1',
    y: 'y0',
    first: 0,
    bias: bias ? 'x2' : undefined,
    sums: sums && { of: sums, to: 'y1' },
    finished: finish !== undefined,
    kept: finish?.keeps ? 'y1' : undefined,
  };
  return {
    key: `product ${form.name} ${bias} ${sums} ${finish?.key}`,
    reads: ['f32', 'f32', ...(bias ? (['f32'] as const) : []), ...(finish?.reads ?? [])],
    writes: sums || finish?.keeps ? 2 : 1,
    sizes: 3,
    quads: form.sized === 'quads',
    code: () => `${finish?.code(bias ? 3 : 2) ?? ''}
${mainOf(form, `let across = group.x; let down = group.y; let batch = group.z;\n  ${tileOf(form, bound)}`)}`,
  };
}

/**
 * Two products at once, the first workgroups' and the others': dx = dy · w and dw = a · b of x and dy, with Σ dy. Reads dy, w, x and what
 * `finish` wants; writes dx, dw and the sums. `sizes` are of the one, of the other, and how they are told apart.
 */
export function sizedBackward(form: Form, finish: Finish | undefined, xFirst: boolean): Shader {
  const [a, b] = xFirst ? ['x2', 'x0'] : ['x0', 'x2'];
  const sums = { of: xFirst ? 'b' : 'a', to: 'y2' } as const;
  const dx: Bound = { a: 'x0', b: 'x1', y: 'y0', first: 0, finished: finish !== undefined };
  const dw: Bound = { a, b, y: 'y1', first: 3, sums };
  return {
    key: `products backwards ${form.name} ${xFirst} ${finish?.key}`,
    reads: ['f32', 'f32', 'f32', ...(finish?.reads ?? [])],
    writes: 3,
    sizes: 7,
    quads: form.sized === 'quads',
    code: () => {
      const place = (index: string, wide: string) =>
        `let across = ${index} % ${wide}; let down = ${index} / ${wide}; let batch = 0u;`;
      return `${finish?.code(3) ?? ''}
${mainOf(
  form,
  `if (group.x < sizes[6].y) {
  ${place('group.x', 'sizes[6].x')}
  ${tileOf(form, dx)}
  } else {
  ${place('(group.x - sizes[6].y)', 'sizes[6].z')}
  ${tileOf(form, dw)}
  }`,
)}`;
    },
  };
}

import type { Along, Form, Product } from './forms';
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
 * reads of it itself: every row, or by quads the rows 4 · r + `lane`.
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

/** The product of any sizes, cut up as a form says. */
export function sizedProduct({ rows, columns, name, sized }: Form, along: Along): Shader {
  const quads = sized === 'quads';
  const { bias = false, sums, finish } = along;
  const vectors = range(columns / 4);
  /** Rows that an invocation reads itself, and the one of them in front. */
  const own = range(quads ? rows / QUAD : rows);
  const rowOf = (r: number) => (quads ? `m + ${QUAD * r}u + place % ${QUAD}u` : `m + ${r}u`);
  const add =
    sums === 'a' ? own.map((r) => `s${r} += v${r};`) : sums === 'b' ? vectors.map((q) => `s${q} += b${q};`) : [];
  const declared =
    sums === 'a' ? own.map((r) => `var s${r} = 0.0;`) : sums === 'b' ? vectors.map((q) => `var s${q} = vec4f();`) : [];
  // All tiles along the first row, or the first column, have the same sums: one of them writes them.
  const added = {
    a: () => `if (${quads ? 'group.x' : 'id.x'} == 0u) {
    ${lines(own.map((r) => `if (${rowOf(r)} < M) { y1[${rowOf(r)}] = s${r}; }`))}
  }`,
    b: () => `if (id.y == 0u) {
    ${lines(range(columns).map((j) => `if (n + ${j}u < N) { y1[n + ${j}u] = s${j >> 2}[${j & 3}]; }`))}
  }`,
  };
  return {
    key: `product ${name} ${bias} ${sums} ${finish?.key}`,
    reads: ['f32', 'f32', ...(bias ? (['f32'] as const) : []), ...(finish?.reads ?? [])],
    writes: sums || finish?.keeps ? 2 : 1,
    sizes: 3,
    quads,
    code: () => `${finish?.code(bias ? 3 : 2) ?? ''}
@compute @workgroup_size(${QUAD})
fn main(
  @builtin(global_invocation_id) id: vec3u, @builtin(workgroup_id) group: vec3u,${
    quads ? ' @builtin(subgroup_invocation_id) place: u32,' : ''
  }
) {
  let n = id.x * ${columns}u;
  let m = id.y * ${rows}u;
  let M = sizes[0].x; let N = sizes[0].y; let K = sizes[0].z;
  let aK = sizes[1].y; let bK = sizes[1].w;
  // Where a tile reaches over the edge it reads what is there once more, and does not write it.
  ${lines(own.map((r) => `let row${r} = id.z * sizes[2].x + min(${rowOf(r)}, M - 1u) * sizes[1].x;`))}
  ${lines(range(columns).map((j) => `let column${j} = id.z * sizes[2].y + min(n + ${j}u, N - 1u) * sizes[1].z;`))}
  ${lines(range(rows).map((i) => vectors.map((q) => `var c${i}_${q} = vec4f();`).join(' ')))}
  ${lines(declared)}
  for (var k = 0u; k < K; k++) {
    ${lines(readTogether(rows, quads, (_, r) => `x0[row${r} + k * aK]`))}
    ${lines(
      vectors.map((q) => {
        const four = range(4).map((l) => `x1[column${4 * q + l} + k * bK]`);
        return `let b${q} = vec4f(${four.join(', ')});`;
      }),
    )}
    ${lines(range(rows).map((i) => vectors.map((q) => `c${i}_${q} = fma(a${i}, b${q}, c${i}_${q});`).join(' ')))}
    ${lines(add)}
  }
  var tile = array<vec4f, ${rows * vectors.length}>(${range(rows)
    .flatMap((i) => vectors.map((q) => `c${i}_${q}`))
    .join(', ')});
  for (var e = 0u; e < ${rows * columns}u; e++) {
    let i = m + e / ${columns}u;
    let j = n + e % ${columns}u;
    if (i < M && j < N) {
      let at = id.z * sizes[2].z + i * N + j;
      let z = tile[e / 4u][e % 4u]${bias ? ' + x2[j]' : ''};
      ${finish?.keeps ? 'y1[at] = z;' : ''}
      y0[at] = ${finish ? 'finish(z, at)' : 'z'};
    }
  }
  ${sums ? added[sums]() : ''}
}`,
  };
}

import { dispose, matMul, type Tensor } from '@tensorflow/tfjs-core';
import type { backwardCalls } from '../dense';
import { at, type GpuKernel, type KernelCall, rowsOf, shapeOf } from '../kernel';
import { elements, rowsAndColumns } from '../layout';
import type { Along, Finish, Form, Kind, Product, Sums } from './forms';
import type { Gpu, Shader } from './gpu';
import { sizedBackward, sizedProduct, sizesOf } from './quads';
import { sumRows } from './rows';
import { four, lines, range } from './tile';

/**
 * Products of matrices: an invocation makes a tile of y [batch, M, N] = a · b, cut up as its form says (forms.ts). Without
 * workgroup memory it reads four numbers at a time, along whichever axis is contiguous, and caches serve neighbours.
 */

/** Axes that a dispatch goes along at most. */
const MOST = 65_535;
/** Rows that a workgroup makes at least, whatever the form. */
const FEWEST = 16;

/** What vectors a0 … of rows and b0 … of columns add to the sums. */
function addOuter({ rows, columns }: Form, sums: Sums | undefined): readonly string[] {
  const vectors = range(columns / 4);
  const products = range(rows).map((i) => vectors.map((q) => `c${i}_${q} += a${i >> 2}[${i & 3}] * b${q};`).join(' '));
  return sums
    ? [...products, ...range((sums === 'a' ? rows : columns) / 4).map((q) => `s${q} += ${sums}${q};`)]
    : products;
}

/** What is summed over k, into c0_0 … of `rows` rows and `columns` / 4 vectors; reads straight from a and b. */
function registerLoop(kind: Kind, N: number, form: Form, sums: Sums | undefined): string {
  const vectors = range(form.columns / 4);
  /** A row of a and what it is multiplied by. */
  const eachRow = (added: (q: number) => string) =>
    range(form.rows).map(
      (i) => `{
      let row = aAt + min(m + ${i}u, M - 1u) * K;
      let a = x04(row + k, row + K);
      ${vectors.map((q) => `c${i}_${q} += ${added(q)};`).join('\n      ')}
    }`,
    );
  if (kind === 'tn') {
    const b = vectors.map(
      (q) => `let b${q} = x14(bAt + k * ${N}u + min(n + ${4 * q}u, last), bAt + k * ${N}u + ${N}u);`,
    );
    const a = range(form.rows / 4).map(
      (r) => `let a${r} = x04(aAt + k * M + min(m + ${4 * r}u, lastRow), aAt + k * M + M);`,
    );
    return `for (var k = 0u; k < K; k++) {\n    ${lines([...b, ...a, ...addOuter(form, sums)])}\n  }`;
  }
  if (kind === 'nt') {
    const b = range(form.columns).map((j) => {
      const row = `bAt + min(n + ${j}u, ${N - 1}u) * K`;
      return `let b${j} = x14(${row} + k, ${row} + K);`;
    });
    const dots = (q: number) =>
      `vec4f(${range(4)
        .map((j) => `dot(a, b${4 * q + j})`)
        .join(', ')})`;
    return `for (var k = 0u; k < K; k += 4u) {\n    ${lines([...b, ...eachRow(dots)])}\n  }`;
  }
  const b = vectors.flatMap((q) =>
    range(4).map((j) => {
      const row = `bAt + min(k + ${j}u, K - 1u) * ${N}u`;
      return `let b${q}_${j} = x14(${row} + min(n + ${4 * q}u, last), ${row} + ${N}u);`;
    }),
  );
  const sum = (q: number) => `a.x * b${q}_0 + a.y * b${q}_1 + a.z * b${q}_2 + a.w * b${q}_3`;
  return `for (var k = 0u; k < K; k += 4u) {\n    ${lines([...b, ...eachRow(sum)])}\n  }`;
}

/** The same through workgroup memory: `a_shared` [depth, rows of the team], `b_shared` [depth, columns of the team]. */
function sharedLoop(kind: Kind, N: number, form: Form, depth: number, sums: Sums | undefined): string {
  const [across, down] = form.team;
  const [high, wide] = [form.rows * down, form.columns * across];
  /** Brings `size` rows of an operand; neighbours read along the axis that is contiguous in it. */
  const bring = (to: string, size: number, alongK: boolean, from: string, ok: string) => `
    for (var e = at; e < ${depth * size}u; e += ${across * down}u) {
      let k = ${alongK ? `e % ${depth}u` : `e / ${size}u`};
      let i = ${alongK ? `e / ${depth}u` : `e % ${size}u`};
      ${to}[k * ${size}u + i] = select(0.0, ${from}, start + k < K && ${ok});
    }`;
  const aFrom = kind === 'tn' ? 'x0[aAt + (start + k) * M + firstRow + i]' : 'x0[aAt + (firstRow + i) * K + start + k]';
  const bFrom =
    kind === 'nt' ? 'x1[bAt + (firstColumn + i) * K + start + k]' : `x1[bAt + (start + k) * ${N}u + firstColumn + i]`;
  const vector = (name: string, place: string, q: number) =>
    `vec4f(${range(4)
      .map((j) => `${name}[${place} + ${4 * q + j}u]`)
      .join(', ')})`;
  const a = range(form.rows / 4).map((r) => `let a${r} = ${vector('a_shared', `k * ${high}u + m - firstRow`, r)};`);
  const b = range(form.columns / 4).map(
    (q) => `let b${q} = ${vector('b_shared', `k * ${wide}u + n - firstColumn`, q)};`,
  );
  return `for (var start = 0u; start < K; start += ${depth}u) {${bring('a_shared', high, kind !== 'tn', aFrom, 'firstRow + i < M')}${bring('b_shared', wide, kind === 'nt', bFrom, `firstColumn + i < ${N}u`)}
    workgroupBarrier();
    for (var k = 0u; k < ${depth}u; k++) {
    ${lines([...a, ...b, ...addOuter(form, sums)])}
    }
    workgroupBarrier();
  }`;
}

export function shaderOf({ kind, M, N, K }: Product, form: Form, { bias = false, sums, finish }: Along = {}): Shader {
  const { rows, columns, team, depth } = form;
  // What is contiguous in a: k, or rows where it is transposed; in b: columns, or k.
  const whole = [(kind === 'tn' ? M : K) % 4 === 0, (kind === 'nt' ? K : N) % 4 === 0] as const;
  const vectors = depth === undefined ? whole : [false, false];
  const length = vectors[0] ? '4u * arrayLength(&x0)' : 'arrayLength(&x0)';
  // Rows that hold whole vectors are stored in vectors: less code, which takes less time to compile.
  const packed = N % 4 === 0;
  const product = finish?.keeps ? 'y1' : 'y0';
  // A loop over what lies in memory: unrolled it would take long to compile, and the product takes far longer to run.
  const finishedEach = () => `for (var i = m; i < min(m + ${rows}u, M); i++) {
    for (var j = i * ${N}u + n; j < i * ${N}u + min(n + ${columns}u, ${N}u); j++) { y0[j] = finish(${product}[j], j); }
  }`;
  const finishedPacked = () => `for (var i = m; i < min(m + ${rows}u, M); i++) {
    for (var j = (i * ${N}u + n) / 4u; j < (i * ${N}u + min(n + ${columns}u, ${N}u)) / 4u; j++) {
      let z = ${product}[j];
      y0[j] = vec4f(${range(4)
        .map((l) => `finish(z[${l}], 4u * j + ${l}u)`)
        .join(', ')});
    }
  }`;
  const finished = packed ? finishedPacked : finishedEach;
  const storedPacked = () => [
    ...(bias
      ? range(columns / 4).map((q) => {
          const four = range(4).map((l) => `x2[n + ${4 * q + l}u]`);
          return `let bias${q} = vec4f(${four.join(', ')});`;
        })
      : []),
    ...range(rows).map((i) => {
      const each = range(columns / 4).map((q) => {
        const value = `c${i}_${q}${bias ? ` + bias${q}` : ''}`;
        return `if (n + ${4 * q}u < ${N}u) { ${product}[row + ${q}u] = ${value}; }`;
      });
      return `if (m + ${i}u < M) {\n    let row = ((id.z * M + m + ${i}u) * ${N}u + n) / 4u;\n    ${lines(each)}\n  }`;
    }),
  ];
  const storedEach = () =>
    range(rows).map((i) => {
      const each = range(columns).map((j) => {
        const value = `c${i}_${j >> 2}[${j & 3}]${bias ? ` + x2[n + ${j}u]` : ''}`;
        return `if (n + ${j}u < ${N}u) { ${product}[row + n + ${j}u] = ${value}; }`;
      });
      return `if (m + ${i}u < M) {\n    let row = id.z * M * ${N}u + (m + ${i}u) * ${N}u;\n    ${lines(each)}\n  }`;
    });
  const stored = packed ? storedPacked : storedEach;
  // Every tile along the first row, or the first column, has the same sums: one of them writes them.
  const total = { a: ['n', 'm', 'M', rows], b: ['m', 'n', `${N}u`, columns] } as const;
  const added = () => {
    if (!sums) return '';
    const [other, own, size, most] = total[sums];
    const each = range(most).map((i) => `if (${own} + ${i}u < ${size}) { y1[${own} + ${i}u] = s${i >> 2}[${i & 3}]; }`);
    return `if (${other} == 0u) {\n    ${lines(each)}\n  }`;
  };
  const declared = (name: string, count: number) =>
    range(count)
      .map((i) => `var ${name}${i} = vec4f();`)
      .join(' ');
  const outside = `if (n >= ${N}u || m >= M) { return; }`;
  return {
    key: `product ${form.name} ${kind} ${N} ${vectors.join()} ${bias} ${sums} ${finish?.key}`,
    reads: ['f32', 'f32', ...(bias ? (['f32'] as const) : []), ...(finish?.reads ?? [])],
    vectors,
    packs: [packed, packed && !sums],
    writes: sums || finish?.keeps ? 2 : 1,
    code: () => `${depth === undefined ? `${four('x0', whole[0])}\n${four('x1', whole[1])}` : ''}
${finish?.code(bias ? 3 : 2) ?? ''}
${
  depth === undefined
    ? ''
    : `var<workgroup> a_shared: array<f32, ${depth * rows * team[1]}>;
var<workgroup> b_shared: array<f32, ${depth * columns * team[0]}>;`
}
@compute @workgroup_size(${team[0]}, ${team[1]})
fn main(
  @builtin(global_invocation_id) id: vec3u, @builtin(num_workgroups) groups: vec3u,
  @builtin(workgroup_id) group: vec3u, @builtin(local_invocation_index) at: u32,
) {
  let n = id.x * ${columns}u;
  let m = id.y * ${rows}u;
  let M = ${packed ? '4u * ' : ''}arrayLength(&y0) / (${N}u * groups.z);
  let K = ${length} / (M * groups.z);
  let aAt = id.z * M * K;
  let bAt = id.z * K * ${N}u;
  let firstColumn = group.x * ${columns * team[0]}u;
  let firstRow = group.y * ${rows * team[1]}u;
  // Where a tile reaches over the edge it reads what is there once more, and does not write it.
  let last = ${whole[1] && kind !== 'nt' ? N - 4 : N - 1}u;
  let lastRow = ${whole[0] && kind === 'tn' ? 'M - 4u' : 'M - 1u'};
  ${depth === undefined ? outside : ''}
  ${range(rows)
    .map((i) => declared(`c${i}_`, columns / 4))
    .join('\n  ')}
  ${sums ? declared('s', (sums === 'a' ? rows : columns) / 4) : ''}
  ${depth === undefined ? registerLoop(kind, N, form, sums) : sharedLoop(kind, N, form, depth, sums)}
  ${depth === undefined ? '' : outside}
  ${stored().join('\n  ')}
  ${added()}
  ${finish ? finished() : ''}
}`,
  };
}

/** Whether our product takes it. */
export const takesProduct = ({ batch, M, K }: Product): boolean =>
  K > 0 && M > 0 && batch > 0 && batch <= MOST && M <= MOST * FEWEST;

/** Runs a product, and what goes along with it, in the form that is best for it. */
export function runProduct(
  gpu: Gpu,
  product: Product,
  along: Along,
  reads: readonly Tensor[],
  writes: readonly Tensor[],
  form: Form = gpu.forms.of(product),
): void {
  const [across, down] = [form.columns * form.team[0], form.rows * form.team[1]];
  const { M, N, batch } = product;
  const groups = [Math.ceil(N / across), Math.ceil(M / down), batch] as const;
  if (form.sized) gpu.run(sizedProduct(form, along), reads, writes, groups, sizesOf(product));
  else gpu.run(shaderOf(product, form, along), reads, writes, groups);
}

/** Runs of a product that are timed together, and how often: the shortest counts. */
const REPEATED = 4;
const ROUNDS = 3;

/** Milliseconds of a product in a form on this GPU. */
export async function timeProduct(gpu: Gpu, product: Product, form: Form): Promise<number> {
  const { batch, M, N, K } = product;
  const [a, b, y] = [gpu.make([batch * M * K]), gpu.make([batch * K * N]), gpu.make([batch * M * N])];
  try {
    let best = Number.POSITIVE_INFINITY;
    // The first round compiles.
    for (let round = 0; round <= ROUNDS; round++) {
      const began = performance.now();
      for (let i = 0; i < REPEATED; i++) runProduct(gpu, product, {}, [a, b], [y], form);
      await gpu.idle();
      if (round > 0) best = Math.min(best, (performance.now() - began) / REPEATED);
    }
    return best;
  } finally {
    dispose([a, b, y]);
  }
}

/** y [batch, M, N] = a · b (+ bias [N]), of the given shape. */
export function multiply(
  gpu: Gpu,
  product: Product,
  a: Tensor,
  b: Tensor,
  shape: readonly number[],
  bias?: Tensor,
): Tensor {
  const y = gpu.make(shape);
  runProduct(gpu, product, { bias: bias !== undefined }, bias ? [a, b, bias] : [a, b], [y]);
  return y;
}

export const matmulOnGpu: GpuKernel<{ transposeA: boolean; transposeB: boolean }> = (call, gpu) => {
  const { inputs, attributes, types } = call;
  const { transposeA, transposeB } = attributes;
  const [a, b] = [at(inputs, 0), at(inputs, 1)];
  const shape = shapeOf(types);
  const [M = 0, N = 0] = shape.slice(-2);
  const K = a.shape.at(transposeA ? -2 : -1) ?? 0;
  const kind = transposeA ? 'tn' : transposeB ? 'nt' : 'nn';
  const product: Product = { kind, batch: elements(shape.slice(0, -2)), M, N, K };
  return (transposeA && transposeB) || !takesProduct(product) ? undefined : multiply(gpu, product, a, b, shape);
};

/** What of a dense layer is a product. */
export function productOf({ inputs, attributes, types }: KernelCall<{ transposed: boolean }>): Product {
  const shape = shapeOf(types);
  const [N = 0, K = 0] = [shape.at(-1), at(inputs, 0).shape.at(-1)];
  return { kind: attributes.transposed ? 'nt' : 'nn', batch: 1, M: elements(shape.slice(0, -1)), N, K };
}

export const linearOnGpu: GpuKernel<{ transposed: boolean }> = (call, gpu) => {
  const { inputs, types } = call;
  const product = productOf(call);
  if (!takesProduct(product)) return undefined;
  return multiply(gpu, product, at(inputs, 0), at(inputs, 1), shapeOf(types), inputs[2]);
};

/** What of the gradient of a dense layer's weights is a product. */
function gradientProduct({ inputs, attributes: { transposed } }: KernelCall<{ transposed: boolean }>) {
  const [x, dy] = [at(inputs, 0), at(inputs, 1)];
  const [a, b] = transposed ? [dy, x] : [x, dy];
  const [[K, M], [, N]] = [rowsAndColumns(a.shape), rowsAndColumns(b.shape)];
  return { a, b, product: { kind: 'tn', batch: 1, M, N, K } satisfies Product };
}

export const linearGradientOnGpu: GpuKernel<{ transposed: boolean; bias: boolean }> = (call, gpu) => {
  const { inputs, attributes, types } = call;
  const { transposed, bias } = attributes;
  const { a, b, product } = gradientProduct(call);
  if (takesProduct(product)) {
    const made = types.map((_, i) => gpu.make(shapeOf(types, i)));
    runProduct(gpu, product, { sums: bias ? (transposed ? 'a' : 'b') : undefined }, [a, b], made);
    return made;
  }
  if (product.K === 0) return undefined;
  const dw = matMul(rowsOf(a), rowsOf(b), true, false);
  return bias ? [dw, sumRows(gpu, at(inputs, 1))] : [dw];
};

/** Both products of a dense layer's backward pass in one dispatch, where they share a form that can; undefined where not. */
export function backwardTogether(
  gpu: Gpu,
  { dx, dw }: ReturnType<typeof backwardCalls>,
  finish: Finish | undefined,
  more: readonly Tensor[],
): readonly Tensor[] | undefined {
  const [one, { product: other }] = [productOf(dx), gradientProduct(dw)];
  const form = gpu.forms.of(one);
  const { transposed, bias } = dw.attributes;
  const types = [...dx.types, ...dw.types];
  const reads = [at(dx.inputs, 0), at(dx.inputs, 1), at(dw.inputs, 0), ...more];
  const [wide, wideOther] = [one, other].map(({ N }) => Math.ceil(N / (form.columns * form.team[0])));
  const [high, highOther] = [one, other].map(({ M }) => Math.ceil(M / form.rows));
  const [count = 0, countOther = 0] = [(wide ?? 0) * (high ?? 0), (wideOther ?? 0) * (highOther ?? 0)];
  const fits = form.sized && gpu.forms.of(other) === form && reads.length + 3 <= gpu.bindings;
  if (!fits || !takesProduct(one) || !takesProduct(other) || count + countOther > MOST) return undefined;
  const made = types.map((_, i) => gpu.make(shapeOf(types, i)));
  const sizes = [...sizesOf(one), ...sizesOf(other), wide ?? 0, count, wideOther ?? 0, 0];
  // A layer without a bias has the sums made all the same: they cost little, another shader takes a tenth of a second to compile.
  const written = bias ? made : [...made, gpu.make(at(dx.inputs, 0).shape.slice(-1))];
  gpu.run(sizedBackward(form, finish, !transposed), reads, written, [count + countOther], sizes);
  return made;
}

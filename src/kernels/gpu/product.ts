import { matMul, type Tensor } from '@tensorflow/tfjs-core';
import { at, type GpuKernel, type KernelCall, rowsOf, shapeOf } from '../kernel';
import { elements, rowsAndColumns } from '../layout';
import type { Gpu, Shader } from './gpu';
import { sumRows } from './rows';
import { COLUMNS, four, lines, range } from './tile';

/**
 * Products of matrices in register tiles: an invocation makes ROWS × COLUMNS elements of y [batch, M, N] = a · b and reads
 * four numbers at a time, along whichever axis is contiguous. No workgroup memory: caches serve neighbours.
 */
const ROWS = 8;
/** Invocations of a workgroup, along columns and rows. */
const TEAM = [4, 4] as const;
/** Axes that a dispatch goes along at most. */
const MOST = 65_535;

/** `nn` a [M, K] · b [K, N], `tn` a [K, M], `nt` b [N, K]. */
type Kind = 'nn' | 'tn' | 'nt';

export interface Product {
  readonly kind: Kind;
  readonly batch: number;
  readonly M: number;
  readonly N: number;
  readonly K: number;
}

/** Of which operand of `tn` the rows are added up along the way, [M] of a or [N] of b. */
type Sums = 'a' | 'b';

/** What is summed over k, into c0_0 … of ROWS rows and COLUMNS / 4 vectors. */
function loopOf(kind: Kind, N: number, sums: Sums | undefined): string {
  const halves = range(COLUMNS / 4);
  const rows = range(ROWS);
  /** A row of a and what it is multiplied by. */
  const eachRow = (added: (q: number) => string) =>
    rows.map(
      (i) => `{
      let row = aAt + min(m + ${i}u, M - 1u) * K;
      let a = x04(row + k, row + K);
      ${halves.map((q) => `c${i}_${q} += ${added(q)};`).join('\n      ')}
    }`,
    );
  if (kind === 'tn') {
    const b = halves.map(
      (q) => `let b${q} = x14(bAt + k * ${N}u + min(n + ${4 * q}u, last), bAt + k * ${N}u + ${N}u);`,
    );
    const a = range(ROWS / 4).map(
      (r) => `let a${r} = x04(aAt + k * M + min(m + ${4 * r}u, lastRow), aAt + k * M + M);`,
    );
    const products = rows.map((i) => halves.map((q) => `c${i}_${q} += a${i >> 2}[${i & 3}] * b${q};`).join(' '));
    const alone = sums ? halves.map((q) => `s${q} += ${sums}${q};`) : [];
    return `for (var k = 0u; k < K; k++) {\n    ${lines([...b, ...a, ...products, ...alone])}\n  }`;
  }
  if (kind === 'nt') {
    const b = range(COLUMNS).map((j) => {
      const row = `bAt + min(n + ${j}u, ${N - 1}u) * K`;
      return `let b${j} = x14(${row} + k, ${row} + K);`;
    });
    const dots = (q: number) =>
      `vec4f(${range(4)
        .map((j) => `dot(a, b${4 * q + j})`)
        .join(', ')})`;
    return `for (var k = 0u; k < K; k += 4u) {\n    ${lines([...b, ...eachRow(dots)])}\n  }`;
  }
  const b = halves.flatMap((q) =>
    range(4).map((j) => {
      const row = `bAt + min(k + ${j}u, K - 1u) * ${N}u`;
      return `let b${q}_${j} = x14(${row} + min(n + ${4 * q}u, last), ${row} + ${N}u);`;
    }),
  );
  const sum = (q: number) => `a.x * b${q}_0 + a.y * b${q}_1 + a.z * b${q}_2 + a.w * b${q}_3`;
  return `for (var k = 0u; k < K; k += 4u) {\n    ${lines([...b, ...eachRow(sum)])}\n  }`;
}

/** What becomes of each element of a product while it is at hand. */
export interface Finish {
  /** Tells the code apart. */
  readonly key: string;
  readonly reads: readonly ('f32' | 'i32')[];
  /** The product itself is written too, as y1. */
  readonly keeps: boolean;
  /** A function `finish(z: f32, i: u32) -> f32` of an element and its index; what it reads begins at x`first`. */
  readonly code: (first: number) => string;
}

interface Along {
  readonly bias?: boolean;
  readonly sums?: Sums | undefined;
  readonly finish?: Finish;
}

export function shaderOf({ kind, M, N, K }: Product, { bias = false, sums, finish }: Along = {}): Shader {
  // What is contiguous in a: k, or rows where it is transposed; in b: columns, or k.
  const aligned = [(kind === 'tn' ? M : K) % 4 === 0, (kind === 'nt' ? K : N) % 4 === 0] as const;
  const length = aligned[0] ? '4u * arrayLength(&x0)' : 'arrayLength(&x0)';
  const product = finish?.keeps ? 'y1' : 'y0';
  // A loop over what lies in memory: unrolled it would take long to compile, and the product takes far longer to run.
  const finished = () => `for (var i = m; i < min(m + ${ROWS}u, M); i++) {
    for (var j = i * ${N}u + n; j < i * ${N}u + min(n + ${COLUMNS}u, ${N}u); j++) { y0[j] = finish(${product}[j], j); }
  }`;
  const stored = () =>
    range(ROWS).map((i) => {
      const columns = range(COLUMNS).map((j) => {
        const value = `c${i}_${j >> 2}[${j & 3}]${bias ? ` + x2[n + ${j}u]` : ''}`;
        return `if (n + ${j}u < ${N}u) { ${product}[row + n + ${j}u] = ${value}; }`;
      });
      return `if (m + ${i}u < M) {\n    let row = id.z * M * ${N}u + (m + ${i}u) * ${N}u;\n    ${lines(columns)}\n  }`;
    });
  // Every tile along the first row, or the first column, has the same sums: one of them writes them.
  const total = { a: ['n', 'm', 'M', ROWS], b: ['m', 'n', `${N}u`, COLUMNS] } as const;
  const added = () => {
    if (!sums) return '';
    const [other, own, size, most] = total[sums];
    const each = range(most).map((i) => `if (${own} + ${i}u < ${size}) { y1[${own} + ${i}u] = s${i >> 2}[${i & 3}]; }`);
    return `if (${other} == 0u) {\n    ${lines(each)}\n  }`;
  };
  return {
    key: `product ${kind} ${N} ${aligned.join()} ${bias} ${sums} ${finish?.key}`,
    reads: ['f32', 'f32', ...(bias ? (['f32'] as const) : []), ...(finish?.reads ?? [])],
    vectors: aligned,
    writes: sums || finish?.keeps ? 2 : 1,
    code: () => `${four('x0', aligned[0])}
${four('x1', aligned[1])}
${finish?.code(bias ? 3 : 2) ?? ''}
@compute @workgroup_size(${TEAM[0]}, ${TEAM[1]})
fn main(@builtin(global_invocation_id) id: vec3u, @builtin(num_workgroups) groups: vec3u) {
  let n = id.x * ${COLUMNS}u;
  let m = id.y * ${ROWS}u;
  let M = arrayLength(&y0) / (${N}u * groups.z);
  let K = ${length} / (M * groups.z);
  if (n >= ${N}u || m >= M) { return; }
  let aAt = id.z * M * K;
  let bAt = id.z * K * ${N}u;
  // Where a tile reaches over the edge it reads what is there once more, and does not write it.
  let last = ${aligned[1] && kind !== 'nt' ? N - 4 : N - 1}u;
  let lastRow = ${aligned[0] && kind === 'tn' ? 'M - 4u' : 'M - 1u'};
  ${range(ROWS)
    .map((i) =>
      range(COLUMNS / 4)
        .map((q) => `var c${i}_${q} = vec4f();`)
        .join(' '),
    )
    .join('\n  ')}
  ${sums ? 'var s0 = vec4f(); var s1 = vec4f();' : ''}
  ${loopOf(kind, N, sums)}
  ${stored().join('\n  ')}
  ${added()}
  ${finish ? finished() : ''}
}`,
  };
}

/** Whether our product takes it: so far on a GPU in software, where tfjs' takes ten times as long. */
export const takesProduct = (gpu: Gpu, { batch, M, K }: Product): boolean =>
  gpu.software && K > 0 && batch > 0 && batch <= MOST && M <= MOST * ROWS * TEAM[1];

/** Runs what `shaderOf` wrote for a product. */
export function runProduct(
  gpu: Gpu,
  shader: Shader,
  { M, N, batch }: Product,
  reads: readonly Tensor[],
  writes: readonly Tensor[],
) {
  gpu.run(shader, reads, writes, Math.ceil(N / (COLUMNS * TEAM[0])), Math.ceil(M / (ROWS * TEAM[1])), batch);
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
  runProduct(gpu, shaderOf(product, { bias: bias !== undefined }), product, bias ? [a, b, bias] : [a, b], [y]);
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
  return (transposeA && transposeB) || !takesProduct(gpu, product) ? undefined : multiply(gpu, product, a, b, shape);
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
  if (!takesProduct(gpu, product)) return undefined;
  return multiply(gpu, product, at(inputs, 0), at(inputs, 1), shapeOf(types), inputs[2]);
};

export const linearGradientOnGpu: GpuKernel<{ transposed: boolean; bias: boolean }> = (call, gpu) => {
  const { inputs, attributes, types } = call;
  const { transposed, bias } = attributes;
  const [x, dy] = [at(inputs, 0), at(inputs, 1)];
  const [a, b] = transposed ? [dy, x] : [x, dy];
  const [[K, M], [, N]] = [rowsAndColumns(a.shape), rowsAndColumns(b.shape)];
  const product: Product = { kind: 'tn', batch: 1, M, N, K };
  if (takesProduct(gpu, product)) {
    const made = types.map((_, i) => gpu.make(shapeOf(types, i)));
    runProduct(gpu, shaderOf(product, { sums: bias ? (transposed ? 'a' : 'b') : undefined }), product, [a, b], made);
    return made;
  }
  if (K === 0) return undefined;
  const dw = matMul(rowsOf(a), rowsOf(b), true, false);
  return bias ? [dw, sumRows(gpu, dy)] : [dw];
};

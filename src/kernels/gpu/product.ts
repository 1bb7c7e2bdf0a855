import type { Tensor } from '@tensorflow/tfjs-core';
import { at, type GpuKernel, shapeOf } from '../kernel';
import { elements } from '../layout';
import type { Gpu, Shader } from './gpu';

/**
 * Products of matrices in register tiles: an invocation makes ROWS × COLUMNS elements of y [batch, M, N] = a · b and reads
 * four numbers at a time, along whichever axis is contiguous. No workgroup memory: caches serve neighbours.
 */
const ROWS = 8;
const COLUMNS = 8;
/** Invocations of a workgroup, along columns and rows. */
const TEAM = [4, 4] as const;

interface Product {
  readonly batch: number;
  /** undefined for as many rows as y has room for. */
  readonly M: number | undefined;
  readonly N: number;
  readonly K: number;
  readonly transposeA: boolean;
  readonly transposeB: boolean;
  readonly bias: boolean;
}

const range = (n: number): number[] => Array.from({ length: n }, (_, i) => i);

/** Four neighbours of x from `index` on; whole vectors where they are aligned, else one by one up to `end`. */
function four(name: string, aligned: boolean): string {
  return aligned
    ? `fn ${name}4(index: u32, end: u32) -> vec4f { return ${name}[index / 4u]; }`
    : `fn ${name}4(index: u32, end: u32) -> vec4f {
  return vec4f(${range(4)
    .map((i) => `select(0.0, ${name}[index + ${i}u], index + ${i}u < end)`)
    .join(', ')});
}`;
}

function shaderOf(product: Product): Shader {
  const { batch, M, N, K, transposeA, transposeB, bias } = product;
  // What is contiguous in a: k, or rows where it is transposed; in b: columns, or k.
  const alignedA = (transposeA ? (M ?? 0) : K) % 4 === 0;
  const alignedB = (transposeB ? K : N) % 4 === 0;
  const halves = range(COLUMNS / 4);
  const rows = range(ROWS);
  const loops = {
    // a row times four rows of b
    nn: `for (var k = 0u; k < ${K}u; k += 4u) {
    ${halves
      .flatMap((q) =>
        range(4).map(
          (j) =>
            `let b${q}_${j} = x14(bAt + min(k + ${j}u, ${K - 1}u) * ${N}u + min(n + ${4 * q}u, last), bAt + min(k + ${j}u, ${K - 1}u) * ${N}u + ${N}u);`,
        ),
      )
      .join('\n    ')}
    ${rows
      .map(
        (i) => `{
      let row = aAt + min(m + ${i}u, M - 1u) * ${K}u;
      let a = x04(row + k, row + ${K}u);
      ${halves.map((q) => `c${i}_${q} += a.x * b${q}_0 + a.y * b${q}_1 + a.z * b${q}_2 + a.w * b${q}_3;`).join('\n      ')}
    }`,
      )
      .join('\n    ')}
  }`,
    // a column times a row of b
    tn: `for (var k = 0u; k < ${K}u; k++) {
    ${halves.map((q) => `let b${q} = x14(bAt + k * ${N}u + min(n + ${4 * q}u, last), bAt + k * ${N}u + ${N}u);`).join('\n    ')}
    ${range(ROWS / 4)
      .map((r) => `let a${r} = x04(aAt + k * M + min(m + ${4 * r}u, lastRow), aAt + k * M + M);`)
      .join('\n    ')}
    ${rows.map((i) => halves.map((q) => `c${i}_${q} += a${i >> 2}[${i & 3}] * b${q};`).join(' ')).join('\n    ')}
  }`,
    // a row times rows of b, four products at a time
    nt: `for (var k = 0u; k < ${K}u; k += 4u) {
    ${range(COLUMNS)
      .map(
        (j) =>
          `let b${j} = x14(bAt + min(n + ${j}u, ${N - 1}u) * ${K}u + k, bAt + min(n + ${j}u, ${N - 1}u) * ${K}u + ${K}u);`,
      )
      .join('\n    ')}
    ${rows
      .map(
        (i) => `{
      let row = aAt + min(m + ${i}u, M - 1u) * ${K}u;
      let a = x04(row + k, row + ${K}u);
      ${halves
        .map(
          (q) =>
            `c${i}_${q} += vec4f(${range(4)
              .map((j) => `dot(a, b${4 * q + j})`)
              .join(', ')});`,
        )
        .join('\n      ')}
    }`,
      )
      .join('\n    ')}
  }`,
  };
  const kind = transposeA ? 'tn' : transposeB ? 'nt' : 'nn';
  return {
    key: `product ${kind} ${batch} ${M ?? '*'} ${N} ${K} ${bias}`,
    reads: bias ? ['f32', 'f32', 'f32'] : ['f32', 'f32'],
    vectors: [alignedA, alignedB],
    writes: 1,
    code: `${four('x0', alignedA)}
${four('x1', alignedB)}
@compute @workgroup_size(${TEAM[0]}, ${TEAM[1]})
fn main(@builtin(global_invocation_id) id: vec3u) {
  let n = id.x * ${COLUMNS}u;
  let m = id.y * ${ROWS}u;
  let M = ${M === undefined ? `arrayLength(&y0) / ${N}u` : `${M}u`};
  if (n >= ${N}u || m >= M) { return; }
  let aAt = id.z * M * ${K}u;
  let bAt = id.z * ${K * N}u;
  // Where a tile reaches over the edge it reads what is there once more, and does not write it.
  let last = ${alignedB && !transposeB ? N - 4 : N - 1}u;
  let lastRow = ${alignedA && transposeA ? 'M - 4u' : 'M - 1u'};
  ${rows.map((i) => halves.map((q) => `var c${i}_${q} = vec4f();`).join(' ')).join('\n  ')}
  ${loops[kind]}
  let yAt = id.z * M * ${N}u;
  ${rows
    .map(
      (i) => `if (m + ${i}u < M) {
    let row = yAt + (m + ${i}u) * ${N}u;
    ${range(COLUMNS)
      .map(
        (j) =>
          `if (n + ${j}u < ${N}u) { y0[row + n + ${j}u] = c${i}_${j >> 2}[${j & 3}]${bias ? ` + x2[n + ${j}u]` : ''}; }`,
      )
      .join('\n    ')}
  }`,
    )
    .join('\n  ')}
}`,
  };
}

function run(
  gpu: Gpu,
  product: Product,
  rows: number,
  a: Tensor,
  b: Tensor,
  bias: Tensor | undefined,
  y: Tensor,
): void {
  const x = Math.ceil(product.N / (COLUMNS * TEAM[0]));
  const high = Math.ceil(rows / (ROWS * TEAM[1]));
  gpu.run(shaderOf(product), bias ? [a, b, bias] : [a, b], [y], x, high, product.batch);
}

/** Axes that a dispatch goes along at most. */
const MOST = 65_535;

export const matmulOnGpu: GpuKernel<{ transposeA: boolean; transposeB: boolean }> = (call, gpu) => {
  const { inputs, attributes, types } = call;
  const { transposeA, transposeB } = attributes;
  const [a, b] = [at(inputs, 0), at(inputs, 1)];
  const shape = shapeOf(types);
  const [M = 0, N = 0] = shape.slice(-2);
  const K = a.shape.at(transposeA ? -2 : -1) ?? 0;
  const batch = elements(shape.slice(0, -2));
  if (!gpu.software || (transposeA && transposeB) || K === 0 || batch > MOST) return undefined;
  const y = gpu.make(shape);
  run(gpu, { batch, M, N, K, transposeA, transposeB, bias: false }, M, a, b, undefined, y);
  return y;
};

export const linearOnGpu: GpuKernel<{ transposed: boolean }> = ({ inputs, attributes, types }, gpu) => {
  const [x, w, bias] = [at(inputs, 0), at(inputs, 1), inputs[2]];
  const shape = shapeOf(types);
  const [N = 0, K = 0] = [shape.at(-1), x.shape.at(-1)];
  const rows = elements(shape.slice(0, -1));
  if (!gpu.software || K === 0 || rows > MOST * ROWS) return undefined;
  const y = gpu.make(shape);
  const product = { batch: 1, M: undefined, N, K, transposeA: false, transposeB: attributes.transposed };
  run(gpu, { ...product, bias: bias !== undefined }, rows, x, w, bias, y);
  return y;
};

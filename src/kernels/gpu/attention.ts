import type { Tensor } from '@tensorflow/tfjs-core';
import type { AttentionAttributes } from '../../ops';
import { at, type GpuKernel } from '../kernel';
import { elements, leadingOf, maskStrides } from '../layout';
import { drawBits, HASH } from './elementwise';
import { FUNCTIONS } from './functions';
import type { Gpu, Shader } from './gpu';
import { multiply, type Product, takesProduct } from './product';

/**
 * Attention: scores, softmax and dropout of a row by one invocation each, [N, T, S] with N = all leading axes; the rest are
 * products.
 */
const TEAM = 32;

/** What is not seen: far below any real score, and finite, so that a row that sees none is no NaN. */
const MASKED = '-1e9';

interface Sizes {
  readonly leading: readonly number[];
  readonly N: number;
  readonly T: number;
  readonly S: number;
  readonly h: number;
  readonly e: number;
}

function sizesOf(q: Tensor, v: Tensor): Sizes {
  const [T = 0, h = 0] = q.shape.slice(-2);
  const [S = 0, e = 0] = v.shape.slice(-2);
  const leading = q.shape.slice(0, -2);
  return { leading, N: elements(leading), T, S, h, e };
}

/** What element `i` of the probabilities is multiplied by. */
const keptAt = (rate: number, bits: string): string =>
  `select(0.0, f32(${1 / (1 - rate)}), hash(bitcast<u32>(${bits}[0]), i) >= ${Math.ceil(rate * 2 ** 32)}u)`;

/** Code for one invocation per row: `row` = n · T + t, with T and S read from what is bound. */
const eachRow = (body: string): string => `${FUNCTIONS}${HASH}
@compute @workgroup_size(${TEAM})
fn main(@builtin(global_invocation_id) id: vec3u, @builtin(num_workgroups) groups: vec3u) {
  let t = id.x;
  let n = id.y;
  ${body}
}`;

interface Form {
  readonly causal: boolean;
  readonly scale: number;
  readonly rate: number;
  readonly h: number;
  readonly mask: readonly number[] | undefined;
  readonly inner: number;
  readonly T: number;
  readonly S: number;
}

function probabilitiesOf({ causal, scale, rate, h, mask, inner, T, S }: Form): Shader {
  const [outerStride = 0, innerStride = 0, rowStride = 0, columnStride = 0] = mask ?? [];
  const byte = `x2[(n / ${inner}u) * ${outerStride}u + (n % ${inner}u) * ${innerStride}u + t * ${rowStride}u + s * ${columnStride}u]`;
  const seen = [causal ? `s + ${T}u <= t + ${S}u` : '', mask ? `${byte} != 0` : ''].filter(Boolean).join(' && ');
  const bits = mask ? 'x3' : 'x2';
  return {
    key: `attention ${T} ${S} ${h} ${causal} ${scale} ${rate} ${inner} ${mask?.join() ?? ''}`,
    reads: ['f32', 'f32', ...(mask ? (['i32'] as const) : []), ...(rate > 0 ? (['i32'] as const) : [])],
    writes: rate > 0 ? 2 : 1,
    code: () =>
      eachRow(`if (t >= ${T}u) { return; }
  let row = (n * ${T}u + t) * ${S}u;
  let q = (n * ${T}u + t) * ${h}u;
  var top = -3.4e38;
  for (var s = 0u; s < ${S}u; s++) {
    var score = ${MASKED};
    if (${seen || 'true'}) {
      let k = (n * ${S}u + s) * ${h}u;
      score = 0.0;
      for (var c = 0u; c < ${h}u; c++) { score += x0[q + c] * x1[k + c]; }
      score *= f32(${scale});
    }
    y0[row + s] = score;
    top = max(top, score);
  }
  var sum = 0.0;
  for (var s = 0u; s < ${S}u; s++) {
    let weight = e_to(y0[row + s] - top);
    y0[row + s] = weight;
    sum += weight;
  }
  for (var s = 0u; s < ${S}u; s++) {
    let i = row + s;
    y0[i] /= sum;
    ${rate > 0 ? `y1[i] = y0[i] * ${keptAt(rate, bits)};` : ''}
  }`),
  };
}

function run(gpu: Gpu, shader: Shader, reads: readonly Tensor[], writes: readonly Tensor[], { T, N }: Sizes): void {
  gpu.run(shader, reads, writes, Math.ceil(T / TEAM), N);
}

export const attentionOnGpu: GpuKernel<AttentionAttributes> = ({ inputs, attributes, draw }, gpu) => {
  const [q, k, v, mask] = [at(inputs, 0), at(inputs, 1), at(inputs, 2), inputs[3]];
  const sizes = sizesOf(q, v);
  const { leading, N, T, S, h, e } = sizes;
  const { causal, scale, rate, key } = attributes;
  const strides = mask ? maskStrides(mask.shape, [...leading, T, S]) : undefined;
  const product: Product = { kind: 'nn', batch: N, M: T, N: e, K: S };
  if ((mask && !strides) || !takesProduct(gpu, product)) return undefined;
  const p = gpu.make([...leading, T, S]);
  const used = rate > 0 ? gpu.make([...leading, T, S]) : p;
  const shader = probabilitiesOf({ causal, scale, rate, h, mask: strides, inner: leadingOf(q.shape).inner, T, S });
  const read = [q, k, ...(mask ? [mask] : []), ...(rate > 0 ? [drawBits(key, draw)] : [])];
  run(gpu, shader, read, rate > 0 ? [p, used] : [p], sizes);
  return [multiply(gpu, product, used, v, [...leading, T, e]), p];
};

/** ds = p · (d − Σ p · d) · scale with d = keep · (dy · vᵀ); and, where something is dropped, keep · p. */
const scoresGradientOf = ({ T, S, e }: Sizes, scale: number, rate: number): Shader => ({
  key: `attention gradient ${T} ${S} ${e} ${scale} ${rate}`,
  reads: rate > 0 ? ['f32', 'f32', 'f32', 'i32'] : ['f32', 'f32', 'f32'],
  writes: rate > 0 ? 2 : 1,
  code: () =>
    eachRow(`if (t >= ${T}u) { return; }
  let row = (n * ${T}u + t) * ${S}u;
  let above = (n * ${T}u + t) * ${e}u;
  var sum = 0.0;
  for (var s = 0u; s < ${S}u; s++) {
    let i = row + s;
    let at = (n * ${S}u + s) * ${e}u;
    var d = 0.0;
    for (var c = 0u; c < ${e}u; c++) { d += x0[above + c] * x1[at + c]; }
    ${rate > 0 ? `let kept = ${keptAt(rate, 'x3')};\n    d *= kept;\n    y1[i] = x2[i] * kept;` : ''}
    y0[i] = d;
    sum += x2[i] * d;
  }
  for (var s = 0u; s < ${S}u; s++) { y0[row + s] = x2[row + s] * (y0[row + s] - sum) * f32(${scale}); }`),
});

export const attentionGradientOnGpu: GpuKernel<AttentionAttributes> = ({ inputs, attributes, draw }, gpu) => {
  const [q, k, v, p, dy] = [at(inputs, 0), at(inputs, 1), at(inputs, 2), at(inputs, 4), at(inputs, 5)];
  const sizes = sizesOf(q, v);
  const { N, T, S, h, e } = sizes;
  const toQueries: Product = { kind: 'nn', batch: N, M: T, N: h, K: S };
  if (!takesProduct(gpu, toQueries)) return undefined;
  const { scale, rate, key } = attributes;
  const ds = gpu.make(p.shape);
  const used = rate > 0 ? gpu.make(p.shape) : p;
  const read = [dy, v, p, ...(rate > 0 ? [drawBits(key, draw)] : [])];
  run(gpu, scoresGradientOf(sizes, scale, rate), read, rate > 0 ? [ds, used] : [ds], sizes);
  const back: Product = { kind: 'tn', batch: N, M: S, N: h, K: T };
  return [
    multiply(gpu, toQueries, ds, k, q.shape),
    multiply(gpu, back, ds, q, k.shape),
    multiply(gpu, { ...back, N: e }, used, dy, v.shape),
  ];
};

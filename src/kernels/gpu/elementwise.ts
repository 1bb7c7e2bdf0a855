import type { Tensor } from '@tensorflow/tfjs-core';
import { type Activation, LEAK } from '../../ops';
import { at, type Draw, type GpuKernel, type KernelCall } from '../kernel';
import { repeats } from '../layout';
import { bitsOf } from '../random';
import { FUNCTIONS } from './functions';
import { eachElement, type Gpu, type Shader } from './gpu';

const MORE = `${FUNCTIONS}
fn soft_plus(x: f32) -> f32 {
  let z = e_to(-abs(x));
  return or_nan(x, max(x, 0.0)) + select(log(1.0 + z), z * (1.0 - 0.5 * z), z < 1e-4);
}
fn normal_cdf(x: f32) -> f32 {
  let size = abs(x) * 0.70710678;
  let t = 1.0 / (1.0 + 0.3275911 * size);
  let p = ((((1.061405429 * t - 1.453152027) * t + 1.421413741) * t - 0.284496736) * t + 0.254829592) * t;
  return 0.5 * (1.0 + sign(x) * (1.0 - p * e_to(-size * size)));
}
fn bend(x: f32) -> f32 { return flat_tanh(0.79788456 * (x + 0.044715 * x * x * x)); }
fn exp_minus_one(x: f32) -> f32 {
  let series = x * (1.0 + 0.5 * x * (1.0 + 0.33333334 * x * (1.0 + 0.25 * x * (1.0 + 0.2 * x))));
  return select(e_to(x) - 1.0, series, x > -0.1);
}
`;

/** y = f(x), and f′ from x or from y, whichever is simpler. */
interface Curve {
  readonly value: string;
  readonly slope: string;
  readonly by: 'x' | 'y';
}

const CURVES: Readonly<Record<Activation, Curve>> = {
  relu: { value: 'select(x, 0.0, x < 0.0)', slope: 'select(0.0, 1.0, y > 0.0)', by: 'y' },
  'leaky-relu': { value: `select(${LEAK} * x, x, x > 0.0)`, slope: `select(${LEAK}, 1.0, x > 0.0)`, by: 'x' },
  elu: { value: 'select(exp_minus_one(x), x, x > 0.0)', slope: 'select(y + 1.0, 1.0, y > 0.0)', by: 'y' },
  gelu: { value: 'x * normal_cdf(x)', slope: 'normal_cdf(x) + x * 0.3989422804 * e_to(-0.5 * x * x)', by: 'x' },
  'gelu-tanh': {
    value: '0.5 * x * (1.0 + bend(x))',
    slope: '0.5 * (1.0 + bend(x)) + 0.5 * x * (1.0 - bend(x) * bend(x)) * 0.79788456 * (1.0 + 0.134145 * x * x)',
    by: 'x',
  },
  silu: { value: 'x * sigmoid(x)', slope: 'sigmoid(x) * (1.0 + x * (1.0 - sigmoid(x)))', by: 'x' },
  mish: {
    value: 'x * flat_tanh(soft_plus(x))',
    slope: 'flat_tanh(soft_plus(x)) + x * sigmoid(x) * (1.0 - flat_tanh(soft_plus(x)) * flat_tanh(soft_plus(x)))',
    by: 'x',
  },
  sigmoid: { value: 'sigmoid(x)', slope: 'y * (1.0 - y)', by: 'y' },
  tanh: { value: 'flat_tanh(x)', slope: '1.0 - y * y', by: 'y' },
  softplus: { value: 'soft_plus(x)', slope: 'sigmoid(x)', by: 'x' },
};

const activationOf = (kind: Activation): Shader => ({
  key: `activation ${kind}`,
  reads: ['f32'],
  writes: 1,
  code: () => MORE + eachElement(`let x = x0[i];\n  y0[i] = ${CURVES[kind].value};`),
});

const activationGradientOf = (kind: Activation): Shader => ({
  key: `activation gradient ${kind}`,
  reads: ['f32', 'f32'],
  writes: 1,
  code: () => MORE + eachElement(`let ${CURVES[kind].by} = x0[i];\n  y0[i] = (${CURVES[kind].slope}) * x1[i];`),
});

export const activationOnGpu: GpuKernel<{ kind: Activation }> = ({ inputs, attributes: { kind } }, gpu) => {
  const x = at(inputs, 0);
  const y = gpu.make(x.shape);
  gpu.each(activationOf(kind), [x], [y], x.size);
  return y;
};

export const activationGradientOnGpu: GpuKernel<{ kind: Activation }> = ({ inputs, attributes: { kind } }, gpu) => {
  const known = at(inputs, CURVES[kind].by === 'x' ? 0 : 1);
  const dx = gpu.make(known.shape);
  gpu.each(activationGradientOf(kind), [known, at(inputs, 2)], [dx], dx.size);
  return dx;
};

function combine(sign: '+' | '-' | '*') {
  const shader: Shader = {
    key: `combine ${sign}`,
    reads: ['f32', 'f32'],
    writes: 1,
    code: () => eachElement(`y0[i] = x0[i] ${sign} x1[i % arrayLength(&x1)];`),
  };
  return ({ inputs }: KernelCall<Record<string, never>>, gpu: Gpu): Tensor | undefined => {
    const [one, other] = [at(inputs, 0), at(inputs, 1)];
    const [a, b] = sign !== '-' && other.size > one.size ? [other, one] : [one, other];
    if (b.size === 0 || !repeats(a.shape, b.shape)) return undefined;
    const y = gpu.make(a.shape);
    gpu.each(shader, [a, b], [y], a.size);
    return y;
  };
}

export const addOnGpu = combine('+');
export const subtractOnGpu = combine('-');
export const multiplyOnGpu = combine('*');

export const affineOnGpu: GpuKernel<{ scale: number; shift: number }> = ({ inputs, attributes }, gpu) => {
  const x = at(inputs, 0);
  const y = gpu.make(x.shape);
  const { scale, shift } = attributes;
  const code = () => eachElement(`y0[i] = f32(${scale}) * x0[i] + f32(${shift});`);
  gpu.each({ key: `affine ${scale} ${shift}`, reads: ['f32'], writes: 1, code }, [x], [y], x.size);
  return y;
};

/** src/random's hash of two words: the run's bits for the place, and the element's index. */
export const HASH = `
fn turn(x: u32, by: u32) -> u32 { return (x << by) | (x >> (32u - by)); }
fn mix(h: u32, word: u32) -> u32 {
  let k = turn(word * 0xcc9e2d51u, 15u) * 0x1b873593u;
  return turn(h ^ k, 13u) * 5u + 0xe6546b64u;
}
fn hash(bits: u32, i: u32) -> u32 {
  var x = mix(mix(0u, bits), i) ^ 8u;
  x = (x ^ (x >> 16u)) * 0x85ebca6bu;
  x = (x ^ (x >> 13u)) * 0xc2b2ae35u;
  return x ^ (x >> 16u);
}
`;

/** The step's bits as a kernel reads them. */
export const drawBits = (key: number, draw: Draw): Tensor =>
  draw([1], 'int32', (counter) => Int32Array.of(bitsOf(key, counter)));

export const dropoutOnGpu: GpuKernel<{ rate: number; key: number }> = ({ inputs, attributes, draw }, gpu) => {
  const x = at(inputs, 0);
  const y = gpu.make(x.shape);
  const { rate, key } = attributes;
  const bits = drawBits(key, draw);
  const kept = `select(0.0, f32(${1 / (1 - rate)}), hash(bitcast<u32>(x1[0]), i) >= ${Math.ceil(rate * 2 ** 32)}u)`;
  const code = () => HASH + eachElement(`y0[i] = x0[i] * ${kept};`);
  gpu.each({ key: `dropout ${rate}`, reads: ['f32', 'i32'], writes: 1, code }, [x, bits], [y], x.size);
  return y;
};

import { type Activation, LEAK, SLOPE_FROM } from '../../ops';
import { at, type GpuKernel } from '../kernel';
import { FUNCTIONS } from './functions';
import { eachElement, type Shader } from './gpu';

export const CURVE_FUNCTIONS = `${FUNCTIONS}
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
fn gelu_slope(x: f32) -> f32 {
  let t = bend(x);
  return 0.5 * (1.0 + t) + 0.5 * x * (1.0 - t * t) * 0.79788456 * (1.0 + 0.134145 * x * x);
}
fn silu_slope(x: f32) -> f32 {
  let s = sigmoid(x);
  return s * (1.0 + x * (1.0 - s));
}
fn mish_slope(x: f32) -> f32 {
  let t = flat_tanh(soft_plus(x));
  return t + x * sigmoid(x) * (1.0 - t * t);
}
fn exp_minus_one(x: f32) -> f32 {
  let series = x * (1.0 + 0.5 * x * (1.0 + 0.33333334 * x * (1.0 + 0.25 * x * (1.0 + 0.2 * x))));
  return select(e_to(x) - 1.0, series, x > -0.1);
}
`;

/** y = f(x), and f′ from x or y: whichever SLOPE_FROM says. */
interface Curve {
  readonly value: string;
  readonly slope: string;
}

export const CURVES: Readonly<Record<Activation, Curve>> = {
  relu: { value: 'select(x, 0.0, x < 0.0)', slope: 'select(0.0, 1.0, y > 0.0)' },
  'leaky-relu': { value: `select(${LEAK} * x, x, x > 0.0)`, slope: `select(${LEAK}, 1.0, x > 0.0)` },
  elu: { value: 'select(exp_minus_one(x), x, x > 0.0)', slope: 'select(y + 1.0, 1.0, y > 0.0)' },
  gelu: { value: 'x * normal_cdf(x)', slope: 'normal_cdf(x) + x * 0.3989422804 * e_to(-0.5 * x * x)' },
  'gelu-tanh': {
    value: '0.5 * x * (1.0 + bend(x))',
    slope: 'gelu_slope(x)',
  },
  silu: { value: 'x * sigmoid(x)', slope: 'silu_slope(x)' },
  mish: {
    value: 'x * flat_tanh(soft_plus(x))',
    slope: 'mish_slope(x)',
  },
  sigmoid: { value: 'sigmoid(x)', slope: 'y * (1.0 - y)' },
  tanh: { value: 'flat_tanh(x)', slope: '1.0 - y * y' },
  softplus: { value: 'soft_plus(x)', slope: 'sigmoid(x)' },
};

const activationOf = (kind: Activation): Shader => ({
  key: `activation ${kind}`,
  reads: ['f32'],
  writes: 1,
  code: () => CURVE_FUNCTIONS + eachElement(`let x = x0[i];\n  y0[i] = ${CURVES[kind].value};`),
});

const activationGradientOf = (kind: Activation): Shader => ({
  key: `activation gradient ${kind}`,
  reads: ['f32', 'f32'],
  writes: 1,
  code: () =>
    CURVE_FUNCTIONS + eachElement(`let ${SLOPE_FROM[kind]} = x0[i];\n  y0[i] = (${CURVES[kind].slope}) * x1[i];`),
});

export const activationOnGpu: GpuKernel<{ kind: Activation }> = ({ inputs, attributes: { kind } }, gpu) => {
  const x = at(inputs, 0);
  const y = gpu.make(x.shape);
  gpu.each(activationOf(kind), [x], [y], x.size);
  return y;
};

export const activationGradientOnGpu: GpuKernel<{ kind: Activation }> = ({ inputs, attributes: { kind } }, gpu) => {
  const known = at(inputs, 0);
  const dx = gpu.make(known.shape);
  gpu.each(activationGradientOf(kind), [known, at(inputs, 1)], [dx], dx.size);
  return dx;
};

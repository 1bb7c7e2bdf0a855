import {
  add,
  elu,
  erf,
  exp,
  leakyRelu,
  mul,
  relu,
  sigmoid,
  softplus,
  step,
  sub,
  type Tensor,
  tanh,
} from '@tensorflow/tfjs-core';
import { type Activation, activationGradientOp, activationOp, LEAK } from '../ops';
import { activationGradientOnGpu, activationOnGpu } from './gpu';
import { activationGradientOnHost, activationOnHost } from './host';
import { at, defineKernel } from './kernel';

const ROOT_2_OVER_PI = Math.sqrt(2 / Math.PI);
const CUBIC = 0.044715;

/** Φ(x), the normal distribution's cumulative function. */
const normalCdf = (x: Tensor): Tensor => mul(add(erf(mul(x, Math.SQRT1_2)), 1), 0.5);

/** tanh(√(2/π) (x + 0.044715 x³)). */
const geluTanh = (x: Tensor): Tensor => tanh(mul(add(x, mul(mul(mul(x, x), x), CUBIC)), ROOT_2_OVER_PI));

/** f(x). */
export function activate(x: Tensor, kind: Activation): Tensor {
  switch (kind) {
    case 'relu':
      return relu(x);
    case 'leaky-relu':
      return leakyRelu(x, LEAK);
    case 'elu':
      return elu(x);
    case 'tanh':
      return tanh(x);
    case 'sigmoid':
      return sigmoid(x);
    case 'softplus':
      return softplus(x);
    case 'mish':
      return mul(x, tanh(softplus(x)));
    case 'gelu':
      return mul(x, normalCdf(x));
    case 'gelu-tanh':
      return mul(mul(x, 0.5), add(geluTanh(x), 1));
    case 'silu':
      return mul(x, sigmoid(x));
  }
}

/** f′, from x or y = f(x): whichever SLOPE_FROM says. */
export function slope(known: Tensor, kind: Activation): Tensor {
  const [x, y] = [known, known];
  switch (kind) {
    case 'relu':
      return step(y);
    case 'leaky-relu':
      return step(x, LEAK);
    case 'elu':
      return add(step(y), mul(sub(1, step(y)), add(y, 1)));
    case 'softplus':
      return sigmoid(x);
    case 'mish': {
      const t = tanh(softplus(x));
      return add(t, mul(mul(x, sigmoid(x)), sub(1, mul(t, t))));
    }
    case 'tanh':
      return sub(1, mul(y, y));
    case 'sigmoid':
      return mul(y, sub(1, y));
    case 'gelu': {
      const density = mul(exp(mul(mul(x, x), -0.5)), 1 / Math.sqrt(2 * Math.PI));
      return add(normalCdf(x), mul(x, density));
    }
    case 'gelu-tanh': {
      const t = geluTanh(x);
      const inner = mul(add(mul(mul(x, x), 3 * CUBIC), 1), ROOT_2_OVER_PI);
      return add(mul(add(t, 1), 0.5), mul(mul(mul(x, 0.5), sub(1, mul(t, t))), inner));
    }
    case 'silu': {
      const s = sigmoid(x);
      return mul(s, add(mul(x, sub(1, s)), 1));
    }
  }
}

export const activations = [
  defineKernel(
    activationOp,
    ({ inputs, attributes: { kind } }) => activate(at(inputs, 0), kind),
    activationOnHost,
    activationOnGpu,
  ),
  defineKernel(
    activationGradientOp,
    ({ inputs, attributes: { kind } }) => mul(slope(at(inputs, 0), kind), at(inputs, 1)),
    activationGradientOnHost,
    activationGradientOnGpu,
  ),
];

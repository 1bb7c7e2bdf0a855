import { add, mean, mul, rsqrt, square, sub, sum } from '@tensorflow/tfjs-core';
import { rmsNormGradientOp, rmsNormOp } from '../ops';
import { rmsNormGradientOnGpu, rmsNormOnGpu } from './gpu';
import { rmsNormGradientOnHost, rmsNormOnHost } from './host';
import { at, defineKernel, rowsOf } from './kernel';
import { plus } from './sequence';

export const rmsNorms = [
  defineKernel(
    rmsNormOp,
    ({ inputs, attributes: { epsilon } }) => {
      const x = at(inputs, 0);
      const inverse = rsqrt(add(mean(square(x), -1, true), epsilon));
      const normalised = mul(x, inverse);
      return [mul(normalised, at(inputs, 1)), normalised, inverse];
    },
    rmsNormOnHost,
    rmsNormOnGpu,
  ),
  // dx = (d − x̂ · mean(d · x̂)) / √(mean x² + ε) with d = dy · scale.
  defineKernel(
    rmsNormGradientOp,
    ({ inputs }) => {
      const [dy, scale, normalised, inverse] = [at(inputs, 0), at(inputs, 1), at(inputs, 2), at(inputs, 3)];
      const d = mul(dy, scale);
      const along = mul(normalised, mean(mul(d, normalised), -1, true));
      return [plus(mul(sub(d, along), inverse), inputs[4]), sum(rowsOf(mul(dy, normalised)), 0)];
    },
    rmsNormGradientOnHost,
    rmsNormGradientOnGpu,
  ),
];

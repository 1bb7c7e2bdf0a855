import { add, mean, mul, rsqrt, square, sub, sum } from '@tensorflow/tfjs-core';
import { layerNormGradientOp, layerNormOp } from '../ops';
import { layerNormGradientOnGpu, layerNormOnGpu } from './gpu';
import { layerNormGradientOnHost, layerNormOnHost } from './host';
import { at, defineKernel, rowsOf } from './kernel';
import { plus } from './sequence';

export const layerNorms = [
  defineKernel(
    layerNormOp,
    ({ inputs, attributes: { epsilon } }) => {
      const x = at(inputs, 0);
      const centred = sub(x, mean(x, -1, true));
      const inverse = rsqrt(add(mean(square(centred), -1, true), epsilon));
      const normalised = mul(centred, inverse);
      return [add(mul(normalised, at(inputs, 1)), at(inputs, 2)), normalised, inverse];
    },
    layerNormOnHost,
    layerNormOnGpu,
  ),
  // dx = (d − mean d − x̂ · mean(d · x̂)) / √(σ² + ε) with d = dy · scale.
  defineKernel(
    layerNormGradientOp,
    ({ inputs }) => {
      const [dy, scale, normalised, inverse] = [at(inputs, 0), at(inputs, 1), at(inputs, 2), at(inputs, 3)];
      const d = mul(dy, scale);
      const along = mul(normalised, mean(mul(d, normalised), -1, true));
      const dx = mul(sub(sub(d, mean(d, -1, true)), along), inverse);
      return [plus(dx, inputs[4]), sum(rowsOf(mul(dy, normalised)), 0), sum(rowsOf(dy), 0)];
    },
    layerNormGradientOnHost,
    layerNormGradientOnGpu,
  ),
];

import { div, equal, mul, scalar, sub, sum, type Tensor } from '@tensorflow/tfjs-core';
import { exactMatchOp, maskedMeanGradientOp, maskedMeanOp } from '../ops';
import { exactMatchOnGpu, maskedMeanGradientOnGpu, maskedMeanOnGpu } from './gpu';
import { exactMatchOnHost, maskedMeanGradientOnHost, maskedMeanOnHost } from './host';
import { at, defineKernel, toFloats } from './kernel';

export const maskedMeans = [
  defineKernel(
    maskedMeanOp,
    ({ inputs: [mask, ...rest] }) => {
      const values = rest.filter((x): x is Tensor => x !== undefined);
      const weight = mask && toFloats(mask);
      const sums = values.map((x) => sum(weight ? mul(x, weight) : x));
      const count = weight ? sum(weight) : scalar(at(values, 0).size);
      return [div(at(sums, 0), count), count, ...sums];
    },
    maskedMeanOnHost,
    maskedMeanOnGpu,
  ),
  defineKernel(
    maskedMeanGradientOp,
    ({ inputs }) => mul(toFloats(at(inputs, 0)), div(at(inputs, 1), at(inputs, 2))),
    maskedMeanGradientOnHost,
    maskedMeanGradientOnGpu,
  ),
  defineKernel(
    exactMatchOp,
    ({ inputs }) => {
      const misses = sum(mul(sub(1, at(inputs, 1)), toFloats(at(inputs, 0))), 1);
      return sum(toFloats(equal(misses, 0)));
    },
    exactMatchOnHost,
    exactMatchOnGpu,
  ),
];

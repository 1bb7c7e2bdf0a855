import {
  add,
  cast,
  div,
  exp,
  expandDims,
  log,
  max,
  mul,
  neg,
  sub,
  sum,
  type Tensor,
  where,
} from '@tensorflow/tfjs-core';
import { crossEntropyGradientOp, crossEntropyOp, softmaxGradientOp, softmaxOp } from '../ops';
import { crossEntropyGradientOnGpu, crossEntropyOnGpu, softmaxGradientOnGpu, softmaxOnGpu } from './gpu';
import { crossEntropyGradientOnHost, crossEntropyOnHost, softmaxGradientOnHost, softmaxOnHost } from './host';
import { at, defineKernel, hotRows } from './kernel';

/** Scores where the mask is false: far below any real one, and finite, so that a row without any true entry is no NaN. */
const MASKED = -1e9;

/** Softmax over the last axis; `mask` broadcasts to x. */
export function softmaxOf(x: Tensor, mask?: Tensor): Tensor {
  const scores = mask ? where(cast(mask, 'bool'), x, MASKED) : x;
  const e = exp(sub(scores, max(scores, -1, true)));
  return div(e, sum(e, -1, true));
}

/** dx = y · (dy − Σ y · dy). */
export const softmaxGradientOf = (y: Tensor, dy: Tensor): Tensor => mul(y, sub(dy, sum(mul(y, dy), -1, true)));

/** Target distribution float [..., V] of ids int [...]. */
function distribution(targets: Tensor, size: number, smoothing: number): Tensor {
  const hot = hotRows(targets, size);
  return smoothing === 0 ? hot : add(mul(hot, 1 - smoothing), smoothing / size);
}

export const softmaxes = [
  defineKernel(softmaxOp, ({ inputs }) => softmaxOf(at(inputs, 0), inputs[1]), softmaxOnHost, softmaxOnGpu),
  defineKernel(
    softmaxGradientOp,
    ({ inputs }) => softmaxGradientOf(at(inputs, 0), at(inputs, 1)),
    softmaxGradientOnHost,
    softmaxGradientOnGpu,
  ),
  defineKernel(
    crossEntropyOp,
    ({ inputs, attributes: { smoothing } }) => {
      const logits = at(inputs, 0);
      const shifted = sub(logits, max(logits, -1, true));
      const logProbabilities = sub(shifted, log(sum(exp(shifted), -1, true)));
      return neg(sum(mul(logProbabilities, distribution(at(inputs, 1), logits.shape.at(-1) ?? 1, smoothing)), -1));
    },
    crossEntropyOnHost,
    crossEntropyOnGpu,
  ),
  defineKernel(
    crossEntropyGradientOp,
    ({ inputs, attributes: { smoothing } }) => {
      const logits = at(inputs, 0);
      const target = distribution(at(inputs, 1), logits.shape.at(-1) ?? 1, smoothing);
      return mul(sub(softmaxOf(logits), target), expandDims(at(inputs, 2), -1));
    },
    crossEntropyGradientOnHost,
    crossEntropyGradientOnGpu,
  ),
];

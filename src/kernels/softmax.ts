import {
  add,
  argMax,
  cast,
  concat,
  div,
  equal,
  exp,
  expandDims,
  log,
  max,
  mul,
  neg,
  reshape,
  split,
  sub,
  sum,
  type Tensor,
  where,
} from '@tensorflow/tfjs-core';
import { crossEntropyGradientOp, crossEntropyOp, softmaxGradientOp, softmaxOp } from '../ops';
import { crossEntropyGradientOnGpu, crossEntropyOnGpu, softmaxGradientOnGpu, softmaxOnGpu } from './gpu';
import { crossEntropyGradientOnHost, crossEntropyOnHost, softmaxGradientOnHost, softmaxOnHost } from './host';
import { at, defineKernel, hotRows, toFloats } from './kernel';

/** Scores where the mask is false: far below any real one, and finite, so that a row without any true entry is no NaN. */
export const MASKED = -1e9;

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
      const [logits, targets] = [at(inputs, 0), at(inputs, 1)];
      const V = logits.shape.at(-1) ?? 1;
      const top = max(logits, -1, true);
      const shifted = sub(logits, top);
      const total = sum(exp(shifted), -1, true);
      const logProbabilities = sub(shifted, log(total));
      const against = (epsilon: number) => neg(sum(mul(logProbabilities, distribution(targets, V, epsilon)), -1));
      const hit = toFloats(equal(reshape(argMax(logits, -1), targets.shape), targets));
      const made = [against(smoothing), hit, concat([top, total], -1)];
      return smoothing === 0 ? made : [...made, against(0)];
    },
    crossEntropyOnHost,
    crossEntropyOnGpu,
  ),
  defineKernel(
    crossEntropyGradientOp,
    ({ inputs, attributes: { smoothing } }) => {
      const [logits, targets, dy] = [at(inputs, 0), at(inputs, 1), at(inputs, 2)];
      const [top, total] = split(at(inputs, 3), 2, -1);
      if (!top || !total) throw new RangeError('a row has a maximum and a sum');
      const p = div(exp(sub(logits, top)), total);
      return mul(sub(p, distribution(targets, logits.shape.at(-1) ?? 1, smoothing)), expandDims(dy, -1));
    },
    crossEntropyGradientOnHost,
    crossEntropyGradientOnGpu,
  ),
];

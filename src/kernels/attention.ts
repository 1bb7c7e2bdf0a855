import { cast, logicalAnd, matMul, mul, type Tensor } from '@tensorflow/tfjs-core';
import { attentionGradientOp, attentionOp } from '../ops';
import { keepMask } from './dropout';
import { attentionGradientOnGpu, attentionOnGpu } from './gpu';
import { attentionGradientOnHost, attentionOnHost } from './host';
import { at, defineKernel } from './kernel';
import { causalMask } from './logic';
import { softmaxGradientOf, softmaxOf } from './softmax';

function visible(scores: readonly number[], causal: boolean, mask: Tensor | undefined): Tensor | undefined {
  if (!causal) return mask;
  const triangle = causalMask(scores.at(-2) ?? 1, scores.at(-1) ?? 1);
  return mask ? logicalAnd(cast(mask, 'bool'), triangle) : triangle;
}

export const attentions = [
  defineKernel(
    attentionOp,
    ({ inputs, attributes: { causal, scale, rate, key }, draw }) => {
      const [q, k, v] = [at(inputs, 0), at(inputs, 1), at(inputs, 2)];
      const scores = matMul(mul(q, scale), k, false, true);
      const p = softmaxOf(scores, visible(scores.shape, causal, inputs[3]));
      const used = rate === 0 ? p : mul(p, keepMask(p.shape, rate, key, draw));
      return [matMul(used, v), p];
    },
    attentionOnHost,
    attentionOnGpu,
  ),
  // With s = scale · q · kᵀ, p = softmax(s), y = drop(p) · v.
  defineKernel(
    attentionGradientOp,
    ({ inputs, attributes: { scale, rate, key }, draw }) => {
      const [q, k, v, p, dy] = [0, 1, 2, 4, 5].map((i) => at(inputs, i));
      if (!q || !k || !v || !p || !dy) throw new RangeError('attentionGradient needs q, k, v, p and dy');
      const keep = rate === 0 ? undefined : keepMask(p.shape, rate, key, draw);
      const used = keep ? mul(p, keep) : p;
      const dUsed = matMul(dy, v, false, true);
      const ds = mul(softmaxGradientOf(p, keep ? mul(dUsed, keep) : dUsed), scale);
      return [matMul(ds, k), matMul(ds, q, true, false), matMul(used, dy, true, false)];
    },
    attentionGradientOnHost,
    attentionGradientOnGpu,
  ),
];

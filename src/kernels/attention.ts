import {
  broadcastTo,
  cast,
  logicalAnd,
  matMul,
  mul,
  reshape,
  sum,
  type Tensor,
  transpose,
} from '@tensorflow/tfjs-core';
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

/** [B, T, H, h] ↔ [B, H, T, h]. */
const swapped = (x: Tensor): Tensor => transpose(x, [0, 2, 1, 3]);

/** Keys or values [B, S, G, h] → [B, H, S, h], each head for H / G of the queries'. */
function spread(x: Tensor, H: number): Tensor {
  const [B = 1, S = 1, G = 1, h = 1] = x.shape;
  if (G === H) return swapped(x);
  // tfjs' WebGPU backend repeats along four axes at most without reading back.
  const repeated = broadcastTo(reshape(swapped(x), [B * G, 1, S * h]), [B * G, H / G, S * h]);
  return reshape(repeated, [B, H, S, h]);
}

/** What `spread` repeated, added up: [B, H, S, h] → [B, S, G, h]. */
function gathered(x: Tensor, G: number): Tensor {
  const [B = 1, H = 1, S = 1, h = 1] = x.shape;
  if (G === H) return swapped(x);
  return swapped(reshape(sum(reshape(x, [B * G, H / G, S * h]), 1), [B, G, S, h]));
}

export const attentions = [
  defineKernel(
    attentionOp,
    ({ inputs, attributes: { causal, scale, rate, key }, draw }) => {
      const H = at(inputs, 0).shape[2] ?? 1;
      const [q, k, v] = [swapped(at(inputs, 0)), spread(at(inputs, 1), H), spread(at(inputs, 2), H)];
      const scores = matMul(mul(q, scale), k, false, true);
      const p = softmaxOf(scores, visible(scores.shape, causal, inputs[3]));
      const used = rate === 0 ? p : mul(p, keepMask(p.shape, rate, key, draw));
      return [swapped(matMul(used, v)), p];
    },
    attentionOnHost,
    attentionOnGpu,
  ),
  // With s = scale · q · kᵀ, p = softmax(s), y = drop(p) · v.
  defineKernel(
    attentionGradientOp,
    ({ inputs, attributes: { scale, rate, key }, draw }) => {
      const [H = 1, G = 1] = [at(inputs, 0).shape[2], at(inputs, 1).shape[2]];
      const [q, k, v] = [swapped(at(inputs, 0)), spread(at(inputs, 1), H), spread(at(inputs, 2), H)];
      const [p, dy] = [at(inputs, 4), swapped(at(inputs, 5))];
      const keep = rate === 0 ? undefined : keepMask(p.shape, rate, key, draw);
      const used = keep ? mul(p, keep) : p;
      const dUsed = matMul(dy, v, false, true);
      const ds = mul(softmaxGradientOf(p, keep ? mul(dUsed, keep) : dUsed), scale);
      const [dk, dv] = [matMul(ds, q, true, false), matMul(used, dy, true, false)];
      return [swapped(matMul(ds, k)), gathered(dk, G), gathered(dv, G)];
    },
    attentionGradientOnHost,
    attentionGradientOnGpu,
  ),
];

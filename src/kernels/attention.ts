import {
  add,
  broadcastTo,
  cast,
  div,
  exp,
  expandDims,
  greater,
  log,
  logicalAnd,
  matMul,
  max,
  mul,
  reshape,
  squeeze,
  sub,
  sum,
  type Tensor,
  transpose,
  where,
} from '@tensorflow/tfjs-core';
import { attentionGradientOp, attentionOp, attentionProbabilitiesOp } from '../ops';
import { keepMask } from './dropout';
import { attentionGradientOnGpu, attentionOnGpu, attentionProbabilitiesOnGpu } from './gpu';
import { attentionGradientOnHost, attentionOnHost, attentionProbabilitiesOnHost } from './host';
import { at, defineKernel, toFloats } from './kernel';
import { causalMask } from './logic';
import { MASKED, softmaxGradientOf } from './softmax';

/** An lse below this is that of a row that sees nothing. */
const NOTHING = MASKED / 2;

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

/** Scores [B, H, T, S] of q [B, T, H, h] and k [B, S, G, h], far below any real one where nothing is seen. */
function scoresOf(q: Tensor, k: Tensor, mask: Tensor | undefined, causal: boolean, scale: number): Tensor {
  const scores = matMul(mul(swapped(q), scale), spread(k, q.shape[2] ?? 1), false, true);
  const seen = visible(scores.shape, causal, mask);
  return seen ? where(cast(seen, 'bool'), scores, MASKED) : scores;
}

/** 1 for a row that sees something. */
const sees = (lse: Tensor): Tensor => expandDims(toFloats(greater(lse, NOTHING)), -1);

/** p [B, H, T, S] of scores and lse [B, H, T]: where a row sees nothing, lse has no digits left for how much that is. */
function probabilitiesOf(scores: Tensor, lse: Tensor): Tensor {
  const share = 1 / (scores.shape.at(-1) ?? 1);
  return mul(exp(sub(scores, expandDims(lse, -1))), add(mul(sees(lse), 1 - share), share));
}

export const attentions = [
  defineKernel(
    attentionOp,
    ({ inputs, attributes: { causal, scale, rate, key }, draw }) => {
      const q = at(inputs, 0);
      const scores = scoresOf(q, at(inputs, 1), inputs[3], causal, scale);
      const top = max(scores, -1, true);
      const powers = exp(sub(scores, top));
      const total = sum(powers, -1, true);
      const p = div(powers, total);
      const used = rate === 0 ? p : mul(p, keepMask(p.shape, rate, key, draw));
      const y = swapped(matMul(used, spread(at(inputs, 2), q.shape[2] ?? 1)));
      return [y, squeeze(add(top, log(total)), [-1])];
    },
    attentionOnHost,
    attentionOnGpu,
  ),
  defineKernel(
    attentionProbabilitiesOp,
    ({ inputs, attributes: { causal, scale } }) =>
      probabilitiesOf(scoresOf(at(inputs, 0), at(inputs, 1), inputs[2], causal, scale), at(inputs, 3)),
    attentionProbabilitiesOnHost,
    attentionProbabilitiesOnGpu,
  ),
  // With s = scale · q · kᵀ, p = softmax(s), y = drop(p) · v. A row that sees nothing has no score that q or k would change.
  defineKernel(
    attentionGradientOp,
    ({ inputs, attributes: { causal, scale, rate, key }, draw }) => {
      const [H = 1, G = 1] = [at(inputs, 0).shape[2], at(inputs, 1).shape[2]];
      const [q, k, v] = [swapped(at(inputs, 0)), spread(at(inputs, 1), H), spread(at(inputs, 2), H)];
      const [lse, dy] = [at(inputs, 5), swapped(at(inputs, 6))];
      const p = probabilitiesOf(scoresOf(at(inputs, 0), at(inputs, 1), inputs[3], causal, scale), lse);
      const keep = rate === 0 ? undefined : keepMask(p.shape, rate, key, draw);
      const used = keep ? mul(p, keep) : p;
      const dUsed = matMul(dy, v, false, true);
      const ds = mul(softmaxGradientOf(p, keep ? mul(dUsed, keep) : dUsed), mul(sees(lse), scale));
      const [dk, dv] = [matMul(ds, q, true, false), matMul(used, dy, true, false)];
      return [swapped(matMul(ds, k)), gathered(dk, G), gathered(dv, G)];
    },
    attentionGradientOnHost,
    attentionGradientOnGpu,
  ),
];

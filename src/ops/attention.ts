import { broadcastShapes, float, sameShape } from '../tensor';
import { count, given, last, numeric, operand, refuse } from './common';
import { defineOp } from './op';
import type { Trace, Value } from './trace';

/** Dropout acts on the probabilities; `key` as in `dropout`, rate 0 for none. */
export type AttentionAttributes = { causal: boolean; scale: number; rate: number; key: number };

/**
 * Scaled dot-product attention (Vaswani et al., arXiv 1706.03762, equation 1) of H heads as a product with the weights leaves
 * them. Where keys and values have G heads, each serves H / G neighbouring ones of the queries (Ainslie et al.,
 * arXiv 2305.13245). A key is seen where the mask (bool, broadcast to [B, H, T, S]) is true and, if causal, where s ≤ t + S − T.
 * Also gives the probabilities [B, H, T, S] before dropout.
 */
export const attentionOp = defineOp<AttentionAttributes>({
  name: 'attention',
  doc: 'y [B, T, H, e] = p · v [B, S, G, e], p [B, H, T, S] = softmax(q [B, T, H, h] · k [B, S, G, h]ᵀ · scale, masked)',
  type(inputs) {
    const [q, k, v] = [0, 1, 2].map((i) => operand('attention', inputs, i));
    const mask = inputs[3];
    if (!q || !k || !v || q.shape.length !== 4) return refuse('attention', 'q [B, T, H, h], k and v', q, k, v);
    const [B, T, H, h] = [last(q.shape, 4), last(q.shape, 3), last(q.shape, 2), last(q.shape)];
    const [S, G] = k.shape.slice(1);
    const shared = typeof H !== 'number' || typeof G !== 'number' ? H === G : H % G === 0;
    const fits =
      S !== undefined &&
      G !== undefined &&
      sameShape(k.shape, [B, S, G, h]) &&
      sameShape(v.shape, [B, S, G, last(v.shape)]);
    if (!fits || !shared) {
      return refuse('attention', 'q [B, T, H, h], k [B, S, G, h], v [B, S, G, e] with G a divisor of H', q, k, v);
    }
    const scores = [B, H, T, S];
    const masked = mask ? broadcastShapes(mask.shape, scores) : scores;
    if (!masked || !sameShape(masked, scores))
      refuse('attention', `a mask that broadcasts to [${scores.join(', ')}]`, mask);
    return [float([B, T, H, last(v.shape)]), float(scores, 'attention')];
  },
  flops: ([q, , v], [, p]) =>
    2 * count(p) * (numeric(last(q?.shape ?? [])) + numeric(last(v?.shape ?? []))) + 5 * count(p),
  gradient({ trace, inputs, outputs, grads, attributes }) {
    const [q, k, v, mask] = inputs;
    const dy = given(grads, 0);
    return [...trace.emit(attentionGradientOp, [q, k, v, mask, outputs[1], dy], attributes), undefined];
  },
});

export const attentionGradientOp = defineOp<AttentionAttributes>({
  name: 'attentionGradient',
  doc: 'dq, dk, dv from q, k, v, mask, p, dy',
  type: (inputs) => [0, 1, 2].map((i) => float(operand('attentionGradient', inputs, i).shape)),
  flops: ([q, , v, , p]) =>
    4 * count(p) * (numeric(last(q?.shape ?? [])) + numeric(last(v?.shape ?? []))) + 6 * count(p),
});

export interface Attended {
  readonly y: Value;
  readonly attention: Value;
}

export function attention(
  trace: Trace,
  q: Value,
  k: Value,
  v: Value,
  options: { readonly mask?: Value | undefined } & Partial<AttentionAttributes> = {},
): Attended {
  const { mask, causal = false, scale = 1 / Math.sqrt(numeric(last(q.type.shape))), rate = 0, key = 0 } = options;
  const outputs = trace.emit(attentionOp, [q, k, v, mask], { causal, scale, rate, key });
  return { y: given(outputs, 0), attention: given(outputs, 1) };
}

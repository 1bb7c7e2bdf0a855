import { broadcastShapes, float, sameShape } from '../tensor';
import { count, given, last, numeric, operand, refuse } from './common';
import { defineOp } from './op';
import type { Trace, Value } from './trace';

/** Dropout acts on the probabilities; `key` as in `dropout`, rate 0 for none. */
export type AttentionAttributes = { causal: boolean; scale: number; rate: number; key: number };

/**
 * Scaled dot-product attention (Vaswani et al., arXiv 1706.03762, equation 1). A key is seen where the mask (bool,
 * broadcast to [..., T, S]) is true and, if causal, where s ≤ t + S − T. Also gives the probabilities [..., T, S] before dropout.
 */
export const attentionOp = defineOp<AttentionAttributes>({
  name: 'attention',
  doc: 'y [..., T, e] = p · v, p [..., T, S] = softmax(q [..., T, h] · kᵀ · scale, masked)',
  type(inputs) {
    const [q, k, v] = [0, 1, 2].map((i) => operand('attention', inputs, i));
    const mask = inputs[3];
    if (!q || !k || !v || q.shape.length < 2) return refuse('attention', 'q, k and v', q, k, v);
    const leading = q.shape.slice(0, -2);
    const [T, S] = [last(q.shape, 2), last(k.shape, 2)];
    const fits =
      sameShape(k.shape, [...leading, S, last(q.shape)]) && sameShape(v.shape, [...leading, S, last(v.shape)]);
    if (!fits) refuse('attention', 'q [..., T, h], k [..., S, h], v [..., S, e]', q, k, v);
    const scores = [...leading, T, S];
    const masked = mask ? broadcastShapes(mask.shape, scores) : scores;
    if (!masked || !sameShape(masked, scores))
      refuse('attention', `a mask that broadcasts to [${scores.join(', ')}]`, mask);
    return [float([...leading, T, last(v.shape)]), float(scores, 'attention')];
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

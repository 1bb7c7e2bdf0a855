import { broadcastShapes, type Dim, float, sameShape, type TensorType } from '../tensor';
import { count, given, last, numeric, operand, refuse } from './common';
import { defineOp } from './op';
import type { Trace, Value } from './trace';

/** Dropout acts on the probabilities; `key` as in `dropout`, rate 0 for none. */
export type AttentionAttributes = { causal: boolean; scale: number; rate: number; key: number };

/**
 * Scaled dot-product attention (Vaswani et al., arXiv 1706.03762, equation 1) of H heads as a product with the weights leaves
 * them. Where keys and values have G heads, each serves H / G neighbouring ones of the queries (Ainslie et al.,
 * arXiv 2305.13245). A key is seen where the mask (bool, broadcast to [B, H, T, S]) is true and, if causal, where s ≤ t + S − T;
 * a row that sees none takes the mean of all values.
 *
 * The probabilities are no output: y and lse [B, H, T], the logarithm of the sum of a row's exponentials, are all that a
 * backward pass needs to make them again (Dao et al., arXiv 2205.14135), and `attentionProbabilities` makes them for who
 * looks at them. So nothing of T · S numbers a head is there unless somebody asks.
 */
export const attentionOp = defineOp<AttentionAttributes>({
  name: 'attention',
  doc: 'y [B, T, H, e] = p · v [B, S, G, e], p = softmax(s), lse [B, H, T] = log Σ exp(s), s [B, H, T, S] = q [B, T, H, h] · k [B, S, G, h]ᵀ · scale, masked',
  type(inputs) {
    const [q, k, v] = [0, 1, 2].map((i) => operand('attention', inputs, i));
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
    checkMask('attention', inputs[3], [B, H, T, S]);
    return [float([B, T, H, last(v.shape)]), float([B, H, T])];
  },
  flops: ([q, k, v]) => scores(q, k) * (2 * width(q) + 2 * width(v) + 5),
  gradient({ trace, inputs, outputs, grads, attributes }) {
    const [q, k, v, mask] = inputs;
    const [y, lse] = outputs;
    const dy = given(grads, 0);
    return [...trace.emit(attentionGradientOp, [q, k, v, mask, y, lse, dy], attributes), undefined];
  },
});

/** The backward pass makes the probabilities again: with Δ = Σ y · dy a row, which is Σ p · (dy · vᵀ), ds = p · (dy · vᵀ − Δ) · scale. */
export const attentionGradientOp = defineOp<AttentionAttributes>({
  name: 'attentionGradient',
  doc: 'dq, dk, dv from q, k, v, mask, y, lse, dy',
  type: (inputs) => [0, 1, 2].map((i) => float(operand('attentionGradient', inputs, i).shape)),
  flops: ([q, k, v]) => scores(q, k) * (6 * width(q) + 4 * width(v) + 8),
});

/** What `attention` weights the values with, before dropout. Nothing flows back through it. */
export const attentionProbabilitiesOp = defineOp<Pick<AttentionAttributes, 'causal' | 'scale'>>({
  name: 'attentionProbabilities',
  doc: 'p [B, H, T, S] = exp(s − lse [B, H, T]), s = q [B, T, H, h] · k [B, S, G, h]ᵀ · scale, masked',
  type(inputs) {
    const [q, k, , lse] = [0, 1, 2, 3].map((i) => (i === 2 ? inputs[i] : operand('attentionProbabilities', inputs, i)));
    const [B, T, H, h] = q?.shape ?? [];
    const [S, G] = k?.shape.slice(1) ?? [];
    const whole = B !== undefined && T !== undefined && H !== undefined && S !== undefined && G !== undefined;
    if (!whole || !k || !lse || !sameShape(k.shape, [B, S, G, h ?? 0]) || !sameShape(lse.shape, [B, H, T])) {
      return refuse('attentionProbabilities', 'q [B, T, H, h], k [B, S, G, h], lse [B, H, T]', q, k, lse);
    }
    checkMask('attentionProbabilities', inputs[2], [B, H, T, S]);
    return [float([B, H, T, S], 'attention')];
  },
  flops: ([q], [p]) => count(p) * (2 * width(q) + 3),
});

function checkMask(op: string, mask: TensorType | undefined, shape: readonly Dim[]): void {
  const masked = mask ? broadcastShapes(mask.shape, shape) : shape;
  if (!masked || !sameShape(masked, shape)) refuse(op, `a mask that broadcasts to [${shape.join(', ')}]`, mask);
}

const width = (x: TensorType | undefined): number => numeric(last(x?.shape ?? []));

/** B · H · T · S of q [B, T, H, h] and k [B, S, …]. */
const scores = (q: TensorType | undefined, k: TensorType | undefined): number =>
  (count(q) / width(q)) * numeric(k?.shape[1] ?? 0);

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
  const [y, lse] = trace.emit(attentionOp, [q, k, v, mask], { causal, scale, rate, key });
  const [p] = trace.emit(attentionProbabilitiesOp, [q, k, mask, lse], { causal, scale });
  return { y: given([y], 0), attention: given([p], 0) };
}

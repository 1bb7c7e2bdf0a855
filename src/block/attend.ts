import type { Ops, Value } from '../ops';
import { subtractDims, type TensorType } from '../tensor';
import type { Refusal } from './block';
import { axis } from './helpers';

/** How attention tells positions apart. */
export const POSITIONS = ['none', 'rotary', 'alibi'] as const;

/** The complaint about a width of which rotary positions can make no pairs. */
export function refuseOdd(width: number, at: string, edit: string | undefined): Refusal | undefined {
  if (width % 2 === 0) return undefined;
  return {
    at,
    expected: 'an even number of channels in each head, as they are turned in pairs',
    received: `${width}`,
    fix: 'Change the heads, or the width of the block before.',
    ...(edit === undefined ? {} : { edit: { [at]: edit } }),
  };
}

export interface Attending {
  readonly causal: boolean;
  /** bool, broadcasts to [B, H, T, S]. */
  readonly mask?: Value | undefined;
  /** Part of the probabilities that is dropped. */
  readonly rate: number;
  readonly key: number;
  readonly positions: (typeof POSITIONS)[number];
  /** Base of the rotary angles. */
  readonly base: number;
}

/**
 * Scaled dot-product attention of heads, with positions in the queries and keys or in the scores.
 *
 * @param q [B, H, T, h]
 * @param k [B, H, S, h]
 * @param v [B, H, S, e]
 */
export function attend(
  ops: Ops,
  q: Value,
  k: Value,
  v: Value,
  { causal, mask, rate, key, positions, base }: Attending,
): { readonly y: Value; readonly attention: Value } {
  const [T, S, h] = [axis(q, 2), axis(k, 2), Number(axis(q, 3))];
  if (positions === 'none') return ops.attention(q, k, v, { causal, mask, rate, key });
  if (positions === 'rotary') {
    // A causal query stands where its last visible key stands.
    const turned = ops.rotary(q, { base, offset: causal ? subtractDims(S, T) : 0 });
    return ops.attention(turned, ops.rotary(k, { base }), v, { causal, mask, rate, key });
  }
  const scores = ops.matmul(ops.affine(q, 1 / Math.sqrt(h)), k, false, true); // [B, H, T, S]
  const biased = ops.add(scores, ops.alibi(axis(q, 1), T, S));
  const triangle = causal ? ops.causalMask(T, S) : undefined;
  const seen = mask && triangle ? ops.logical(mask, triangle, 'and') : (mask ?? triangle);
  const attention = ops.as(ops.softmax(biased, seen), 'attention');
  return { y: ops.matmul(ops.dropout(attention, rate, key), v), attention };
}

/** The complaint about queries that are neither a sequence nor one step. */
export function queryRank(query: TensorType): Refusal | undefined {
  const rank = query.shape.length;
  if (rank === 2 || rank === 3) return undefined;
  return {
    at: 'query',
    expected: 'a sequence [B, T, C], or one step [B, C]',
    received: `${rank} axes`,
    fix: 'Wire a decoder’s states, all or one.',
  };
}

/** Weights from scores [B, T, S], masked with bool [B, S], and the mean of the values [B, S, E] under them. */
export function weigh(
  ops: Ops,
  scores: Value,
  value: Value,
  mask: Value | undefined,
): { readonly y: Value; readonly attention: Value } {
  const seen = mask && ops.reshape(mask, [axis(mask, 0), 1, axis(mask, 1)]);
  const attention = ops.as(ops.softmax(scores, seen), 'attention');
  return { y: ops.matmul(attention, value), attention };
}

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
 * @param q [B, T, H, h]
 * @param k [B, S, G, h], each head for H / G of the queries'
 * @param v [B, S, G, e]
 * @returns y [B, T, H, e], attention [B, H, T, S]
 */
export function attend(
  ops: Ops,
  q: Value,
  k: Value,
  v: Value,
  { causal, mask, rate, key, positions, base }: Attending,
): { readonly y: Value; readonly attention: Value } {
  const [T, S, H, h] = [axis(q, 1), axis(k, 1), Number(axis(q, 2)), Number(axis(q, 3))];
  if (positions === 'none') return ops.attention(q, k, v, { causal, mask, rate, key });
  if (positions === 'rotary') {
    // A causal query stands where its last visible key stands.
    const turned = ops.rotary(q, { base, offset: causal ? subtractDims(S, T) : 0, heads: true });
    return ops.attention(turned, ops.rotary(k, { base, heads: true }), v, { causal, mask, rate, key });
  }
  const first = (x: Value): Value => ops.transpose(x, [0, 2, 1, 3]);
  const queries = first(ops.affine(q, 1 / Math.sqrt(h))); // [B, H, T, h]
  const [keys, values] = [spread(ops, first(k), H), spread(ops, first(v), H)]; // [B, H, S, …]
  const biased = ops.add(ops.matmul(queries, keys, false, true), ops.alibi(H, T, S)); // [B, H, T, S]
  const triangle = causal ? ops.causalMask(T, S) : undefined;
  const seen = mask && triangle ? ops.logical(mask, triangle, 'and') : (mask ?? triangle);
  const attention = ops.as(ops.softmax(biased, seen), 'attention');
  return { y: first(ops.matmul(ops.dropout(attention, rate, key), values)), attention };
}

/** x [B, G, S, h], each head for H / G of the queries' → [B, H, S, h]. */
function spread(ops: Ops, x: Value, heads: number): Value {
  const [B, G, S, h] = [axis(x, 0), Number(axis(x, 1)), axis(x, 2), axis(x, 3)];
  if (G === heads) return x;
  const repeated = ops.broadcast(ops.reshape(x, [B, G, 1, S, h]), [B, G, heads / G, S, h]);
  return ops.reshape(repeated, [B, heads, S, h]);
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

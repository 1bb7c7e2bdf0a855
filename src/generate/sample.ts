import type { Stream } from '../random';

export interface Sampling {
  /** Logits are divided by it; 0 takes the most likely symbol. */
  readonly temperature: number;
  /** Most likely symbols considered; 0 is all. */
  readonly topK: number;
  /** Smallest set of most likely symbols whose probabilities reach this (Holtzman et al., arXiv 1904.09751); 1 is all. */
  readonly topP: number;
}

/** Probabilities from a row of an output block, which may hold logits or probabilities already. */
export function probabilitiesOf(row: ArrayLike<number>, already: boolean): Float64Array {
  const values = Float64Array.from(row);
  if (already) return values;
  const most = values.reduce((a, b) => Math.max(a, b), Number.NEGATIVE_INFINITY);
  const weights = values.map((x) => Math.exp(x - most));
  const sum = weights.reduce((a, b) => a + b, 0);
  return weights.map((w) => w / sum);
}

/** Index of the largest; the first of equals. */
export const argmax = (row: Float64Array): number => row.reduce((best, x, i) => (x > (row[best] ?? 0) ? i : best), 0);

/** The `count` most likely, most likely first. */
export function mostLikely(row: Float64Array, count: number): { readonly id: number; readonly probability: number }[] {
  return [...row]
    .map((probability, id) => ({ id, probability }))
    .sort((a, b) => b.probability - a.probability || a.id - b.id)
    .slice(0, count);
}

/** Draws a symbol. Temperature acts first, then top-k, then top-p; what is left is renormalised. */
export function sample(row: Float64Array, { temperature, topK, topP }: Sampling, random: Stream): number {
  if (temperature <= 0) return argmax(row);
  const heated = probabilitiesOf(
    row.map((p) => Math.log(Math.max(p, 1e-300)) / temperature),
    false,
  );
  const ranked = mostLikely(heated, topK > 0 ? topK : heated.length);
  let reached = 0;
  const kept = ranked.filter(({ probability }) => {
    const before = reached;
    reached += probability;
    return before < topP;
  });
  const total = kept.reduce((sum, { probability }) => sum + probability, 0);
  let left = random.float() * total;
  for (const { id, probability } of kept) {
    left -= probability;
    if (left < 0) return id;
  }
  return kept.at(-1)?.id ?? argmax(row);
}

/** Corpus BLEU and what it is made of. */
export interface Bleu {
  /** 0 to 100. */
  readonly score: number;
  /** Percent of the n-grams that stand in a reference, for n = 1 to 4. */
  readonly precisions: readonly number[];
  readonly brevityPenalty: number;
  readonly hypothesisLength: number;
  readonly referenceLength: number;
}

const ORDER = 4;

/**
 * Corpus BLEU (Papineni et al. 2002) as sacreBLEU defines it (Post 2018, arXiv 1804.08771): clipped counts summed over
 * the corpus, the reference length closest to each hypothesis, exponential smoothing of orders without a match. Tokens
 * are taken as they are.
 *
 * @param references for each hypothesis one or more
 */
export function bleu(
  hypotheses: readonly (readonly string[])[],
  references: readonly (readonly (readonly string[])[])[],
): Bleu {
  const correct = new Array<number>(ORDER).fill(0);
  const total = new Array<number>(ORDER).fill(0);
  let hypothesisLength = 0;
  let referenceLength = 0;
  for (const [i, hypothesis] of hypotheses.entries()) {
    const given = references[i] ?? [];
    hypothesisLength += hypothesis.length;
    referenceLength += closest(
      given.map(({ length }) => length),
      hypothesis.length,
    );
    for (let n = 1; n <= ORDER; n++) {
      const counts = ngrams(hypothesis, n);
      const most = mostOf(given.map((reference) => ngrams(reference, n)));
      for (const [gram, count] of counts) {
        correct[n - 1] = (correct[n - 1] ?? 0) + Math.min(count, most.get(gram) ?? 0);
        total[n - 1] = (total[n - 1] ?? 0) + count;
      }
    }
  }
  const brevityPenalty =
    hypothesisLength >= referenceLength
      ? 1
      : hypothesisLength > 0
        ? Math.exp(1 - referenceLength / hypothesisLength)
        : 0;
  const precisions = smoothed(correct, total);
  const none = correct.every((count) => count === 0) || precisions.some((p) => p === 0);
  const mean = Math.exp(precisions.reduce((sum, p) => sum + Math.log(p), 0) / ORDER);
  return { score: none ? 0 : brevityPenalty * mean, precisions, brevityPenalty, hypothesisLength, referenceLength };
}

/** Precisions in percent; each order without a match counts for half of what the one before it did. */
function smoothed(correct: readonly number[], total: readonly number[]): number[] {
  let halved = 1;
  return correct.map((count, i) => {
    const all = total[i] ?? 0;
    if (all === 0) return 0;
    if (count > 0) return (100 * count) / all;
    halved *= 2;
    return 100 / (halved * all);
  });
}

/** How often each run of n tokens stands in a text; tokens never hold the separator. */
export function ngrams(tokens: readonly string[], n: number): Map<string, number> {
  const counts = new Map<string, number>();
  for (let i = 0; i + n <= tokens.length; i++) {
    const gram = tokens.slice(i, i + n).join('\u0001');
    counts.set(gram, (counts.get(gram) ?? 0) + 1);
  }
  return counts;
}

function mostOf(counts: readonly ReadonlyMap<string, number>[]): Map<string, number> {
  const most = new Map<string, number>();
  for (const one of counts) for (const [gram, count] of one) most.set(gram, Math.max(count, most.get(gram) ?? 0));
  return most;
}

/** The length nearest to the wanted one, the shorter of two. */
const closest = (lengths: readonly number[], wanted: number): number =>
  lengths.reduce(
    (best, length) =>
      Math.abs(length - wanted) < Math.abs(best - wanted) ||
      (Math.abs(length - wanted) === Math.abs(best - wanted) && length < best)
        ? length
        : best,
    lengths[0] ?? 0,
  );

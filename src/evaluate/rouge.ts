import { ngrams } from './bleu';

/** Precision, recall and their harmonic mean, 0 to 1. */
export interface Overlap {
  readonly precision: number;
  readonly recall: number;
  readonly f1: number;
}

/** ROUGE-N (Lin 2004): runs of n tokens that hypothesis and reference share. */
export function rougeN(hypothesis: readonly string[], reference: readonly string[], n: number): Overlap {
  const [said, wanted] = [ngrams(hypothesis, n), ngrams(reference, n)];
  let shared = 0;
  for (const [gram, count] of said) shared += Math.min(count, wanted.get(gram) ?? 0);
  return overlap(shared, Math.max(0, hypothesis.length - n + 1), Math.max(0, reference.length - n + 1));
}

/** ROUGE-L (Lin 2004): the longest common subsequence, gaps allowed. */
export const rougeL = (hypothesis: readonly string[], reference: readonly string[]): Overlap =>
  overlap(longestCommon(hypothesis, reference), hypothesis.length, reference.length);

export function overlap(shared: number, said: number, wanted: number): Overlap {
  const precision = said > 0 ? shared / said : 0;
  const recall = wanted > 0 ? shared / wanted : 0;
  const f1 = precision + recall > 0 ? (2 * precision * recall) / (precision + recall) : 0;
  return { precision, recall, f1 };
}

function longestCommon(a: readonly string[], b: readonly string[]): number {
  let row = new Array<number>(b.length + 1).fill(0);
  for (const token of a) {
    const next = [0];
    for (const [j, other] of b.entries()) {
      next.push(token === other ? (row[j] ?? 0) + 1 : Math.max(row[j + 1] ?? 0, next[j] ?? 0));
    }
    row = next;
  }
  return row[b.length] ?? 0;
}

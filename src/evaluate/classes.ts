import { overlap } from './rouge';

/** How often each class (row) was taken for each (column). */
export interface Confusion {
  readonly labels: readonly string[];
  /** Row-major, [K, K]. */
  readonly counts: readonly number[];
}

export function confusionOf(labels: readonly string[], right: readonly number[], said: readonly number[]): Confusion {
  const counts = new Array<number>(labels.length ** 2).fill(0);
  for (const [i, label] of right.entries()) {
    const at = label * labels.length + (said[i] ?? 0);
    counts[at] = (counts[at] ?? 0) + 1;
  }
  return { labels, counts };
}

/** F1 by class, and their mean over the classes that occur or were said (macro). */
export function f1Of({ labels, counts }: Confusion): { readonly macro: number; readonly classes: readonly number[] } {
  const K = labels.length;
  const at = (row: number, column: number) => counts[row * K + column] ?? 0;
  const scored = labels.map((_, k) => {
    const wanted = labels.reduce((sum, __, j) => sum + at(k, j), 0);
    const said = labels.reduce((sum, __, j) => sum + at(j, k), 0);
    return { f1: overlap(at(k, k), said, wanted).f1, occurs: wanted + said > 0 };
  });
  const occurring = scored.filter(({ occurs }) => occurs);
  return {
    macro: occurring.reduce((sum, { f1 }) => sum + f1, 0) / occurring.length,
    classes: scored.map(({ f1 }) => f1),
  };
}

import type { Baseline, Split } from '../types';

const NAMES = ['unigram', 'bigram', 'trigram', '4-gram', '5-gram'];
/** Counting more of a long text hardly changes the figures and would take seconds. */
const MOST = { train: 1_000_000, validation: 100_000 } as const;

interface Counts {
  readonly symbols: Map<number, number>;
  readonly total: Map<number, number>;
  readonly kinds: Map<number, number>;
}

/**
 * Cross-entropy in nats per symbol on the validation split of n-gram models counted on the training split. Orders are
 * interpolated with Witten and Bell's weights: the more kinds of successors a context had, the more the shorter
 * context counts; below the unigram stands the uniform distribution, so nothing is impossible.
 */
export function nGramBaselines(texts: Readonly<Record<Split, ArrayLike<number>>>, V: number): readonly Baseline[] {
  const length = Math.min(texts.train.length, MOST.train);
  const end = Math.min(texts.validation.length, MOST.validation);
  if (end === 0 || length === 0) return [];
  // A context is a number in base V; it must stay exact.
  const orders = NAMES.filter((_, k) => V ** (k + 1) < Number.MAX_SAFE_INTEGER).length;
  const counts = Array.from({ length: orders }, (_, k) => count(texts.train, length, k, V));
  const sums = new Float64Array(orders);
  for (let i = 0; i < end; i++) {
    const symbol = texts.validation[i] ?? 0;
    let p = 1 / V;
    for (let k = 0; k < orders; k++) {
      if (i >= k) p = refine(counts[k], contextAt(texts.validation, i, k, V), symbol, V, p);
      sums[k] = (sums[k] ?? 0) - Math.log(p);
    }
  }
  const of = length < texts.train.length ? ` of the first ${length} characters` : '';
  return Array.from(sums, (sum, k) => ({ name: `${NAMES[k]}${of}`, metric: 'loss', value: sum / end }));
}

const contextAt = (text: ArrayLike<number>, at: number, k: number, V: number): number => {
  let context = 0;
  for (let i = at - k; i < at; i++) context = context * V + (text[i] ?? 0);
  return context;
};

function count(text: ArrayLike<number>, length: number, k: number, V: number): Counts {
  const symbols = new Map<number, number>();
  const total = new Map<number, number>();
  const kinds = new Map<number, number>();
  const lead = V ** Math.max(0, k - 1);
  let context = contextAt(text, k, k, V);
  for (let i = k; i < length; i++) {
    const symbol = text[i] ?? 0;
    const key = context * V + symbol;
    const seen = symbols.get(key) ?? 0;
    symbols.set(key, seen + 1);
    total.set(context, (total.get(context) ?? 0) + 1);
    if (seen === 0) kinds.set(context, (kinds.get(context) ?? 0) + 1);
    context = k === 0 ? 0 : (context % lead) * V + symbol;
  }
  return { symbols, total, kinds };
}

function refine(counts: Counts | undefined, context: number, symbol: number, V: number, p: number): number {
  const total = counts?.total.get(context);
  if (!counts || total === undefined) return p;
  const kinds = counts.kinds.get(context) ?? 0;
  return ((counts.symbols.get(context * V + symbol) ?? 0) + kinds * p) / (total + kinds);
}

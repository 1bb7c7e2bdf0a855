import type { Stream } from '../../random';

/** How a text is corrupted, beside what is to be said of it. */
export type Noise =
  | 'span-corruption'
  | 'token-masking'
  | 'token-deletion'
  | 'text-infilling'
  | 'sentence-permutation'
  | 'token-permutation';

/** What corrupting needs to know of the vocabulary. */
export interface Marks {
  readonly mask: number;
  /** In the order of the spans they stand for. */
  readonly sentinels: readonly number[];
  /** Ids that end a sentence. */
  readonly stops: ReadonlySet<number>;
}

export interface Corruption {
  readonly noise: Noise;
  /** Part of the symbols that is corrupted. */
  readonly rate: number;
  /** Mean length of a span; for permutations of tokens, how far one may go. */
  readonly span: number;
}

export interface Corrupted {
  readonly source: readonly number[];
  readonly target: readonly number[];
}

/** Symbols that are corrupted and spans they fall into, in a text of L: the same for every text of that length. */
export function spansIn(L: number, { rate, span }: Corruption): { readonly noise: number; readonly spans: number } {
  const noise = Math.min(Math.max(1, L - 1), Math.max(1, Math.round(L * rate)));
  return { noise, spans: Math.max(1, Math.min(noise, L - noise, Math.round(noise / span))) };
}

/** Longest source and target that come of a text of L, without start and end. */
export function lengthsOf(L: number, corruption: Corruption): { readonly source: number; readonly target: number } {
  const { noise, spans } = spansIn(L, corruption);
  switch (corruption.noise) {
    case 'span-corruption':
      return { source: L - noise + spans, target: noise + spans + 1 };
    case 'token-deletion':
      return { source: Math.max(1, L - noise), target: L };
    default:
      return { source: L, target: L };
  }
}

export function corrupt(ids: readonly number[], corruption: Corruption, marks: Marks, random: Stream): Corrupted {
  const { rate, span } = corruption;
  switch (corruption.noise) {
    case 'span-corruption':
      return corruptSpans(ids, corruption, marks, random);
    case 'token-masking': {
      const chosen = choose(ids.length, spansIn(ids.length, corruption).noise, random);
      return { source: ids.map((id, i) => (chosen.has(i) ? marks.mask : id)), target: ids };
    }
    case 'token-deletion': {
      const chosen = choose(ids.length, spansIn(ids.length, corruption).noise, random);
      const kept = ids.filter((_, i) => !chosen.has(i));
      return { source: kept.length > 0 ? kept : ids.slice(0, 1), target: ids };
    }
    case 'text-infilling':
      return { source: infill(ids, rate, span, marks.mask, random), target: ids };
    case 'sentence-permutation':
      return { source: shuffle(sentences(ids, marks.stops), random).flat(), target: ids };
    case 'token-permutation':
      return { source: jostle(ids, span, random), target: ids };
  }
}

/** Different places below `length`, each set of them as likely as another. */
export function choose(length: number, count: number, random: Stream): ReadonlySet<number> {
  const order = Array.from({ length }, (_, i) => i);
  for (let i = 0; i < Math.min(count, length); i++) {
    const j = i + random.int(length - i);
    [order[i], order[j]] = [order[j] ?? 0, order[i] ?? 0];
  }
  return new Set(order.slice(0, count));
}

/** `total` as `parts` whole numbers that are 1 at least, each such sum as likely as another. */
function compose(total: number, parts: number, random: Stream): readonly number[] {
  const cuts = [...choose(total - 1, parts - 1, random)].map((cut) => cut + 1).sort((a, b) => a - b);
  return [...cuts, total].map((cut, i) => cut - (cuts[i - 1] ?? 0));
}

/**
 * Spans replaced by sentinels, one each; the target says what stood behind each of them and ends with one more (Raffel and
 * others 2020, figure 2 and section 3.1.4; as there, the text begins with symbols that stay).
 */
function corruptSpans(ids: readonly number[], corruption: Corruption, marks: Marks, random: Stream): Corrupted {
  const { noise, spans } = spansIn(ids.length, corruption);
  // A text of one symbol has nothing that stays.
  const kept = ids.length > noise ? compose(ids.length - noise, spans, random) : [0];
  const hidden = compose(noise, spans, random);
  const source: number[] = [];
  const target: number[] = [];
  let at = 0;
  for (const [i, length] of hidden.entries()) {
    const sentinel = marks.sentinels[i] ?? marks.mask;
    const from = at + (kept[i] ?? 0);
    source.push(...ids.slice(at, from), sentinel);
    target.push(sentinel, ...ids.slice(from, from + length));
    at = from + length;
  }
  target.push(marks.sentinels[hidden.length] ?? marks.mask);
  return { source, target };
}

/**
 * Spans of Poisson lengths replaced by one mask each, those of length 0 put in between (Lewis and others 2020, section 2.2):
 * how much is missing has to be found out as well. The source never grows longer than the text.
 */
function infill(ids: readonly number[], rate: number, span: number, mask: number, random: Stream): readonly number[] {
  let left = Math.max(1, Math.round(ids.length * rate));
  const lengths: number[] = [];
  let saved = 0;
  while (left > 0) {
    const length = Math.min(left, poisson(span, random));
    if (length === 0 && saved < 1) continue;
    lengths.push(length);
    saved += length - 1;
    left -= length;
  }
  // Spans stand between what stays: each in a gap of its own where there are enough.
  const stay = ids.length - lengths.reduce((a, b) => a + b, 0);
  const gaps = [...choose(stay + 1, Math.min(lengths.length, stay + 1), random)].sort((a, b) => a - b);
  const source: number[] = [];
  let at = 0;
  let kept = 0;
  for (const [i, length] of lengths.entries()) {
    for (const gap = gaps[Math.min(i, gaps.length - 1)] ?? stay; kept < gap; kept++) source.push(ids[at++] ?? mask);
    source.push(mask);
    at += length;
  }
  return [...source, ...ids.slice(at)];
}

/** Knuth's way: how many uniform numbers multiply to more than e^−mean. */
function poisson(mean: number, random: Stream): number {
  let product = random.float();
  let count = 0;
  for (const limit = Math.exp(-mean); product > limit; count++) product *= random.float();
  return count;
}

function sentences(ids: readonly number[], stops: ReadonlySet<number>): readonly (readonly number[])[] {
  const found: number[][] = [[]];
  for (const id of ids) {
    found.at(-1)?.push(id);
    if (stops.has(id)) found.push([]);
  }
  return found.filter((sentence) => sentence.length > 0);
}

function shuffle<T>(list: readonly T[], random: Stream): readonly T[] {
  const order = [...list];
  for (let i = order.length - 1; i > 0; i--) {
    const j = random.int(i + 1);
    const [a, b] = [order[i], order[j]];
    if (a !== undefined && b !== undefined) [order[i], order[j]] = [b, a];
  }
  return order;
}

/** No symbol goes further than `span` places (Lample and others 2018, section 2.3). */
function jostle(ids: readonly number[], span: number, random: Stream): readonly number[] {
  const keys = ids.map((_, i) => i + random.float() * (span + 1));
  return ids
    .map((id, i) => ({ id, key: keys[i] ?? i }))
    .sort((a, b) => a.key - b.key)
    .map(({ id }) => id);
}

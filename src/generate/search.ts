import type { Decoder } from '../check';
import type { Batch } from '../data';
import type { Device } from '../kernels';
import type { Model } from '../train';
import { Reader } from './reader';

export interface SearchOptions {
  /** Hypotheses kept for each example; 1 is greedy. */
  readonly beams: number;
  /** α of the length penalty ((5 + n) / 6)^α (Wu et al., arXiv 1609.08144, equation 14); 0 compares plain likelihoods. */
  readonly lengthPenalty: number;
  /** Most symbols to write. */
  readonly length: number;
  /** Id of the end symbol; −1 where the vocabulary has none. */
  readonly end: number;
  /** Most symbols that the model reads. */
  readonly window: number;
  /** Called after every symbol with the first example's best so far; false stops. */
  readonly onSymbol?: (best: readonly number[]) => Promise<boolean>;
}

export interface Found {
  readonly written: readonly number[];
  /** Natural logarithm of the probability of what was written. */
  readonly score: number;
  readonly ended: boolean;
}

interface Hypothesis extends Found {
  readonly example: number;
}

/**
 * The most likely continuation of each prompt by beam search, all examples side by side: every step extends each
 * hypothesis by every symbol and keeps the best few of each example. Prompts are equally long.
 */
export async function search(
  model: Model,
  device: Device,
  decoder: Decoder,
  given: Batch,
  prompts: readonly (readonly number[])[],
  options: SearchOptions,
): Promise<Found[]> {
  const { beams, length, end, window, onSymbol } = options;
  const reader = new Reader(model, device, decoder, given);
  let open: Hypothesis[] = prompts.map((_, example) => ({ example, written: [], score: 0, ended: false }));
  const done: Hypothesis[] = [];
  for (let step = 0; step < length && open.length > 0; step++) {
    const rows = open.map(({ example, written }) => ({
      example,
      ids: [...(prompts[example] ?? []), ...written].slice(-window),
    }));
    const distributions = await reader.next(rows);
    const next: Hypothesis[] = [];
    for (const example of new Set(open.map((one) => one.example))) {
      const candidates = open.flatMap((one, i) =>
        one.example === example ? extensions(one, distributions[i] ?? new Float64Array(), beams, end) : [],
      );
      candidates.sort((a, b) => b.score - a.score);
      // What ends leaves its place to others until there are as many finished ones as beams.
      const ended = candidates.slice(0, beams).filter((one) => one.ended);
      done.push(...ended);
      const finished = done.filter((one) => one.example === example).length;
      if (finished < beams) next.push(...candidates.filter((one) => !one.ended).slice(0, beams - finished));
    }
    open = next;
    if ((await onSymbol?.(bestOf([...done, ...open], 0, options).written)) === false) break;
  }
  return prompts.map((_, example) => bestOf([...done, ...open], example, options));
}

/** The likeliest symbols after a hypothesis. */
function extensions(one: Hypothesis, row: Float64Array, beams: number, end: number): Hypothesis[] {
  return topOf(row, 2 * beams).map((id) => {
    const ended = id === end;
    return {
      example: one.example,
      written: ended ? one.written : [...one.written, id],
      score: one.score + Math.log(Math.max(row[id] ?? 0, Number.MIN_VALUE)),
      ended,
    };
  });
}

/** Ids of the `count` largest, the largest first; of equals the first. */
function topOf(row: Float64Array, count: number): number[] {
  const top: number[] = [];
  for (let id = 0; id < row.length; id++) {
    const value = row[id] ?? 0;
    const last = top.at(-1);
    if (top.length === count && last !== undefined && value <= (row[last] ?? 0)) continue;
    const place = top.findIndex((other) => value > (row[other] ?? 0));
    top.splice(place < 0 ? top.length : place, 0, id);
    if (top.length > count) top.pop();
  }
  return top;
}

/** What ended beats what was cut off; among equals the likelier for its length. */
function bestOf(all: readonly Hypothesis[], example: number, { lengthPenalty }: SearchOptions): Found {
  const mine = all.filter((one) => one.example === example);
  const ended = mine.filter((one) => one.ended);
  const rank = ({ score, written }: Hypothesis) => score / ((5 + written.length) / 6) ** lengthPenalty;
  const [first, ...rest] = ended.length > 0 ? ended : mine;
  if (!first) return { written: [], score: Number.NEGATIVE_INFINITY, ended: false };
  return rest.reduce((best, one) => (rank(one) > rank(best) ? one : best), first);
}

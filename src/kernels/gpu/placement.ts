/** Something that needs memory from one dispatch to another, both included. */
export interface Interval {
  /** Bytes. */
  readonly size: number;
  readonly first: number;
  readonly last: number;
  /** Intervals, by index, with which it may not share a buffer: one is read where the other is written. */
  readonly apart: ReadonlySet<number>;
}

export interface Placement {
  /** For each interval the index of its buffer, and where in it the interval begins. */
  readonly places: readonly { readonly buffer: number; readonly offset: number }[];
  /** Bytes of each buffer; those given come first. */
  readonly sizes: readonly number[];
}

/** Where a binding may begin: what WebGPU guarantees of every adapter. */
const ALIGNED = 256;

const aligned = (offset: number): number => Math.ceil(offset / ALIGNED) * ALIGNED;

interface Held {
  readonly interval: Interval;
  readonly index: number;
  readonly offset: number;
}

/**
 * Shares buffers among intervals: the largest first, each into the narrowest gap that has room while it lives (greedy by
 * size, Pisarchyk and Lee, arXiv 2001.03288). WebGPU forbids to read and write one buffer in one dispatch, whatever the
 * parts; intervals that are kept apart for that lie in different buffers if they live at one time.
 *
 * @param given sizes of buffers that are there already and free
 */
export function place(intervals: readonly Interval[], given: readonly number[] = []): Placement {
  const sizes = [...given];
  const holders: Held[][] = sizes.map(() => []);
  const places = intervals.map(() => ({ buffer: -1, offset: 0 }));
  const bySize = intervals
    .map((interval, index) => ({ interval, index }))
    .sort((a, b) => b.interval.size - a.interval.size);
  for (const { interval, index } of bySize) {
    let best: { buffer: number; offset: number; room: number } | undefined;
    for (const [buffer, held] of holders.entries()) {
      const gap = gapFor(interval, held, sizes[buffer] ?? 0);
      if (gap && (!best || gap.room < best.room)) best = { buffer, ...gap };
    }
    const { buffer, offset } = best ?? { buffer: sizes.push(interval.size) - 1, offset: 0 };
    if (!best) holders.push([]);
    holders[buffer]?.push({ interval, index, offset });
    places[index] = { buffer, offset };
  }
  return { places, sizes };
}

/** The narrowest gap of a buffer that is free while an interval lives. */
function gapFor(
  { size, first, last, apart }: Interval,
  held: readonly Held[],
  capacity: number,
): { readonly offset: number; readonly room: number } | undefined {
  const living = held.filter(({ interval }) => first <= interval.last && interval.first <= last);
  if (living.some(({ index }) => apart.has(index))) return undefined;
  living.sort((a, b) => a.offset - b.offset);
  let best: { offset: number; room: number } | undefined;
  let from = 0;
  for (const end of [...living.map(({ offset }) => offset), capacity]) {
    const room = end - from;
    if (room >= size && (!best || room < best.room)) best = { offset: from, room };
    const next = living.find(({ offset }) => offset === end);
    if (next) from = Math.max(from, aligned(next.offset + next.interval.size));
  }
  return best;
}

/** Most bytes that are held at one time. */
export function peakOf(intervals: readonly Interval[]): number {
  const changes = intervals.flatMap(({ size, first, last }) => [
    { at: first, by: size },
    { at: last + 1, by: -size },
  ]);
  changes.sort((a, b) => a.at - b.at || a.by - b.by);
  let held = 0;
  let most = 0;
  for (const { by } of changes) {
    held += by;
    most = Math.max(most, held);
  }
  return most;
}

/** Something that needs memory from one dispatch to another, both included. */
export interface Interval {
  /** Bytes. */
  readonly size: number;
  readonly first: number;
  readonly last: number;
}

export interface Placement {
  /** The buffer of each interval. */
  readonly buffers: readonly number[];
  /** Bytes of each buffer; those given come first. */
  readonly sizes: readonly number[];
}

/**
 * Shares buffers among intervals that do not meet: the largest first, each into the smallest buffer that has room and time
 * for it (greedy by size, Pisarchyk and Lee, arXiv 2001.03288). A buffer has one holder at a time, since WebGPU forbids to
 * read and write one buffer in one dispatch.
 *
 * @param given sizes of buffers that are there already and free
 */
export function place(intervals: readonly Interval[], given: readonly number[] = []): Placement {
  const sizes = [...given];
  const holders: Interval[][] = sizes.map(() => []);
  const buffers = intervals.map(() => -1);
  const bySize = intervals
    .map((interval, index) => ({ interval, index }))
    .sort((a, b) => b.interval.size - a.interval.size);
  for (const { interval, index } of bySize) {
    let best = -1;
    for (const [buffer, held] of holders.entries()) {
      const size = sizes[buffer] ?? 0;
      if (size < interval.size || (best >= 0 && size >= (sizes[best] ?? 0))) continue;
      if (held.every(({ first, last }) => last < interval.first || interval.last < first)) best = buffer;
    }
    if (best < 0) {
      best = sizes.push(interval.size) - 1;
      holders.push([]);
    }
    holders[best]?.push(interval);
    buffers[index] = best;
  }
  return { buffers, sizes };
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

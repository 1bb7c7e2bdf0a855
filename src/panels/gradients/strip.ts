/**
 * From norms over steps to the cells of a heat strip. A cell holds the base-10 logarithm of the norm: −∞ for zero, NaN
 * where no number was logged (the weights took no part in these steps, or a value stopped being finite).
 */
export interface StripRange {
  readonly from: number;
  readonly to: number;
}

/** First and last step, or nothing before the first figure. */
export function rangeOf(steps: readonly number[]): StripRange | undefined {
  const from = steps[0];
  const to = steps[steps.length - 1];
  return from === undefined || to === undefined ? undefined : { from, to };
}

/** The cell a step falls into; one step alone fills the strip. */
export function binOf(step: number, { from, to }: StripRange, bins: number): number {
  if (to <= from) return 0;
  return Math.min(bins - 1, Math.max(0, Math.floor(((step - from) / (to - from)) * bins)));
}

/** For each cell the first row of the series that belongs to it and the first that does not; gaps repeat the row before. */
export function rowsOfBins(
  steps: readonly number[],
  range: StripRange,
  bins: number,
): readonly (readonly [number, number])[] {
  const cells: [number, number][] = [];
  let row = 0;
  for (let bin = 0; bin < bins; bin++) {
    const start = row;
    while (row < steps.length && binOf(steps[row] ?? 0, range, bins) === bin) row++;
    cells.push(row > start ? [start, row] : [Math.max(0, start - 1), Math.max(1, start)]);
  }
  return cells;
}

/** Mean of the logarithms in [start, end): what is positive decides, then zeros, then NaN. */
export function cellOf(values: readonly number[], start: number, end: number): number {
  let sum = 0;
  let positive = 0;
  let zeros = 0;
  for (let row = start; row < end; row++) {
    const value = values[row] ?? Number.NaN;
    if (value === 0) zeros++;
    else if (value > 0 && Number.isFinite(value)) {
      sum += Math.log10(value);
      positive++;
    }
  }
  if (positive > 0) return sum / positive;
  return zeros > 0 ? Number.NEGATIVE_INFINITY : Number.NaN;
}

export interface Decades {
  readonly low: number;
  readonly high: number;
}

/** Whole powers of ten around all that is positive, so the scale rarely moves while figures come in. */
export function decadesOf(columns: readonly (readonly number[])[]): Decades {
  let low = Number.POSITIVE_INFINITY;
  let high = Number.NEGATIVE_INFINITY;
  for (const column of columns) {
    for (const value of column) {
      if (!(value > 0 && Number.isFinite(value))) continue;
      if (value < low) low = value;
      if (value > high) high = value;
    }
  }
  if (low > high) return { low: -6, high: 0 };
  const bottom = Math.floor(Math.log10(low));
  return { low: bottom, high: Math.max(bottom + 2, Math.ceil(Math.log10(high))) };
}

/** Where a cell lies on the scale, 0 to 1. */
export const fractionOf = (cell: number, { low, high }: Decades): number => (cell - low) / (high - low);

export type FlowHint = {
  readonly path: string;
  readonly kind: 'none' | 'vanishing' | 'exploding';
  readonly value: number;
};

/**
 * Blocks whose latest norm says that learning stalls or breaks there: no gradient at all, a thousandth of what is usual in
 * this model and tiny, or a thousand times more or absurdly large.
 */
export function hintsOf(paths: readonly string[], values: readonly number[]): readonly FlowHint[] {
  const sorted = values.filter((value) => value > 0 && Number.isFinite(value)).sort((a, b) => a - b);
  const median = sorted[Math.floor(sorted.length / 2)];
  return paths.flatMap((path, i): FlowHint[] => {
    const value = values[i] ?? Number.NaN;
    if (value === 0) return [{ path, kind: 'none', value }];
    if (median === undefined || Number.isNaN(value)) return [];
    if (value < 1e-7 || (value < median * 1e-3 && value < 1e-4)) return [{ path, kind: 'vanishing', value }];
    return value > 1e4 || (value > median * 1e3 && value > 10) ? [{ path, kind: 'exploding', value }] : [];
  });
}

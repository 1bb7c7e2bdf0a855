/** A column of a plot: a number, null where there is none (a gap), undefined where nothing was logged (no gap). */
export type Aligned = (number | null | undefined)[];

/** All steps of both, rising, each once. Both must rise. */
export function unionSteps(a: readonly number[], b: readonly number[]): number[] {
  const union: number[] = [];
  let i = 0;
  let j = 0;
  while (i < a.length || j < b.length) {
    const next = Math.min(a[i] ?? Number.POSITIVE_INFINITY, b[j] ?? Number.POSITIVE_INFINITY);
    union.push(next);
    while (a[i] === next) i++;
    while (b[j] === next) j++;
  }
  return union;
}

/** Puts values logged at `steps` into the places of `x`, which holds all of them. */
export function spread(x: readonly number[], steps: readonly number[], values: readonly number[]): Aligned {
  let i = 0;
  return x.map((step) => {
    if (steps[i] !== step) return undefined;
    const value = values[i++];
    return value !== undefined && Number.isFinite(value) ? value : null;
  });
}

/** What a column says at a place: its own figure there, or the last one logged before. */
export function valueAt(column: Aligned, index: number): number | undefined {
  for (let i = Math.min(index, column.length - 1); i >= 0; i--) {
    const value = column[i];
    if (value !== undefined) return value ?? Number.NaN;
  }
  return undefined;
}

/** A logarithmic axis has no place for what is not positive. */
export const positiveOnly = (column: Aligned): Aligned =>
  column.map((value) => (typeof value === 'number' && value <= 0 ? null : value));

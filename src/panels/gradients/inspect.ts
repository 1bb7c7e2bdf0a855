import type { Series } from '../../metrics';
import { formatExact, formatNumber } from '../../ui';

/** A block and a row of the series. */
export interface Inspected {
  readonly row: number;
  readonly at: number;
}

const within = (value: number, count: number): number => Math.max(0, Math.min(count - 1, value));

/** `decoder.0.attention, step 1,200: 0.0123`. */
export function describe(series: Series, { row, at }: Inspected): string {
  const path = series.columns[row] ?? '';
  const value = series.column(path)[at] ?? Number.NaN;
  return `${path}, step ${formatExact(series.steps[at] ?? 0)}: ${formatNumber(value, 3)}`;
}

/** What lies at a fraction of the width, in a row counted from the top. */
export function inspectAt(series: Series, fraction: number, row: number): Inspected | undefined {
  const [from, to] = [series.steps[0], series.steps[series.length - 1]];
  if (from === undefined || to === undefined) return undefined;
  const step = from + fraction * (to - from);
  const after = series.steps.findIndex((one) => one > step);
  return {
    row: within(row, series.columns.length),
    at: within(after < 0 ? series.length - 1 : after - 1, series.length),
  };
}

/** Where a key leads from there, or from the latest figure of the first block; Shift takes a tenth of the run at once. */
export function inspectNext(
  series: Series,
  from: Inspected | undefined,
  key: string,
  shift: boolean,
): Inspected | undefined {
  if (series.length === 0) return undefined;
  const { row, at } = from ?? { row: 0, at: series.length - 1 };
  const leap = shift ? Math.max(1, Math.round(series.length / 10)) : 1;
  const moves: Readonly<Record<string, Inspected>> = {
    ArrowUp: { row: row - 1, at },
    ArrowDown: { row: row + 1, at },
    ArrowLeft: { row, at: at - leap },
    ArrowRight: { row, at: at + leap },
    Home: { row, at: 0 },
    End: { row, at: series.length - 1 },
  };
  const next = moves[key];
  return next && { row: within(next.row, series.columns.length), at: within(next.at, series.length) };
}

import type { ProbeRecord, TapRecord } from '../../metrics';
import type { Matrix, Scale } from '../matrix';

/** A tap as matrices to be looked at one after the other: the probe is one example, so the batch axis is gone. */
export interface ValueTap {
  readonly id: string;
  readonly label: string;
  readonly record: TapRecord;
  readonly rows: number;
  readonly columns: number;
  /** What the rows and columns are, as letters. */
  readonly axes: readonly [string, string];
  readonly pages: readonly Page[];
  /** Distance in the data from one row to the next, and from one column to the next. */
  readonly strides: readonly [number, number];
}

interface Page {
  /** `H 2`, `C 5`. */
  readonly label: string;
  readonly offset: number;
}

/** Pages a person can choose from; more would be a list nobody reads. */
const MOST_PAGES = 512;
/** Columns of one page; a canvas cannot be much wider. */
const MOST_COLUMNS = 1024;

export function valueTaps(probe: ProbeRecord | undefined): readonly ValueTap[] {
  return (probe?.taps ?? []).flatMap((record) => valueTap(record) ?? []);
}

function valueTap(record: TapRecord): ValueTap | undefined {
  const { axes, shape, data } = record;
  if (shape.length !== axes.length || shape.reduce((a, b) => a * b, 1) !== data.length || data.length === 0)
    return undefined;
  const all = shape.map((size, axis) => ({
    size,
    letter: axes[axis] ?? '',
    stride: shape.slice(axis + 1).reduce((a, b) => a * b, 1),
  }));
  const kept = all.filter(({ letter, size }, axis) => !(axis === 0 && letter === 'B' && size === 1));
  const one: Axis = { size: 1, letter: '', stride: 0 };
  // A picture, or a filter KH × KW, lies in its height and width, whatever channels come after them.
  const wide = kept.findIndex(({ letter }) => letter === 'W' || letter === 'KW');
  const picture = wide > 0 && kept[wide - 1]?.letter === kept[wide]?.letter.replace('W', 'H');
  const [down, across] = picture ? [kept[wide - 1], kept[wide]] : [kept.at(-2), kept.at(-1)];
  const rest = kept.filter((axis) => axis !== down && axis !== across);
  const pages = rest.reduce<Page[]>(
    (before, axis) =>
      before
        .flatMap((page) =>
          Array.from({ length: axis.size }, (_, i) => ({
            label: `${page.label} ${axis.letter} ${i}`.trim(),
            offset: page.offset + i * axis.stride,
          })),
        )
        .slice(0, MOST_PAGES),
    [{ label: '', offset: 0 }],
  );
  const [row, column] = [down ?? one, across ?? one];
  const width = Math.min(column.size, MOST_COLUMNS);
  return {
    id: `${record.path}/${record.name}`,
    label: `${record.path} · ${record.gradient ? `∂loss/∂${record.name}` : record.name}`,
    record,
    rows: row.size,
    columns: width,
    axes: [row.letter, column.letter],
    pages: windowsOf(pages, column, width),
    strides: [row.stride, column.stride],
  };
}

/** Each page again for every stretch of its columns; the last one ends where they end. */
function windowsOf(pages: readonly Page[], { size, letter, stride }: Axis, width: number): readonly Page[] {
  if (width === size) return pages;
  const starts = Array.from({ length: Math.ceil(size / width) }, (_, i) => Math.min(i * width, size - width));
  return pages
    .flatMap(({ label, offset }) =>
      starts.map((start) => ({
        label: `${label} ${letter} ${start}–${start + width - 1}`.trim(),
        offset: offset + start * stride,
      })),
    )
    .slice(0, MOST_PAGES);
}

interface Axis {
  readonly size: number;
  readonly letter: string;
  readonly stride: number;
}

export function pageOf({ record, rows, columns, strides, pages }: ValueTap, page: number): Matrix {
  const start = pages[Math.min(page, pages.length - 1)]?.offset ?? 0;
  const data = new Float32Array(rows * columns);
  for (let r = 0; r < rows; r++) {
    for (let c = 0; c < columns; c++) {
      data[r * columns + c] = record.data[start + r * strides[0] + c * strides[1]] ?? Number.NaN;
    }
  }
  return { rows, columns, data };
}

/** From the lowest to the highest value of all pages; around 0 where there are values on both sides. */
export function valueScale({ record }: ValueTap): Scale {
  let low = Number.POSITIVE_INFINITY;
  let high = Number.NEGATIVE_INFINITY;
  for (const value of record.data) {
    if (!Number.isFinite(value)) continue;
    low = Math.min(low, value);
    high = Math.max(high, value);
  }
  if (!(high >= low)) return { low: 0, high: 1, linear: true };
  if (low < 0 && high > 0) {
    const most = Math.max(-low, high);
    return { low: -most, high: most, linear: true };
  }
  return { low, high: high > low ? high : low + 1, linear: true };
}

export interface Summary {
  readonly mean: number;
  readonly deviation: number;
  readonly low: number;
  readonly high: number;
}

export function summaryOf({ data }: Matrix): Summary {
  let [sum, squares, low, high] = [0, 0, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (const value of data) {
    sum += value;
    squares += value * value;
    low = Math.min(low, value);
    high = Math.max(high, value);
  }
  const mean = sum / data.length;
  return { mean, deviation: Math.sqrt(Math.max(0, squares / data.length - mean * mean)), low, high };
}

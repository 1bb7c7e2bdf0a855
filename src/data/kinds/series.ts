import { fail, type Problem } from '../../problem';
import { float } from '../../tensor';
import { seriesBaselines } from '../baselines/series';
import { momentsOf } from '../moments';
import { bySplit } from '../split';
import type { Batch, DataSpec, Dataset, Split } from '../types';
import { checkIndices, encodeIndex, exampleField, type Fields, pageOf, probeSplit, sizeOfSymbol } from './shared';

export const DEFAULT_WINDOW = 48;

/** Readings at equal distances in time, row by row; each column in its standard deviations from its mean. */
export interface Series {
  readonly count: number;
  readonly values: Float32Array;
}

interface SeriesFields {
  readonly title: string;
  readonly columns: readonly string[];
  /** The column that is forecast. */
  readonly target: string;
  /** Readings in a window. */
  readonly length: number | undefined;
  /** Readings after it that are asked for. */
  readonly horizon: number;
}

/** Forecasting: a window of T readings of F columns, and the next P of one of them. */
export function seriesSpec({ title, columns, target, length = DEFAULT_WINDOW, horizon }: SeriesFields): DataSpec {
  return {
    kind: 'series',
    title,
    ports: { window: float(['B', 'T', columns.length], 'features'), target: float(['B', horizon]) },
    symbols: { T: length, F: columns.length, P: horizon },
    axes: ['T'],
    vocabularies: { columns, target: [target] },
    probe: [exampleField],
  };
}

/** Windows over each split's own stretch of time: none reaches from one into another. */
export function seriesDataset(spec: DataSpec, splits: Readonly<Record<Split, Series>>): Dataset {
  const reach = sizeOfSymbol(spec, 'T') + sizeOfSymbol(spec, 'P');
  for (const split of ['train', 'validation', 'test'] as const) requireReach(splits[split].count, reach, split);
  const counts = bySplit((split) => Math.max(0, splits[split].count - reach + 1));
  return {
    spec,
    counts,
    batch(split, indices) {
      checkIndices(indices, counts[split], split);
      return batchOf(spec, splits[split], indices);
    },
    probe: (fields) => probeSeries(spec, fields, splits[probeSplit(counts)]),
    preview: (split, from, count) => pageOf(from, count, counts[split]).map((i) => previewRow(spec, splits[split], i)),
    baselines: () =>
      seriesBaselines(
        (split, indices) => batchOf(spec, splits[split], indices),
        counts,
        { T: sizeOfSymbol(spec, 'T'), F: sizeOfSymbol(spec, 'F'), P: sizeOfSymbol(spec, 'P') },
        targetColumn(spec),
      ),
  };
}

const targetColumn = ({ vocabularies }: DataSpec): number =>
  Math.max(0, (vocabularies.columns ?? []).indexOf(vocabularies.target?.[0] ?? ''));

function batchOf(spec: DataSpec, { values }: Series, indices: readonly number[]): Batch {
  const [T, F, P] = [sizeOfSymbol(spec, 'T'), sizeOfSymbol(spec, 'F'), sizeOfSymbol(spec, 'P')];
  const window = new Float32Array(indices.length * T * F);
  const target = new Float32Array(indices.length * P);
  const column = targetColumn(spec);
  for (const [b, i] of indices.entries()) {
    window.set(values.subarray(i * F, (i + T) * F), b * T * F);
    for (let p = 0; p < P; p++) target[b * P + p] = values[(i + T + p) * F + column] ?? 0;
  }
  return {
    window: { data: window, shape: [indices.length, T, F] },
    target: { data: target, shape: [indices.length, P] },
  };
}

/** Without the readings the window is level: then only what the fields say can be checked. */
export function probeSeries(spec: DataSpec, fields: Fields, examples?: Series): Batch | readonly Problem[] {
  const reach = sizeOfSymbol(spec, 'T') + sizeOfSymbol(spec, 'P');
  const index = encodeIndex(spec, fields, examples && examples.count - reach + 1);
  if (index.problems.length > 0) return index.problems;
  if (examples) return batchOf(spec, examples, index.ids);
  return batchOf(spec, { count: reach, values: new Float32Array(reach * sizeOfSymbol(spec, 'F')) }, [0]);
}

/** Where the window begins, its last reading by column, and what comes next. */
function previewRow(spec: DataSpec, series: Series, i: number): Readonly<Record<string, string>> {
  const { window, target } = batchOf(spec, series, [i]);
  const columns = spec.vocabularies.columns ?? [];
  const last = [...(window?.data ?? [])].slice(-columns.length);
  const shown = (values: Iterable<number>) => Array.from(values, (value) => value.toFixed(2)).join(' ');
  return Object.fromEntries([
    ['at', String(i)],
    ...columns.map((name, c) => [`last ${name}`, shown([last[c] ?? 0])]),
    [`next ${spec.vocabularies.target?.[0] ?? ''}`, shown(target?.data ?? [])],
  ]);
}

/** A split with nothing in it is fine; one too short for a single window is not. */
function requireReach(count: number, reach: number, split: Split): void {
  if (count >= reach || (count === 0 && split !== 'train')) return;
  fail({
    code: 'data/too-few',
    at: { field: split },
    expected: `at least ${reach} readings, for a window and what follows it`,
    received: `${count} readings`,
    fix: 'Take a longer series, another held-out part, a smaller length or a smaller horizon.',
  });
}

/** Each column in its standard deviations from its mean, both taken from the readings that train. */
export function standardised(values: Float32Array, columns: number, train: number): Float32Array {
  const { mean, deviation } = momentsOf(values.subarray(0, train * columns), columns);
  return values.map((value, i) => (value - (mean[i % columns] ?? 0)) / (deviation[i % columns] ?? 1));
}

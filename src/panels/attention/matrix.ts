import type { ProbeRecord, TapRecord } from '../../metrics';
import type { Matrix, Scale } from '../matrix';

/** A tap that ends in two sequence axes: one matrix of weights for each head. */
export interface AttentionTap {
  /** Tells taps of one probe apart. */
  readonly id: string;
  readonly label: string;
  readonly record: TapRecord;
  /** Where each head's matrix begins in the data. */
  readonly heads: readonly number[];
  readonly rows: number;
  readonly columns: number;
}

const isSequence = (axis: string | undefined): boolean => axis !== undefined && /^[ST]\d*'*$/.test(axis);

/** Taps that can be drawn as matrices between positions; what they are called or which block they stand in is no matter. */
export function attentionTaps(probe: ProbeRecord | undefined): readonly AttentionTap[] {
  return (probe?.taps ?? []).flatMap((record) => {
    const { axes, shape } = record;
    const rank = axes.length;
    const [rows, columns] = shape.slice(-2);
    if (rank < 2 || shape.length !== rank || rows === undefined || columns === undefined) return [];
    if (!isSequence(axes[rank - 1]) || !isSequence(axes[rank - 2])) return [];
    if (shape.reduce((product, size) => product * size, 1) !== record.data.length || record.data.length === 0)
      return [];
    const alone = record.name === 'attention' ? record.path : `${record.path} · ${record.name}`;
    return [
      { id: `${record.path}/${record.name}`, label: alone, record, heads: headOffsets(axes, shape), rows, columns },
    ];
  });
}

/** The probe is one example, so a batch axis stands at 0; every other leading axis makes heads. */
function headOffsets(axes: readonly string[], shape: readonly number[]): readonly number[] {
  let offsets = [0];
  let stride = (shape[shape.length - 1] ?? 1) * (shape[shape.length - 2] ?? 1);
  for (let axis = shape.length - 3; axis >= 0; axis--) {
    const size = shape[axis] ?? 1;
    if (axes[axis] !== 'B') {
      const step = stride;
      offsets = Array.from({ length: size }, (_, i) => i * step).flatMap((start) =>
        offsets.map((offset) => start + offset),
      );
    }
    stride *= size;
  }
  return offsets;
}

export function matrixOf(tap: AttentionTap, head: number): Matrix {
  const start = tap.heads[Math.min(head, tap.heads.length - 1)] ?? 0;
  return {
    rows: tap.rows,
    columns: tap.columns,
    data: tap.record.data.subarray(start, start + tap.rows * tap.columns),
  };
}

/** Lowest and highest value of all heads, from 0 where nothing is negative: one scale for all of them. */
export function scaleOf(tap: AttentionTap): Scale {
  let low = 0;
  let high = Number.NEGATIVE_INFINITY;
  for (const value of tap.record.data) {
    if (!Number.isFinite(value)) continue;
    if (value < low) low = value;
    if (value > high) high = value;
  }
  return high > low ? { low, high } : { low, high: low + 1 };
}

export interface RowSums {
  /** Largest distance of a row's sum from 1. */
  readonly worst: number;
  readonly row: number;
  readonly sum: number;
}

export function rowSums({ rows, columns, data }: Matrix): RowSums {
  let found: RowSums = { worst: 0, row: 0, sum: 1 };
  for (let row = 0; row < rows; row++) {
    let sum = 0;
    for (let column = 0; column < columns; column++) sum += data[row * columns + column] ?? 0;
    const worst = Number.isNaN(sum) ? Number.POSITIVE_INFINITY : Math.abs(sum - 1);
    if (worst > found.worst) found = { worst, row, sum };
  }
  return found;
}

/** Rounding in 32-bit floats over a long row; anything more is a fault of the model. */
export const sumsToOne = ({ worst }: RowSums): boolean => worst < 1e-3;

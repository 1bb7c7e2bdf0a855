import { describe, expect, it } from 'vitest';
import type { ProbeRecord, TapRecord } from '../../src/metrics';
import { attentionTaps, matrixOf, rowSums, scaleOf, sumsToOne } from '../../src/panels/attention/matrix';
import { cellAt, cellSize, fractionOf, middleOf } from '../../src/panels/matrix/matrix';

const tap = (axes: string, shape: readonly number[], data?: readonly number[]): TapRecord => ({
  path: 'decoder.0',
  name: 'attention',
  axes: axes.split(' '),
  shape,
  data: Float32Array.from(data ?? Array.from({ length: shape.reduce((a, b) => a * b, 1) }, (_, i) => i)),
});
const probe = (...taps: TapRecord[]): ProbeRecord => ({ step: 1, taps, predictions: [] });
const only = (record: TapRecord) => {
  const [found] = attentionTaps(probe(record));
  if (!found) throw new Error('the tap was not taken');
  return found;
};

describe('which taps are attention', () => {
  it.each([
    ['B H T S', [1, 2, 3, 4], true],
    ['B T S', [1, 3, 4], true],
    ['T T', [3, 3], true],
    ["B H T T'", [1, 1, 2, 2], true],
    ['B T C', [1, 3, 8], false],
    ['B H T h', [1, 2, 3, 4], false],
    ['T', [3], false],
    ['B H T T', [1, 2, 0, 0], false],
  ])('%s %j: %s', (axes, shape, taken) => expect(attentionTaps(probe(tap(axes, shape))).length === 1).toBe(taken));

  it('refuses data of another size than the shape', () => {
    expect(attentionTaps(probe(tap('T T', [2, 2], [1, 2, 3])))).toEqual([]);
    expect(attentionTaps(undefined)).toEqual([]);
  });

  it('calls a tap by its path, and by its name where that says more', () => {
    expect(only(tap('T T', [2, 2])).label).toBe('decoder.0');
    expect(only({ ...tap('T T', [2, 2]), name: 'alignment' }).label).toBe('decoder.0 · alignment');
  });
});

describe('the matrix of a head', () => {
  it('is cut out of the data', () => {
    const taken = only(tap('B H T S', [1, 2, 2, 3]));
    expect(taken.heads).toEqual([0, 6]);
    expect([...matrixOf(taken, 1).data]).toEqual([6, 7, 8, 9, 10, 11]);
    expect(cellAt(matrixOf(taken, 1), 1, 2)).toBe(11);
    // A head that the new model no longer has.
    expect(matrixOf(taken, 9).data[0]).toBe(6);
  });

  it('takes the first example, and other leading axes as heads', () => {
    expect(only(tap('B H T S', [2, 2, 2, 2])).heads).toEqual([0, 4]);
    expect(only(tap('H B T S', [2, 2, 2, 2])).heads).toEqual([0, 8]);
    expect(only(tap('N H T S', [2, 2, 2, 2])).heads).toEqual([0, 4, 8, 12]);
  });
});

describe('figures over a matrix', () => {
  it('checks that rows sum to one', () => {
    const good = matrixOf(only(tap('T T', [2, 2], [0.25, 0.75, 1, 0])), 0);
    expect(sumsToOne(rowSums(good))).toBe(true);
    const bad = rowSums(matrixOf(only(tap('T T', [2, 2], [0.25, 0.75, 0.5, 0])), 0));
    expect(bad).toEqual({ worst: 0.5, row: 1, sum: 0.5 });
    expect(sumsToOne(bad)).toBe(false);
    expect(sumsToOne(rowSums(matrixOf(only(tap('T T', [1, 1], [Number.NaN])), 0)))).toBe(false);
  });

  it('shares one scale between heads, from zero unless something is negative', () => {
    expect(scaleOf(only(tap('T T', [1, 2], [0.2, 0.6])))).toEqual({ low: 0, high: Math.fround(0.6) });
    expect(scaleOf(only(tap('T T', [1, 2], [-3, 6])))).toEqual({ low: -3, high: 6 });
    expect(scaleOf(only(tap('T T', [1, 1], [0])))).toEqual({ low: 0, high: 1 });
  });

  it('puts the legend in the middle of the colours', () => {
    const scale = { low: 0, high: 0.8 };
    expect(fractionOf(middleOf(scale), scale)).toBeCloseTo(0.5);
    expect([fractionOf(0, scale), fractionOf(0.8, scale)]).toEqual([0, 1]);
  });

  it('fits whole device pixels, never fewer than two CSS pixels', () => {
    expect(cellSize(100, 50, { rows: 4, columns: 4 }, 1)).toBe(12);
    expect(cellSize(100, 50, { rows: 1000, columns: 4 }, 2)).toBe(4);
    expect(cellSize(5000, 5000, { rows: 2, columns: 2 }, 1)).toBe(36);
  });
});

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Series } from '../../src/metrics';
import { factsOf } from '../../src/panels/gradients/facts';
import { inspectAt, inspectNext, describe as sayInspected } from '../../src/panels/gradients/inspect';
import { binOf, cellOf, decadesOf, fractionOf, hintsOf, rangeOf, rowsOfBins } from '../../src/panels/gradients/strip';

describe('steps to cells', () => {
  it('spreads the steps over the strip', () => {
    expect(rangeOf([])).toBeUndefined();
    expect(rangeOf([3, 7, 9])).toEqual({ from: 3, to: 9 });
    const range = { from: 0, to: 10 };
    expect([0, 4.9, 5, 10].map((step) => binOf(step, range, 2))).toEqual([0, 0, 1, 1]);
    expect(binOf(5, { from: 5, to: 5 }, 8)).toBe(0);
  });

  it('repeats the row before where steps are rarer than cells', () => {
    expect(rowsOfBins([0, 10], { from: 0, to: 10 }, 4)).toEqual([
      [0, 1],
      [0, 1],
      [0, 1],
      [1, 2],
    ]);
  });

  it('uses every row and never an empty cell', () => {
    const steps = fc
      .uniqueArray(fc.nat(10_000), { minLength: 1, maxLength: 200 })
      .map((all) => all.sort((a, b) => a - b));
    fc.assert(
      fc.property(steps, fc.integer({ min: 1, max: 300 }), (all, bins) => {
        const range = rangeOf(all);
        if (!range) return;
        const cells = rowsOfBins(all, range, bins);
        expect(cells).toHaveLength(bins);
        const used = new Set<number>();
        for (const [start, end] of cells) {
          expect(end).toBeGreaterThan(start);
          expect(end).toBeLessThanOrEqual(all.length);
          for (let row = start; row < end; row++) used.add(row);
        }
        expect(used.size).toBe(all.length);
      }),
    );
  });
});

describe('a cell', () => {
  it('is the mean of the logarithms', () => expect(cellOf([1e-2, 1e-4], 0, 2)).toBeCloseTo(-3));
  it('tells zero from no number', () => {
    expect(cellOf([0, 0], 0, 2)).toBe(Number.NEGATIVE_INFINITY);
    expect(cellOf([Number.NaN], 0, 1)).toBeNaN();
    expect(cellOf([Number.POSITIVE_INFINITY], 0, 1)).toBeNaN();
    expect(cellOf([0, Number.NaN], 0, 2)).toBe(Number.NEGATIVE_INFINITY);
    expect(cellOf([0, Number.NaN, 100], 0, 3)).toBe(2);
  });
});

describe('the scale', () => {
  it('spans whole powers of ten, two at least', () => {
    expect(decadesOf([[0.02, 0.03]])).toEqual({ low: -2, high: 0 });
    expect(
      decadesOf([
        [3e-7, Number.NaN],
        [0, 50],
      ]),
    ).toEqual({ low: -7, high: 2 });
    expect(decadesOf([[]])).toEqual({ low: -6, high: 0 });
  });
  it('places a cell on it', () => expect(fractionOf(-3, { low: -6, high: 0 })).toBe(0.5));
});

describe('hints', () => {
  const kinds = (values: readonly number[]) =>
    hintsOf(
      values.map((_, i) => `b${i}`),
      values,
    ).map((hint) => `${hint.path} ${hint.kind}`);
  it('finds what stalls and what breaks', () => {
    expect(kinds([0.1, 0.2, 0.3])).toEqual([]);
    expect(kinds([0.1, 0.2, 1e-6])).toEqual(['b2 vanishing']);
    expect(kinds([0.1, 0.2, 5e3])).toEqual(['b2 exploding']);
    expect(kinds([0.1, 0, 0.2])).toEqual(['b1 none']);
    expect(kinds([1e-9, 1e-9])).toEqual(['b0 vanishing', 'b1 vanishing']);
    expect(kinds([Number.NaN, 0.1])).toEqual([]);
  });
});

describe('inspecting', () => {
  const series = new Series(['a', 'b', 'c']);
  for (const step of [10, 20, 30]) series.push(step, [step, step / 10, 0]);

  it('finds the row and the last figure logged at the pointer', () => {
    expect(inspectAt(series, 0.4, 1)).toEqual({ row: 1, at: 0 });
    expect(inspectAt(series, 0.5, 1)).toEqual({ row: 1, at: 1 });
    expect(inspectAt(series, 2, 9)).toEqual({ row: 2, at: 2 });
    expect(inspectAt(new Series(['a']), 0.5, 0)).toBeUndefined();
    expect(sayInspected(series, { row: 1, at: 1 })).toBe('b, step 20: 2.00');
  });

  it('moves with the keys and stays inside', () => {
    expect(inspectNext(series, undefined, 'ArrowLeft', false)).toEqual({ row: 0, at: 1 });
    expect(inspectNext(series, { row: 0, at: 1 }, 'ArrowUp', false)).toEqual({ row: 0, at: 1 });
    expect(inspectNext(series, { row: 2, at: 1 }, 'ArrowDown', true)).toEqual({ row: 2, at: 1 });
    expect(inspectNext(series, { row: 2, at: 1 }, 'Home', false)).toEqual({ row: 2, at: 0 });
    expect(inspectNext(series, { row: 2, at: 1 }, 'x', false)).toBeUndefined();
    expect(inspectNext(new Series(['a']), undefined, 'Home', false)).toBeUndefined();
  });

  it('renders again only for another scale, other hints or other blocks', () => {
    const before = factsOf(series).key;
    series.push(40, [12, 3, 0]);
    expect(factsOf(series).key).toBe(before);
    series.push(50, [12, 1e-9, 0]);
    expect(factsOf(series).key).not.toBe(before);
  });
});

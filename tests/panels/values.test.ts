import { describe, expect, it } from 'vitest';
import type { ProbeRecord, TapRecord } from '../../src/metrics';
import { decadesOf, flowsOf } from '../../src/panels/gradients/over-time';
import { pageOf, summaryOf, valueScale, valueTaps } from '../../src/panels/values/pages';

const tap = (axes: string, shape: readonly number[], more: Partial<TapRecord> = {}): TapRecord => ({
  path: 'block',
  name: 'inside',
  axes: axes.split(' '),
  shape,
  data: Float32Array.from({ length: shape.reduce((a, b) => a * b, 1) }, (_, i) => i),
  ...more,
});
const probe = (...taps: TapRecord[]): ProbeRecord => ({ step: 1, taps, predictions: [] });
const only = (record: TapRecord) => {
  const [found] = valueTaps(probe(record));
  if (!found) throw new Error('the tap was not taken');
  return found;
};

describe('an inner value', () => {
  it('of one example is a matrix of its last two axes', () => {
    const found = only(tap('B T C', [1, 2, 3]));
    expect(found.axes).toEqual(['T', 'C']);
    expect([...pageOf(found, 0).data]).toEqual([0, 1, 2, 3, 4, 5]);
  });

  it('with more axes has a page for each of the others', () => {
    const found = only(tap('B H T S', [1, 2, 2, 2]));
    expect(found.pages.map(({ label }) => label)).toEqual(['H 0', 'H 1']);
    expect([...pageOf(found, 1).data]).toEqual([4, 5, 6, 7]);
  });

  it('that is a picture has a page for each channel', () => {
    const found = only(tap('B H W C', [1, 2, 2, 3]));
    expect(found.axes).toEqual(['H', 'W']);
    expect(found.pages.map(({ label }) => label)).toEqual(['C 0', 'C 1', 'C 2']);
    expect([...pageOf(found, 1).data]).toEqual([1, 4, 7, 10]);
  });

  it('that is a filter has a page for each channel of each filter', () => {
    const found = only(tap('KH KW C F', [3, 3, 1, 2]));
    expect(found.axes).toEqual(['KH', 'KW']);
    expect(found.pages.map(({ label }) => label)).toEqual(['C 0 F 0', 'C 0 F 1']);
    expect([...pageOf(found, 1).data].slice(0, 3)).toEqual([1, 3, 5]);
  });

  it('that is a vector is one row', () => {
    const found = only(tap('B C', [1, 4]));
    expect([found.rows, found.columns]).toEqual([1, 4]);
    expect([...pageOf(found, 0).data]).toEqual([0, 1, 2, 3]);
  });

  it('is left out where its shape is not what its axes say', () => {
    expect(valueTaps(probe(tap('B T C', [1, 2])))).toEqual([]);
  });

  it('has a scale around 0 where it lies on both sides, and figures', () => {
    const found = only(tap('B C', [1, 3], { data: Float32Array.from([-1, 0, 4]) }));
    expect(valueScale(found)).toEqual({ low: -4, high: 4, linear: true });
    expect(summaryOf(pageOf(found, 0))).toMatchObject({ mean: 1, low: -1, high: 4 });
  });
});

describe('the gradient over time', () => {
  const flow = tap('B T G', [1, 3, 2], { gradient: true, data: Float32Array.from([3e-6, 4e-6, 0, 0, 0.3, 0.4]) });

  it('is a norm for each step of a tap that is a gradient', () => {
    const [found] = flowsOf(probe(flow, tap('B T C', [1, 3, 2])));
    expect(flowsOf(probe(flow, tap('B T C', [1, 3, 2])))).toHaveLength(1);
    expect(found?.norms.map((norm) => norm.toExponential(1))).toEqual(['5.0e-6', '0.0e+0', '5.0e-1']);
  });

  it('stands on a scale that holds all of it', () => {
    expect(decadesOf(flowsOf(probe(flow)))).toEqual({ low: -6, high: 0 });
    expect(decadesOf([])).toEqual({ low: -4, high: 0 });
  });
});

import { describe, expect, it } from 'vitest';
import { beginningOf, type Initialiser } from '../../src/block';
import { initialValues, summariseWeight } from '../../src/train';

describe('how the numbers of a weight are spread', () => {
  it('counts every number once, from the least to the largest', () => {
    const data = Float32Array.of(-1, -0.5, 0, 0.5, 1, 1, 1, 1);
    const summary = summariseWeight('a.kernel', { shape: [2, 4], data }, 4);
    expect(summary).toMatchObject({ path: 'a.kernel', shape: [2, 4], min: -1, max: 1, mean: 0.375 });
    expect(summary.counts).toEqual([1, 1, 1, 5]);
    expect(summary.deviation).toBeCloseTo(Math.sqrt(5.5 / 8 - 0.375 ** 2), 6);
  });

  it('has a place for numbers that are all the same, and looks at part of many', () => {
    const same = summariseWeight('b', { shape: [3], data: new Float32Array(3).fill(2) }, 5);
    expect(same).toMatchObject({ min: 2, max: 2, mean: 2, deviation: 0, counts: [0, 0, 3, 0, 0] });
    const many = summariseWeight('c', { shape: [2_500_000], data: new Float32Array(2_500_000).fill(1) }, 2);
    expect(many.counts.reduce((a, b) => a + b, 0)).toBe(Math.ceil(2_500_000 / 3));
  });
});

describe('how a weight begins, in words', () => {
  const cases: readonly { initialiser: Initialiser; shape: readonly number[]; text: string }[] = [
    { initialiser: { kind: 'zeros' }, shape: [40], text: 'zeros' },
    { initialiser: { kind: 'ones' }, shape: [40], text: 'ones' },
    { initialiser: { kind: 'normal', deviation: 0.02 }, shape: [60, 50], text: 'normal' },
    { initialiser: { kind: 'uniform', limit: 0.3 }, shape: [60, 50], text: 'uniform ±0.3' },
    { initialiser: { kind: 'glorot' }, shape: [60, 40], text: 'Glorot, uniform ±0.245' },
    { initialiser: { kind: 'glorot' }, shape: [3, 3, 8, 16], text: 'Glorot, uniform ±0.167' },
    { initialiser: { kind: 'he' }, shape: [3, 3, 8, 16], text: 'He, normal' },
    { initialiser: { kind: 'orthogonal' }, shape: [40, 120], text: 'orthogonal' },
    { initialiser: { kind: 'orthogonal' }, shape: [90, 40], text: 'orthogonal' },
    { initialiser: { kind: 'parts', values: [0, 1, 0, 0] }, shape: [80], text: 'parts of 0, 1, 0, 0' },
  ];

  it.each(cases)('$text $shape has the deviation that is drawn', ({ initialiser, shape, text }) => {
    const spec = { shape, initialiser, trainable: true, decay: true };
    const data = initialValues(spec, 3, 'block.kernel');
    const { deviation } = summariseWeight('block.kernel', { shape, data }, 8);
    const said = beginningOf(spec);
    expect(said.text).toBe(text);
    expect(Math.abs(said.deviation - deviation)).toBeLessThanOrEqual(0.06 * deviation);
  });
});

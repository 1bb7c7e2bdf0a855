import { describe, expect, it } from 'vitest';
import { filters, INITIALISERS, initialiserOf, matrix, type WeightSpec } from '../../src/block';
import { initialValues } from '../../src/train/initial';

const valuesOf = (spec: WeightSpec) => initialValues(spec, 1, 'layer.kernel');

const deviationOf = (values: ArrayLike<number>): number => {
  const list = Array.from(values);
  const mean = list.reduce((a, b) => a + b, 0) / list.length;
  return Math.sqrt(list.reduce((a, b) => a + (b - mean) ** 2, 0) / list.length);
};

describe('initial values', () => {
  it('have the deviation of their name, from the fans of a matrix or of filters', () => {
    const he = deviationOf(valuesOf(matrix(50, 200, initialiserOf('he'))));
    expect(he / Math.sqrt(2 / 50)).toBeCloseTo(1, 1);
    const window = deviationOf(valuesOf(filters([5, 5, 8, 32], initialiserOf('he'))));
    expect(window / Math.sqrt(2 / (5 * 5 * 8))).toBeCloseTo(1, 1);
    const uniform = valuesOf(filters([3, 3, 16, 32], initialiserOf('glorot')));
    const limit = Math.sqrt(6 / (9 * (16 + 32)));
    expect(Math.max(...uniform)).toBeLessThanOrEqual(limit);
    expect(Math.max(...uniform)).toBeGreaterThan(0.99 * limit);
    expect(deviationOf(valuesOf(matrix(50, 200, initialiserOf('normal', 0.3)))) / 0.3).toBeCloseTo(1, 1);
    expect(Math.max(...valuesOf(matrix(5, 7, initialiserOf('zeros'))).map(Math.abs))).toBe(0);
    for (const name of INITIALISERS)
      expect(valuesOf(matrix(3, 2, initialiserOf(name))).every(Number.isFinite)).toBe(true);
  });

  it('are columns of a rotation for orthogonal filters', () => {
    const shape = [3, 3, 2, 7] as const;
    const [rows, columns] = [18, 7];
    const values = valuesOf(filters(shape, initialiserOf('orthogonal')));
    for (let a = 0; a < columns; a++) {
      for (let b = 0; b < columns; b++) {
        let product = 0;
        for (let r = 0; r < rows; r++) product += (values[r * columns + a] ?? 0) * (values[r * columns + b] ?? 0);
        expect(product).toBeCloseTo(a === b ? 1 : 0, 5);
      }
    }
  });
});

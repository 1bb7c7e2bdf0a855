import type { Features } from '../kinds/features';
import type { Baseline, Split } from '../types';

/** Wider tables get no linear baseline: its cost grows with the cube of the width. */
const WIDEST = 200;

/** Mean squared error of the mean, and of the best linear function by least squares. */
export function regressionBaselines(
  splits: Readonly<Record<Exclude<Split, 'test'>, Features>>,
  F: number,
  K: number,
): readonly Baseline[] {
  const { train, validation } = splits;
  if (validation.count === 0 || train.count === 0) return [];
  const mean = predict(validation, F, K, leastSquares(train, F, K, 0), 0);
  const baselines: Baseline[] = [{ name: 'always the mean', metric: 'loss', value: mean }];
  if (F > WIDEST) return baselines;
  const linear = predict(validation, F, K, leastSquares(train, F, K, F), F);
  return [...baselines, { name: 'linear least squares', metric: 'loss', value: linear }];
}

/** The first `used` features of row i, then 1 for the constant. */
const inputAt = (rows: Features, F: number, used: number, i: number, j: number): number =>
  j === used ? 1 : (rows.features[i * F + j] ?? 0);

/** Coefficients by target from the normal equations, with a trace of ridge so that dependent columns do no harm. */
function leastSquares(rows: Features, F: number, K: number, used: number): Float64Array[] {
  const n = used + 1;
  const system = Array.from({ length: n }, () => new Float64Array(n + K));
  for (let i = 0; i < rows.count; i++) {
    for (const [j, equation] of system.entries()) {
      const x = inputAt(rows, F, used, i, j);
      for (let k = 0; k < n; k++) equation[k] = (equation[k] ?? 0) + x * inputAt(rows, F, used, i, k);
      for (let k = 0; k < K; k++) equation[n + k] = (equation[n + k] ?? 0) + x * (rows.targets?.[i * K + k] ?? 0);
    }
  }
  for (const [j, equation] of system.entries()) equation[j] = (equation[j] ?? 0) * (1 + 1e-9) + 1e-12;
  eliminate(system);
  return Array.from({ length: K }, (_, k) => Float64Array.from(system, (equation) => equation[n + k] ?? 0));
}

/** Gauss and Jordan in place; the system is positive definite, so pivots need no search. */
function eliminate(system: readonly Float64Array[]): void {
  for (const [j, pivot] of system.entries()) {
    const scale = pivot[j] ?? 1;
    for (let k = 0; k < pivot.length; k++) pivot[k] = (pivot[k] ?? 0) / scale;
    for (const [i, equation] of system.entries()) {
      const factor = equation[j] ?? 0;
      if (i === j || factor === 0) continue;
      for (let k = 0; k < equation.length; k++) equation[k] = (equation[k] ?? 0) - factor * (pivot[k] ?? 0);
    }
  }
}

function predict(rows: Features, F: number, K: number, coefficients: readonly Float64Array[], used: number): number {
  let sum = 0;
  for (let i = 0; i < rows.count; i++) {
    for (const [k, weights] of coefficients.entries()) {
      let y = 0;
      for (let j = 0; j < weights.length; j++) y += (weights[j] ?? 0) * inputAt(rows, F, used, i, j);
      sum += (y - (rows.targets?.[i * K + k] ?? 0)) ** 2;
    }
  }
  return sum / (rows.count * K);
}

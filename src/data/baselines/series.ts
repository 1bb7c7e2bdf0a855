import type { Baseline, Batch, Split } from '../types';
import { regressionBaselines } from './regression';

interface Sizes {
  readonly T: number;
  readonly F: number;
  readonly P: number;
}

/** Windows looked at: more hardly change the figures and would take seconds. */
const MOST = 2_000;
/** Inputs of the linear forecast: the last readings of all columns. */
const INPUTS = 96;

/** Mean squared error of forecasts that learn nothing, and of the best linear one. */
export function seriesBaselines(
  batch: (split: Split, indices: readonly number[]) => Batch,
  counts: Readonly<Record<Split, number>>,
  { T, F, P }: Sizes,
  column: number,
): readonly Baseline[] {
  if (counts.validation === 0 || counts.train === 0) return [];
  const steps = Math.max(1, Math.min(T, Math.floor(INPUTS / F)));
  const rows = (split: Split) => {
    const count = Math.min(MOST, counts[split]);
    const spread = Array.from({ length: count }, (_, i) => Math.floor((i * counts[split]) / count));
    const { window, target } = batch(split, spread);
    const features = new Float32Array(count * steps * F);
    for (let i = 0; i < count; i++) {
      features.set(window?.data.subarray((i * T + T - steps) * F, (i + 1) * T * F) ?? [], i * steps * F);
    }
    return { count, features, targets: Float32Array.from(target?.data ?? []) };
  };
  const [train, validation] = [rows('train'), rows('validation')];
  let error = 0;
  for (const [k, wanted] of validation.targets.entries()) {
    const last = validation.features[(Math.floor(k / P) + 1) * steps * F - F + column] ?? 0;
    error += (wanted - last) ** 2 / validation.targets.length;
  }
  const [mean, linear] = regressionBaselines({ train, validation }, steps * F, P);
  return [
    ...(mean ? [mean] : []),
    { name: 'the last reading again', metric: 'loss', value: error },
    ...(linear ? [linear] : []),
  ];
}

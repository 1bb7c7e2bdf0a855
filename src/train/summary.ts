import type { WeightSummary } from '../metrics';

/** Numbers looked at for one weight; of a larger one, every k-th. */
const MOST = 1_000_000;

/** Spread of a weight's numbers; min and max of all that were looked at. */
export function summariseWeight(
  path: string,
  { shape, data }: { readonly shape: readonly number[]; readonly data: Float32Array },
  bins: number,
): WeightSummary {
  const stride = Math.max(1, Math.ceil(data.length / MOST));
  let [min, max, sum, squares, count] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, 0, 0, 0];
  for (let i = 0; i < data.length; i += stride) {
    const value = data[i] ?? 0;
    if (value < min) min = value;
    if (value > max) max = value;
    sum += value;
    squares += value * value;
    count++;
  }
  const mean = sum / Math.max(1, count);
  const deviation = Math.sqrt(Math.max(0, squares / Math.max(1, count) - mean * mean));
  const counts = new Array<number>(bins).fill(0);
  const width = (max - min) / bins;
  for (let i = 0; i < data.length; i += stride) {
    const at = width > 0 ? Math.min(bins - 1, Math.floor(((data[i] ?? 0) - min) / width)) : Math.floor(bins / 2);
    counts[at] = (counts[at] ?? 0) + 1;
  }
  return { path, shape, min, max, mean, deviation, counts };
}

export interface CurvePoint {
  readonly x: number;
  readonly y: number;
}

/**
 * A schedule sampled for a picture of the given size, y downwards. The first and the last step are always in it; what is
 * not a finite number is drawn at the bottom.
 */
export function curvePoints(
  factorAt: (step: number) => number,
  steps: number,
  width: number,
  height: number,
  count = 120,
): readonly CurvePoint[] {
  const last = Math.max(1, steps);
  const samples = Math.max(2, Math.min(count, last));
  const factors = Array.from({ length: samples }, (_, i) => {
    const factor = factorAt(Math.round(1 + (i / (samples - 1)) * (last - 1)));
    return Number.isFinite(factor) ? Math.max(0, factor) : 0;
  });
  const most = Math.max(1e-12, ...factors);
  return factors.map((factor, i) => ({ x: (i / (samples - 1)) * width, y: height - (factor / most) * height }));
}

export const pathOf = (points: readonly CurvePoint[]): string =>
  points.map(({ x, y }, i) => `${i === 0 ? 'M' : 'L'}${x.toFixed(1)} ${y.toFixed(1)}`).join('');

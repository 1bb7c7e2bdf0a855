import { formatNumber } from './format';

export interface HistogramProps {
  /** What the numbers are of. */
  readonly label: string;
  /** Numbers in each of equally wide bins from `min` to `max`. */
  readonly counts: readonly number[];
  readonly min: number;
  readonly max: number;
  readonly mean: number;
  readonly deviation: number;
}

const HEIGHT = 30;

/** How numbers are spread, small: bars from the least to the largest, a line at zero, and the figures in words. */
export function Histogram({ label, counts, min, max, mean, deviation }: HistogramProps) {
  const most = Math.max(1, ...counts);
  const zero = min < 0 && max > 0 ? (-min / (max - min)) * counts.length : undefined;
  const figures = `${formatNumber(min, 3)} to ${formatNumber(max, 3)}, mean ${formatNumber(mean, 3)}, σ ${formatNumber(deviation, 3)}`;
  return (
    <figure className="min-w-0">
      <svg
        role="img"
        aria-label={`${label}: ${figures}`}
        viewBox={`0 0 ${counts.length} ${HEIGHT}`}
        preserveAspectRatio="none"
        className="block h-8 w-full rounded-sm bg-sunken"
      >
        {counts.map((count, bin) => {
          const height = count === 0 ? 0 : Math.max(0.6, (HEIGHT * count) / most);
          return (
            <rect
              // biome-ignore lint/suspicious/noArrayIndexKey: a bin is its place.
              key={bin}
              x={bin + 0.06}
              y={HEIGHT - height}
              width={0.88}
              height={height}
              className="fill-accent"
            />
          );
        })}
        {zero !== undefined && (
          <line
            x1={zero}
            x2={zero}
            y1={0}
            y2={HEIGHT}
            className="stroke-muted"
            strokeWidth={1}
            strokeDasharray="2 2"
            vectorEffect="non-scaling-stroke"
          />
        )}
      </svg>
      <figcaption aria-hidden className="truncate font-mono text-[11px] text-muted" title={figures}>
        {figures}
      </figcaption>
    </figure>
  );
}

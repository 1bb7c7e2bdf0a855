import { useCallback, useRef } from 'react';
import { line, type PlotOptions, spread, stepAxis, usePaint, usePlot, valueAxis } from '../live';
import type { GradientsPanelProps } from './GradientsPanel';

/** Axis and margin in CSS pixels, as wide as the labels and figures beside the strip, so that steps stand above steps. */
const LEFT = 176;
const RIGHT = 72;

const OPTIONS: PlotOptions = {
  series: [{}, line('series-1')],
  scales: { x: { time: false }, y: { distr: 3 } },
  axes: [stepAxis(), valueAxis(LEFT)],
  legend: { show: false },
  cursor: { y: false, points: { size: 6 }, drag: { x: false, y: false } },
  padding: [6, RIGHT, 0, 0],
};

/** The norm over all weights, before clipping. */
export function NormLine({ source }: Pick<GradientsPanelProps, 'source'>) {
  const host = useRef<HTMLDivElement>(null);
  const plot = usePlot(host, OPTIONS);
  usePaint(
    source,
    useCallback(() => {
      const { steps } = source.training;
      // A logarithmic axis has no place for zero; it is shown as a gap.
      const norms = source.training.column('gradientNorm').map((norm) => (norm > 0 ? norm : Number.NaN));
      plot.setData([[...steps], spread(steps, steps, norms)]);
    }, [source, plot]),
  );
  return (
    <div className="relative h-24 shrink-0">
      <span className="absolute top-2 left-3 text-xs font-semibold">All weights</span>
      <div role="img" aria-label="Gradient norm of all weights over steps" className="absolute inset-0">
        <div ref={host} className="absolute inset-0" />
      </div>
    </div>
  );
}

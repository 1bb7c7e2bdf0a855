import { useCallback, useEffect, useId, useMemo, useRef } from 'react';
import type uPlot from 'uplot';
import { type Series, smooth } from '../../metrics';
import {
  type Aligned,
  line,
  type PlotOptions,
  positiveOnly,
  spread,
  stepAxis,
  usePlot,
  valueAt,
  valueAxis,
} from '../live';
import type { ChartSpec } from './charts';

/** What one painting hands to every chart. */
export interface Frame {
  readonly x: number[];
  readonly training: Series;
  readonly validation: Series;
  /** Weight of the moving average, 0 for none. */
  readonly smoothing: number;
}

export type Draw = (frame: Frame) => void;

export interface CurveChartProps {
  readonly spec: ChartSpec;
  readonly log: boolean;
  /** Charts of one group show the same step under the pointer. */
  readonly group: string;
  readonly register: (id: string, draw: Draw) => () => void;
  /** The step under the pointer, or nothing when it left. */
  readonly onStep: (step: number | undefined) => void;
}

const RANGES: Readonly<Record<ChartSpec['range'], uPlot.Scale>> = {
  free: {},
  zero: { range: (_, __, most) => [0, Math.max(1e-9, most * 1.1)] },
  fraction: { range: [0, 1] },
};

export function CurveChart({ spec, log, group, register, onStep }: CurveChartProps) {
  const id = useId();
  const host = useRef<HTMLDivElement>(null);
  const figures = useRef<(HTMLSpanElement | null)[]>([]);
  const shown = useRef<readonly Aligned[]>([]);
  const scaled = spec.log && log;

  const write = useCallback(
    (index: number | null | undefined) => {
      for (const [i, column] of shown.current.entries()) {
        const value = valueAt(column, index ?? column.length);
        const figure = figures.current[i];
        if (figure) figure.textContent = value === undefined ? '–' : spec.show(value);
      }
    },
    [spec],
  );

  const options = useMemo((): PlotOptions => {
    const cursor = (plot: uPlot) => {
      write(plot.cursor.idx);
      onStep(plot.cursor.idx == null ? undefined : plot.data[0][plot.cursor.idx]);
    };
    return {
      // Raw training figures lie faintly behind the smoothed line of the same colour.
      series: [
        {},
        ...spec.curves.map((curve) => line(curve.token, { faint: true })),
        ...spec.curves.map((curve) => line(curve.token, curve)),
      ],
      scales: {
        x: { time: false },
        y: scaled ? { distr: 3 } : RANGES[spec.range],
      },
      axes: [
        stepAxis(),
        valueAxis(
          46,
          spec.range === 'fraction' ? (value) => (value === null ? '' : `${Math.round(value * 100)} %`) : undefined,
        ),
      ],
      legend: { show: false },
      cursor: { sync: { key: group }, drag: { x: true, y: false }, points: { size: 6 }, y: false },
      padding: [6, 10, 0, 0],
      hooks: { setCursor: [cursor] },
    };
  }, [spec, scaled, group, write, onStep]);
  const plot = usePlot(host, options);

  useEffect(
    () =>
      register(spec.id, (frame) => {
        const raw: Aligned[] = [];
        const main: Aligned[] = [];
        for (const curve of spec.curves) {
          const series = frame[curve.from];
          const values = series.column(curve.column);
          const smoothed = curve.from === 'training' && frame.smoothing > 0;
          const own = spread(frame.x, series.steps, values);
          const clean = scaled ? positiveOnly(own) : own;
          raw.push(smoothed ? clean : []);
          main.push(smoothed ? spread(frame.x, series.steps, smooth(values, frame.smoothing)) : clean);
        }
        shown.current = main;
        plot.setData([frame.x, ...raw, ...main]);
        write(undefined);
      }),
    [register, spec, scaled, plot, write],
  );

  return (
    <figure className="flex min-h-0 min-w-0 flex-col" data-chart={spec.id}>
      <figcaption id={id} className="flex flex-wrap items-baseline gap-x-3 px-3 pt-2 text-xs">
        <span className="font-semibold">{spec.title}</span>
        {spec.curves.map((curve, i) => (
          <span key={curve.label} className="whitespace-nowrap text-muted">
            <span
              aria-hidden
              className="mr-1 inline-block w-4 border-t-2 align-middle"
              style={{ borderColor: `var(--wf-${curve.token})`, borderStyle: curve.dash ? 'dashed' : 'solid' }}
            />
            {curve.label}{' '}
            <span
              ref={(element) => {
                figures.current[i] = element;
              }}
              data-figure={`${curve.from}:${curve.column}`}
              className="font-mono text-ink tabular-nums"
            >
              –
            </span>
          </span>
        ))}
      </figcaption>
      <div
        role="img"
        aria-label={`${spec.title} over steps`}
        aria-describedby={id}
        className="relative min-h-24 flex-1"
      >
        <div ref={host} className="absolute inset-0" />
      </div>
    </figure>
  );
}

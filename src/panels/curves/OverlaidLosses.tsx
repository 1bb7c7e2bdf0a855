import { useCallback, useEffect, useId, useMemo, useRef, useState } from 'react';
import type uPlot from 'uplot';
import { formatExact, formatLoss, Switch } from '../../ui';
import { line, type PlotOptions, stepAxis, usePlot, valueAt, valueAxis } from '../live';
import { leastLoss, type OverlaidRun, overlay } from './overlay';

export interface OverlaidLossesProps {
  readonly runs: readonly OverlaidRun[];
}

const KINDS = ['train', 'validation'] as const;

/** The losses of several runs in one chart, a colour for each, with the figures at the step under the pointer. */
export function OverlaidLosses({ runs }: OverlaidLossesProps) {
  const id = useId();
  const host = useRef<HTMLDivElement>(null);
  const figures = useRef<(HTMLTableCellElement | null)[]>([]);
  const readout = useRef<HTMLSpanElement>(null);
  const [log, setLog] = useState(false);
  const drawn = useMemo(() => overlay(runs, log), [runs, log]);
  const write = useCallback(
    (index: number | null | undefined) => {
      for (const [i, column] of drawn.columns.entries()) {
        const value = valueAt(column, index ?? column.length);
        const cell = figures.current[i];
        if (cell) cell.textContent = value === undefined ? '–' : formatLoss(value);
      }
      const step = index == null ? undefined : drawn.x[index];
      if (readout.current)
        readout.current.textContent = step === undefined ? 'at the end' : `at step ${formatExact(step)}`;
    },
    [drawn],
  );
  const tokens = runs.map(({ token }) => token).join();
  const options = useMemo(
    (): PlotOptions => ({
      series: [{}, ...tokens.split(',').flatMap((token) => [line(token), line(token, { dash: true })])],
      scales: { x: { time: false }, y: log ? { distr: 3 } : {} },
      axes: [stepAxis(), valueAxis(46)],
      legend: { show: false },
      cursor: { drag: { x: true, y: false }, points: { size: 6 }, y: false },
      padding: [6, 10, 0, 0],
      hooks: { setCursor: [(plot: uPlot) => write(plot.cursor.idx)] },
    }),
    [tokens, log, write],
  );
  const plot = usePlot(host, options);
  useEffect(() => {
    plot.setData([[...drawn.x], ...drawn.columns]);
    write(undefined);
  }, [plot, drawn, write]);
  return (
    <figure className="min-w-0" aria-labelledby={`${id}-title`}>
      <figcaption className="flex flex-wrap items-center gap-x-3">
        <span id={`${id}-title`} className="font-semibold">
          Loss
        </span>
        <span ref={readout} className="text-xs text-muted tabular-nums">
          at the end
        </span>
        <Switch label="Log scale" checked={log} onChange={setLog} className="ml-auto" />
      </figcaption>
      <div role="img" aria-label="Losses over steps" aria-describedby={`${id}-figures`} className="relative h-48">
        <div ref={host} className="absolute inset-0" />
      </div>
      <table id={`${id}-figures`} className="w-full text-xs">
        <caption className="sr-only">Losses of the runs</caption>
        <thead className="text-muted">
          <tr>
            <th scope="col" className="py-1 text-left font-normal">
              Run
            </th>
            {KINDS.map((kind, i) => (
              <th key={kind} scope="col" className="px-2 text-right font-normal">
                <span
                  aria-hidden
                  className="mr-1 inline-block w-4 border-t-2 border-control align-middle"
                  style={{ borderStyle: i === 0 ? 'solid' : 'dashed' }}
                />
                {kind}
              </th>
            ))}
            <th scope="col" className="px-2 text-right font-normal">
              best validation
            </th>
          </tr>
        </thead>
        <tbody>
          {runs.map((run, r) => {
            const least = leastLoss(run);
            return (
              <tr key={run.label} className="border-t border-line">
                <th scope="row" className="py-1 text-left font-medium">
                  <span
                    aria-hidden
                    className="mr-1.5 inline-block size-2.5 rounded-sm"
                    style={{ background: `var(--wf-${run.token})` }}
                  />
                  {run.label}
                </th>
                {KINDS.map((kind, i) => (
                  <td
                    key={kind}
                    ref={(cell) => {
                      figures.current[2 * r + i] = cell;
                    }}
                    data-figure={`${r} ${kind}`}
                    className="px-2 text-right font-mono tabular-nums"
                  >
                    –
                  </td>
                ))}
                <td className="px-2 text-right font-mono tabular-nums">
                  {least ? `${formatLoss(least.loss)} at ${formatExact(least.step)}` : '–'}
                </td>
              </tr>
            );
          })}
        </tbody>
      </table>
    </figure>
  );
}

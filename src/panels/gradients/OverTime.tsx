import { useMemo } from 'react';
import type { ProbeRecord } from '../../metrics';
import { formatNumber, showToken } from '../../ui';
import { type Live, useLive } from '../live';
import { decadesOf, type Flow, flowsOf, sayFlow } from './over-time';

const HEIGHT = 100;
const COLORS = ['series-1', 'series-2', 'series-3', 'series-4'] as const;

/** The gradient at every time step, on one logarithmic scale: where it has gone, nothing is learned. */
export function OverTime({ probe }: { readonly probe: Live<ProbeRecord | undefined> }) {
  const record = useLive(probe);
  const flows = useMemo(() => flowsOf(record), [record]);
  const decades = useMemo(() => decadesOf(flows), [flows]);
  if (flows.length === 0) return null;
  return (
    <section aria-label="Over time" className="shrink-0 border-b border-line px-3 py-2">
      <h3 className="mb-1 text-xs font-semibold">Over time: gradient at each step of the probe</h3>
      {flows.map((flow, i) => (
        <Line key={flow.path} flow={flow} decades={decades} color={COLORS[i % COLORS.length] ?? 'series-1'} />
      ))}
    </section>
  );
}

interface LineProps {
  readonly flow: Flow;
  readonly decades: { readonly low: number; readonly high: number };
  readonly color: string;
}

function Line({ flow, decades: { low, high }, color }: LineProps) {
  const { norms, tokens, path } = flow;
  const last = Math.max(1, norms.length - 1);
  const height = (norm: number) => {
    const part = norm > 0 ? (Math.log10(norm) - low) / (high - low) : 0;
    return HEIGHT * (1 - Math.min(1, Math.max(0, part)));
  };
  const points = norms.map((norm, t) => `${((100 * t) / last).toFixed(2)},${height(norm).toFixed(2)}`).join(' ');
  const say = sayFlow(flow, (value) => formatNumber(value, 2));
  return (
    <figure className="mb-1">
      <figcaption className="flex justify-between gap-2 text-xs">
        <span className="truncate font-mono">{path}</span>
        <span className="text-muted">{say}</span>
      </figcaption>
      <div className="flex h-16 gap-1">
        <span aria-hidden className="flex w-8 flex-col justify-between text-right font-mono text-[10px] text-muted">
          <span>1e{high}</span>
          <span>1e{low}</span>
        </span>
        <svg
          role="img"
          aria-label={`Gradient of ${path} over time, ${say}`}
          viewBox={`0 0 100 ${HEIGHT}`}
          preserveAspectRatio="none"
          className="min-w-0 flex-1 rounded-sm bg-sunken"
        >
          <polyline
            points={points}
            fill="none"
            stroke={`var(--wf-${color})`}
            strokeWidth={2}
            vectorEffect="non-scaling-stroke"
          />
        </svg>
      </div>
      {tokens.length > 0 && (
        <p aria-hidden className="ml-9 flex justify-between overflow-hidden font-mono text-[10px] text-muted">
          <span>{showToken(tokens[0] ?? '')}</span>
          <span>{showToken(tokens.at(-1) ?? '')}</span>
        </p>
      )}
    </figure>
  );
}

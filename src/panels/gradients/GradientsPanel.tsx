import { Activity } from 'lucide-react';
import { useCallback, useMemo, useRef, useState } from 'react';
import type { CanvasSize } from '../../ui';
import { EmptyState, formatNumber, Panel } from '../../ui';
import {
  line,
  type PlotOptions,
  type RunSource,
  spread,
  stepAxis,
  unionSteps,
  useDigest,
  usePaint,
  usePlot,
  valueAxis,
} from '../live';
import { describe, HeatStrip, type Inspected } from './HeatStrip';
import { Hints } from './Hints';
import { Legend } from './Legend';
import { paintStrip } from './paint';
import { decadesOf, hintsOf, rangeOf } from './strip';

export interface GradientsPanelProps {
  readonly source: Pick<RunSource, 'subscribe' | 'training' | 'blocks'>;
}

/** The line's axis and margin, as wide as the labels and figures beside the strip, so that steps stand above steps. */
const LEFT = 176;
const RIGHT = 72;

export function GradientsPanel({ source }: GradientsPanelProps) {
  // Rarely changing facts about the figures; one logged step alone renders nothing.
  const digest = useDigest(source, () => {
    const { blocks } = source;
    const columns = blocks.columns.map((path) => blocks.column(path));
    return JSON.stringify([blocks.columns, blocks.length > 0, decadesOf(columns), hintKey(source)]);
  });
  // biome-ignore lint/correctness/useExhaustiveDependencies: the digest stands for what is read from the series.
  const facts = useMemo(() => {
    const { blocks } = source;
    return {
      decades: decadesOf(blocks.columns.map((path) => blocks.column(path))),
      hints: hintsOf(blocks.columns, blocks.latest?.values ?? []),
      empty: blocks.length === 0 || blocks.columns.length === 0,
    };
  }, [source, digest]);

  return (
    <Panel
      label="Gradient norms"
      scroll={false}
      toolbar={
        <>
          <Legend decades={facts.decades} />
          <Hints hints={facts.hints} />
        </>
      }
    >
      {facts.empty ? (
        <EmptyState icon={Activity} title="No gradients yet">
          While the model trains, each block's gradient norm is drawn here over the steps.
        </EmptyState>
      ) : (
        <Norms source={source} facts={facts} />
      )}
    </Panel>
  );
}

const hintKey = ({ blocks }: GradientsPanelProps['source']): string =>
  hintsOf(blocks.columns, blocks.latest?.values ?? [])
    .map((hint) => hint.path + hint.kind)
    .join();

interface NormsProps extends GradientsPanelProps {
  readonly facts: { readonly decades: { readonly low: number; readonly high: number } };
}

function Norms({ source, facts: { decades } }: NormsProps) {
  const host = useRef<HTMLDivElement>(null);
  const scroller = useRef<HTMLDivElement>(null);
  const latest = useRef<(HTMLSpanElement | null)[]>([]);
  const repaint = useRef<(() => void) | undefined>(undefined);
  const [inspected, setInspected] = useState<Inspected>();
  const { blocks } = source;

  const options = useMemo(
    (): PlotOptions => ({
      series: [{}, line('series-1')],
      scales: { x: { time: false }, y: { distr: 3 } },
      axes: [stepAxis(), valueAxis(LEFT)],
      legend: { show: false },
      cursor: { y: false, points: { size: 6 }, drag: { x: false, y: false } },
      padding: [6, RIGHT, 0, 0],
    }),
    [],
  );
  const plot = usePlot(host, options);

  usePaint(
    source,
    useCallback(() => {
      const { training, blocks: norms } = source;
      const x = unionSteps(training.steps, norms.steps);
      plot.setData([
        x,
        spread(
          x,
          training.steps,
          training.column('gradientNorm').map((norm) => (norm > 0 ? norm : Number.NaN)),
        ),
      ]);
      for (const [i, value] of (norms.latest?.values ?? []).entries()) {
        const figure = latest.current[i];
        if (figure) figure.textContent = formatNumber(value, 3);
      }
      repaint.current?.();
    }, [source, plot]),
  );

  const paint = useCallback(
    (context: CanvasRenderingContext2D, size: CanvasSize) => {
      const range = rangeOf(source.blocks.steps);
      if (!range) return;
      const step = inspected && source.blocks.steps[inspected.at];
      paintStrip(context, size, {
        series: source.blocks,
        range,
        decades,
        scroll: scroller.current?.scrollTop ?? 0,
        inspected: inspected && step !== undefined ? { row: inspected.row, step } : undefined,
      });
    },
    [source, decades, inspected],
  );

  return (
    <div className="flex h-full flex-col">
      <div className="relative h-24 shrink-0">
        <span className="absolute top-2 left-3 text-xs font-semibold">All weights</span>
        <div role="img" aria-label="Gradient norm of all weights over steps" className="absolute inset-0">
          <div ref={host} className="absolute inset-0" />
        </div>
      </div>
      <p className="flex h-6 items-center px-3 font-mono text-xs text-muted">
        {inspected ? describe(blocks, inspected) : 'By block'}
      </p>
      <HeatStrip
        series={blocks}
        paint={paint}
        inspected={inspected}
        onInspect={setInspected}
        latest={latest}
        scroller={scroller}
        onRepaint={repaint}
      />
    </div>
  );
}

import { LineChart } from 'lucide-react';
import { useCallback, useId, useMemo, useRef, useState } from 'react';
import { EmptyState, formatExact, Panel, Slider, Switch, scrollable } from '../../ui';
import { type RunSource, unionSteps, useDigest, usePaint } from '../live';
import { CurveChart, type Draw } from './CurveChart';
import { chartsOf } from './charts';

export interface CurvesPanelProps {
  readonly source: Pick<RunSource, 'subscribe' | 'training' | 'validation'>;
}

export function CurvesPanel({ source }: CurvesPanelProps) {
  const [smoothing, setSmoothing] = useState(0);
  const [log, setLog] = useState(false);
  const root = useRef<HTMLElement>(null);
  const readout = useRef<HTMLSpanElement>(null);
  const draws = useRef(new Map<string, Draw>());
  const paints = useRef(0);
  const group = useId();

  // What decides which charts there are; figures that come in leave it as it is, so nothing renders again.
  const columns = useDigest(source, () =>
    JSON.stringify([
      source.training.columns,
      source.validation.columns,
      source.training.length + source.validation.length > 0,
    ]),
  );
  // biome-ignore lint/correctness/useExhaustiveDependencies: the digest stands for the columns.
  const charts = useMemo(() => chartsOf(source.training.columns, source.validation.columns), [source, columns]);
  const empty = source.training.length + source.validation.length === 0;

  const showStep = useCallback(
    (step: number | undefined) => {
      const { latest } = source.training;
      const at = step ?? latest?.step;
      if (readout.current) readout.current.textContent = at === undefined ? '–' : formatExact(at);
    },
    [source],
  );

  const request = usePaint(
    source,
    useCallback(() => {
      const { training, validation } = source;
      const frame = { x: unionSteps(training.steps, validation.steps), training, validation, smoothing };
      for (const draw of draws.current.values()) draw(frame);
      showStep(undefined);
      if (root.current) root.current.dataset.paints = String(++paints.current);
    }, [source, smoothing, showStep]),
  );

  const register = useCallback(
    (id: string, draw: Draw) => {
      draws.current.set(id, draw);
      request();
      return () => {
        draws.current.delete(id);
      };
    },
    [request],
  );

  return (
    <Panel
      ref={root}
      label="Training curves"
      scroll={false}
      toolbar={
        <>
          <Slider
            label="Smoothing"
            value={smoothing}
            min={0}
            max={0.98}
            step={0.02}
            onChange={setSmoothing}
            show={(value) => value.toFixed(2)}
          />
          <Switch label="Log scale" checked={log} onChange={setLog} />
          <span className="ml-auto text-xs text-muted">
            Step{' '}
            <span ref={readout} className="font-mono text-ink tabular-nums">
              –
            </span>
          </span>
        </>
      }
    >
      {empty ? (
        <EmptyState icon={LineChart} title="No figures yet">
          Press Train: loss, accuracy and speed appear here with every logged step.
        </EmptyState>
      ) : (
        <div
          {...scrollable('Charts')}
          className="focus-inset grid h-full auto-rows-[minmax(9.5rem,1fr)] grid-cols-[repeat(auto-fit,minmax(min(100%,19rem),1fr))] overflow-auto"
        >
          {charts.map((spec) => (
            <CurveChart key={spec.id} spec={spec} log={log} group={group} register={register} onStep={showStep} />
          ))}
        </div>
      )}
    </Panel>
  );
}

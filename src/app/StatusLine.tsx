import { useEffect, useRef } from 'react';
import type { RunState } from '../metrics';
import { createPacer } from '../panels/live';
import { formatCount, formatDuration, formatExact, ProgressBar } from '../ui';
import { useRun, useWork, useWorkspace } from './context';

const STATES: Readonly<Record<RunState, string>> = {
  idle: 'Ready',
  preparing: 'Preparing',
  training: 'Training',
  paused: 'Paused',
  stopped: 'Stopped',
  finished: 'Finished',
  failed: 'Failed',
};

const SAVING = { saved: 'Saved', pending: 'Saving…', failed: 'Not saved' } as const;

/** How the run goes and whether everything is kept. */
export function StatusLine() {
  const state = useRun((view) => view.state);
  const work = useRun((view) => view.work);
  const saving = useWork((view) => view.saving);
  const elsewhere = useWork((view) => view.elsewhere);
  return (
    <footer className="flex h-6 items-center gap-3 border-t border-line bg-surface px-2 text-xs text-muted">
      <span role="status" className="font-medium text-ink">
        {STATES[state]}
      </span>
      <Pace />
      {work.map(({ label, done, total, unit }) => (
        <div key={label} className="w-72 min-w-0">
          <ProgressBar
            label={label}
            done={done}
            total={total}
            text={`${label}: ${formatCount(done)} of ${formatCount(total)} ${unit}`}
          />
        </div>
      ))}
      <span
        role="status"
        aria-label="Saving"
        className={`ml-auto shrink-0 ${saving === 'failed' ? 'text-danger-ink' : ''}`}
      >
        {elsewhere ? 'Read only' : SAVING[saving]}
      </span>
    </footer>
  );
}

/** Step, speed and time left; written into the page, not rendered, because they change all the time. */
function Pace() {
  const { run } = useWorkspace();
  const steps = useRun((view) => view.steps);
  const state = useRun((view) => view.state);
  const line = useRef<HTMLSpanElement>(null);
  const bar = useRef<HTMLSpanElement>(null);
  useEffect(() => {
    const write = () => {
      const { pace } = run.figures;
      const step = Math.max(run.step, pace?.step ?? 0);
      const words = [
        steps === 0 ? '' : `step ${formatExact(Math.min(step, steps))} / ${formatExact(steps)}`,
        pace && Number.isFinite(pace.loss) ? `loss ${pace.loss.toFixed(4)}` : '',
        state === 'training' && pace ? `${formatCount(pace.itemsPerSecond)} items/s` : '',
        state === 'training' && pace ? `${formatDuration(pace.secondsLeft)} left` : '',
      ];
      if (line.current) line.current.textContent = words.filter(Boolean).join(' · ');
      if (bar.current) bar.current.style.transform = `scaleX(${steps === 0 ? 0 : Math.min(1, step / steps)})`;
    };
    const pacer = createPacer(write, 250);
    write();
    const stop = run.figures.subscribe(pacer.request);
    return () => {
      stop();
      pacer.stop();
    };
  }, [run, steps, state]);
  return (
    <span className="flex min-w-0 items-center gap-2">
      <span
        aria-hidden
        className={steps === 0 ? 'hidden' : 'h-1 w-24 shrink-0 overflow-hidden rounded-full bg-hover max-sm:w-12'}
      >
        <span ref={bar} className="block h-full origin-left bg-accent" />
      </span>
      <span ref={line} data-pace className="truncate tabular-nums" />
    </span>
  );
}

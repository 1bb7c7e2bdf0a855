import { useMemo } from 'react';
import type { RunRecord } from '../../metrics';
import { leastLoss, OverlaidLosses, type OverlaidRun } from '../../panels';
import { Segmented } from '../../ui';

/** Which of several runs stands for a side. */
export type WhichRun = 'last' | 'best';

/** The last run, or the one with the least loss on what was held out. */
export function chosenRun(runs: readonly RunRecord[], which: WhichRun): RunRecord | undefined {
  if (which === 'last') return runs[0];
  const loss = (run: RunRecord) => leastLoss(run)?.loss ?? Number.POSITIVE_INFINITY;
  return runs.reduce<RunRecord | undefined>((best, run) => (best && loss(best) <= loss(run) ? best : run), undefined);
}

const WHEN = new Intl.DateTimeFormat(undefined, { dateStyle: 'medium', timeStyle: 'medium' });

export interface CompareRunsProps {
  readonly before: RunRecord | undefined;
  readonly after: RunRecord | undefined;
  readonly which: WhichRun;
  readonly onWhich: (which: WhichRun) => void;
  /** Whether the last run of a side is not its best. */
  readonly several: boolean;
}

/** The losses of a run of each side over each other. */
export function CompareRuns({ before, after, which, onWhich, several }: CompareRunsProps) {
  const runs = useMemo(
    () => [
      ...(before ? [overlaid(before, 'Before', 'series-1')] : []),
      ...(after ? [overlaid(after, 'After', 'series-2')] : []),
    ],
    [before, after],
  );
  return (
    <section aria-label="Runs" className="rounded-lg border border-line bg-surface p-3">
      {several && (
        <div className="mb-2 flex justify-end">
          <Segmented
            label="Which run of each"
            value={which}
            options={[
              { value: 'last', label: 'Last runs' },
              { value: 'best', label: 'Best runs' },
            ]}
            onChange={onWhich}
          />
        </div>
      )}
      {runs.length > 0 ? (
        <OverlaidLosses runs={runs} />
      ) : (
        <p className="text-sm text-muted">
          Neither was trained as it is: train both, and their losses are drawn over each other here.
        </p>
      )}
    </section>
  );
}

const overlaid = ({ started, training, validation }: RunRecord, side: string, token: string): OverlaidRun => ({
  label: `${side}, run of ${WHEN.format(started)}`,
  token,
  training,
  validation,
});

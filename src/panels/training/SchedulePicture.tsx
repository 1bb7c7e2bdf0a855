import { formatExact, formatNumber } from '../../ui';
import type { Schedule } from './change';
import { curvePoints, pathOf } from './curve';

/** Factor on the learning rate at a step counted from 1, as training takes it. */
export type ScheduleFactor = (schedule: Schedule, step: number, steps: number) => number;

export interface SchedulePictureProps {
  readonly schedule: Schedule;
  readonly steps: number;
  readonly learningRate: number;
  readonly scheduleFactor: ScheduleFactor;
}

const WIDTH = 220;
const HEIGHT = 48;

/** The learning rate over the whole run, small. */
export function SchedulePicture({ schedule, steps, learningRate, scheduleFactor }: SchedulePictureProps) {
  const factorAt = (step: number) => scheduleFactor(schedule, step, steps);
  const curve = pathOf(curvePoints(factorAt, steps, WIDTH, HEIGHT));
  const end = formatNumber(learningRate * factorAt(steps), 3);
  const start = formatNumber(learningRate * factorAt(1), 3);
  return (
    <figure className="min-w-0">
      <svg
        role="img"
        aria-label={`Learning rate: ${start} at step 1, ${end} at step ${formatExact(steps)}`}
        viewBox={`-1 -2 ${WIDTH + 2} ${HEIGHT + 4}`}
        preserveAspectRatio="none"
        className="h-14 w-full rounded-md border border-line bg-sunken"
      >
        <path d={`${curve}L${WIDTH} ${HEIGHT}L0 ${HEIGHT}Z`} className="fill-accent-soft" />
        <path d={curve} fill="none" vectorEffect="non-scaling-stroke" strokeWidth={1.5} className="stroke-series-1" />
      </svg>
      <figcaption className="flex justify-between font-mono text-xs text-muted">
        <span>{start}</span>
        <span>{end}</span>
      </figcaption>
    </figure>
  );
}

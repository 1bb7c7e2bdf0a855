import type { SeriesRecord } from '../../metrics';
import { type Aligned, positiveOnly, spread, unionSteps } from '../live';

/** One of several runs whose losses are drawn over each other. */
export interface OverlaidRun {
  /** What it is, in words: a side, a document, when it began. */
  readonly label: string;
  /** Colour token. */
  readonly token: string;
  readonly training: SeriesRecord;
  readonly validation: SeriesRecord;
}

export interface Overlay {
  readonly x: readonly number[];
  /** Training and validation of each run in turn, in the places of `x`. */
  readonly columns: readonly Aligned[];
}

/** The losses of runs on one axis of steps; on a logarithmic one without what has no place there. */
export function overlay(runs: readonly OverlaidRun[], log: boolean): Overlay {
  const all = runs.flatMap(({ training, validation }) => [training, validation]);
  const x = all.reduce<number[]>((steps, one) => unionSteps(steps, one.steps), []);
  const columns = all.map((one) => {
    const own = spread(x, one.steps, lossOf(one));
    return log ? positiveOnly(own) : own;
  });
  return { x, columns };
}

/** The least loss of a run on what was held out, and its step; undefined where nothing was. */
export function leastLoss({ validation }: Pick<OverlaidRun, 'validation'>) {
  const losses = lossOf(validation);
  const least = losses.filter(Number.isFinite).reduce((a, b) => Math.min(a, b), Number.POSITIVE_INFINITY);
  const step = validation.steps[losses.indexOf(least)];
  return step === undefined ? undefined : { step, loss: least };
}

const lossOf = ({ columns, values }: SeriesRecord): readonly number[] => values[columns.indexOf('loss')] ?? [];

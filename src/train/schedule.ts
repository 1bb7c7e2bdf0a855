import type { Phase } from '../check';

/**
 * Learning rate at a step of a phase (from 0): linear warm-up from rate / warmup to rate, then the schedule.
 *
 * @param total steps the phase takes altogether
 */
export function learningRateAt({ learningRate, schedule }: Phase, step: number, total: number): number {
  if (step < schedule.warmup) return (learningRate * (step + 1)) / schedule.warmup;
  switch (schedule.kind) {
    case 'constant':
      return learningRate;
    case 'cosine': {
      const done = Math.min(1, (step - schedule.warmup) / Math.max(1, total - 1 - schedule.warmup));
      return learningRate * (schedule.floor + ((1 - schedule.floor) * (1 + Math.cos(Math.PI * done))) / 2);
    }
    case 'step':
      return learningRate * schedule.factor ** Math.floor((step - schedule.warmup) / schedule.every);
  }
}

/** The phase whose turn a step is, and how many steps it has taken before. */
export function phaseAt(phases: readonly Phase[], step: number): { readonly index: number; readonly taken: number } {
  const round = phases.reduce((sum, phase) => sum + phase.turn, 0);
  let within = step % round;
  for (const [index, phase] of phases.entries()) {
    if (within < phase.turn) return { index, taken: Math.floor(step / round) * phase.turn + within };
    within -= phase.turn;
  }
  throw new RangeError('a run has at least one phase');
}

/**
 * The phase by whose losses a run is judged after `step` steps. Phases of which none comes back follow one another in time:
 * then it is the one that trained last. Where they take turns, it is the first all along.
 *
 * @param total steps of the whole run, whatever the document says
 */
export function judgedBy(phases: readonly Phase[], step: number, total: number): number {
  const round = phases.reduce((sum, phase) => sum + phase.turn, 0);
  return total > round ? 0 : phaseAt(phases, Math.max(0, step - 1)).index;
}

/** Numbers the optimizer reads: the rate, and Adam's bias corrections 1 − β^t for the t-th step of the phase (from 1). */
export function scalarsAt(phase: Phase, taken: number, total: number, factor: number): Map<string, number> {
  const scalars = new Map([['learningRate', factor * learningRateAt(phase, taken, total)]]);
  const { optimizer } = phase;
  if (optimizer.kind !== 'sgd') {
    scalars.set('correction1', 1 - optimizer.beta1 ** (taken + 1));
    scalars.set('correction2', 1 - optimizer.beta2 ** (taken + 1));
  }
  return scalars;
}

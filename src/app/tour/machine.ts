import type { TourFacts, TourStep } from './steps';

/** Where in the tour a person is. */
export interface Progress {
  readonly step: number;
  /** Whether what the step asks for is so. */
  readonly done: boolean;
}

/** At a step, which may have been done before: then the person goes on when they have read it. */
export function enterStep(steps: readonly TourStep[], step: number, facts: TourFacts): Progress {
  const at = Math.max(0, Math.min(steps.length - 1, step));
  return { step: at, done: steps[at]?.done(facts) ?? false };
}

/** What follows from something that has happened: a step that has just been done leads on, unless it has more to say. */
export function observe(steps: readonly TourStep[], now: Progress, facts: TourFacts): Progress {
  const { step, done } = enterStep(steps, now.step, facts);
  if (done === now.done) return now;
  const waits = steps[step]?.after !== undefined || step === steps.length - 1;
  return done && !waits ? enterStep(steps, step + 1, facts) : { step, done };
}

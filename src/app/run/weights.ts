import type { WeightSource } from '../../editor';
import type { RunBridge } from './bridge';

const BINS = 48;
/** Milliseconds between two looks while a model trains: it keeps a state every ten seconds. */
const EVERY = 5_000;

/** Weights of the run that is there, counted in the worker. */
export const weightSource = (run: RunBridge): WeightSource => ({
  async look(paths) {
    if (!run.view.getState().hasWeights || paths.length === 0) return undefined;
    const answer = await run.ask({ kind: 'weights', paths, bins: BINS });
    if (answer.kind !== 'weights') return undefined;
    return { step: answer.step, weights: new Map(answer.weights.map((weight) => [weight.path, weight])) };
  },
  subscribe(listener) {
    const timer = setInterval(() => {
      if (run.view.getState().state === 'training') listener();
    }, EVERY);
    const stop = run.view.subscribe((now, before) => {
      if (now.run !== before.run || now.state !== before.state || now.saved !== before.saved) listener();
    });
    return () => {
      clearInterval(timer);
      stop();
    };
  },
});

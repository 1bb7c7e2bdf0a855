import { type Program, takenApart } from '../compile';
import { type Counter, watchProgram } from '../kernels';
import type { Batches, Model } from './model';

/** A step that was not taken, because a value in it was infinite or not a number. */
export interface NotFinite {
  readonly notFinite: true;
  readonly step: number;
  readonly loss: number;
  readonly gradientNorm: number;
  /** Path of the first block whose value went wrong; empty for the run's own sums. */
  readonly path: string;
  readonly operation: string;
  readonly part: 'forward' | 'backward' | 'update';
}

/** The first value that went wrong. */
export type Culprit = Pick<NotFinite, 'path' | 'operation' | 'part'>;

/** Runs a Program again, looking at every value, until one is not finite; undefined where none is. */
export async function findCulprit(
  model: Model,
  program: Program,
  batches: Batches,
  counter: Counter,
  scalars: ReadonlyMap<string, number>,
): Promise<Culprit | undefined> {
  let culprit: Culprit | undefined;
  const { feed, done } = model.feed(program, batches, counter, scalars);
  try {
    for (const [name, weight] of feed.weights) {
      if (!(await finite(weight))) return { path: name, operation: 'weight', part: 'update' };
    }
    for (const [name, input] of feed.inputs) {
      if (!(await finite(input))) return { path: name, operation: 'data', part: 'forward' };
    }
    await watchProgram(takenApart(program), feed, async (step, made) => {
      for (const tensor of made) {
        if (await finite(tensor)) continue;
        culprit = { path: step.path, operation: step.op, part: step.part };
        return false;
      }
      return true;
    });
  } finally {
    done();
  }
  return culprit;
}

async function finite(tensor: {
  readonly dtype: string;
  data(): Promise<ArrayLike<number> | string[]>;
}): Promise<boolean> {
  if (tensor.dtype !== 'float32') return true;
  const data = await tensor.data();
  for (let i = 0; i < data.length; i++) if (!Number.isFinite(data[i])) return false;
  return true;
}

import type { Checker } from '../check';
import type { Dataset } from '../data';
import type { Device } from '../kernels';
import { Model, Trainer } from '../train';
import type { HostServices } from './host-services';
import type { Prepared } from './prepare';

/** A training step that is to be timed before a device is chosen for it. */
export interface Trial {
  /** What the time depends on: one that was timed is not timed again. */
  readonly key: string;
  /** Floating point operations that a step takes at least. */
  readonly flops: number;
  /**
   * Milliseconds that a step takes, compiling aside. Nothing is left of it.
   *
   * @throws DeviceFault where the device cannot take it
   */
  run(device: Device): Promise<number>;
}

/** Steps that count, at most, and the milliseconds that they are to take together. */
const STEPS = 5;
const ENOUGH = 500;
/** Steps that do not count: the first compiles and records, the second is the first to be replayed. */
const WARM = 2;

/** Times the document's own first steps: its model, its batches. */
export function trialOf(
  { document, graph }: Prepared,
  datasets: ReadonlyMap<string, Dataset>,
  checker: Checker,
  { now }: Pick<HostServices, 'now'>,
): Trial {
  const { graph: drawn, modules, data, training } = document;
  const { batch, accumulate, recompute, precision, phases } = training;
  const optimizers = phases.map(({ optimizer }) => optimizer.kind);
  return {
    key: JSON.stringify([drawn, modules, data, batch, accumulate, recompute, precision, optimizers]),
    // The forward pass alone: the backward pass takes about twice as many.
    flops: checker.check(document).totals.flops,
    async run(device) {
      const model = new Model(graph, graph.training.seed);
      const trainer = new Trainer(model, device, datasets);
      try {
        await device.guard(async () => trainer.initialise());
        let last = 0;
        for (let step = 0; step < WARM; step++) {
          const before = now();
          await trainer.takeStep();
          last = now() - before;
        }
        const steps = Math.min(STEPS, Math.max(1, Math.floor(ENOUGH / last)));
        const began = now();
        // As in a run: a GPU has the next step before it has reported the last.
        for (let step = 1; step <= steps; step++) await trainer.takeStep({ ahead: step < steps });
        return (now() - began) / steps;
      } finally {
        model.dispose();
      }
    },
  };
}

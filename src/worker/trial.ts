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

/** Steps that count, at most, and milliseconds after which no further one is begun. */
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
  return {
    key: JSON.stringify([drawn, modules, data, training]),
    // The forward pass alone: the backward pass takes about twice as many.
    flops: checker.check(document).totals.flops,
    async run(device) {
      const model = new Model(graph, graph.training.seed);
      const trainer = new Trainer(model, device, datasets);
      try {
        await device.guard(async () => trainer.initialise());
        const times: number[] = [];
        const began = now();
        for (let step = 0; step < WARM + STEPS; step++) {
          const before = now();
          await trainer.takeStep();
          if (step >= WARM) times.push(now() - before);
          if (times.length > 0 && now() - began > ENOUGH) break;
        }
        return times.sort((a, b) => a - b)[times.length >> 1] ?? 0;
      } finally {
        model.dispose();
      }
    },
  };
}

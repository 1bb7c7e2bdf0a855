import { isProblems } from '../data';
import { probeBatches, runProbe } from '../generate';
import type { ProbeRecord } from '../metrics';
import type { Model, Trainer } from '../train';
import type { HostServices } from './host-services';
import type { ProbeFields } from './protocol';

/** Milliseconds between two looks. */
const EVERY = 1_000;
/** Most of the time that looks at the probe may take where they take long; the page then draws, which takes as much again. */
const SHARE = 0.015;
/** Looks that take longer than those to come: kernels are compiled, then what they do is recorded. */
const FIRST = 2;

/** Runs one example through the model now and then, for the panels. */
export class ProbeLook {
  fields: ProbeFields;
  readonly #services: HostServices;
  #last = Number.NEGATIVE_INFINITY;
  #looks = 0;
  #every = EVERY;

  constructor(fields: ProbeFields, services: HostServices) {
    this.fields = fields;
    this.#services = services;
  }

  get due(): boolean {
    return this.#services.now() - this.#last > this.#every;
  }

  /** The next look is due at once. */
  hurry(): void {
    this.#last = Number.NEGATIVE_INFINITY;
  }

  /** Another device takes another time. */
  beginAnew(): void {
    this.#looks = 0;
    this.#every = EVERY;
  }

  /** What is wrong with the example itself is shown and is not fatal. */
  async look(model: Model, trainer: Trainer): Promise<ProbeRecord | undefined> {
    const began = this.#services.now();
    this.#last = began;
    if (!model.graph.nodes.some((node) => node.role === 'output')) return undefined;
    const batches = probeBatches(model, this.fields, trainer.datasets);
    if (isProblems(batches)) {
      this.#services.emit({ type: 'problems', problems: batches });
      return undefined;
    }
    const probed = await runProbe(model, trainer.device, batches);
    const record = { step: trainer.step, ...probed };
    this.#services.emit({ type: 'probe', record });
    const took = this.#looks++ < FIRST ? 0 : this.#services.now() - began;
    this.#every = Math.max(EVERY, took / SHARE);
    return record;
  }
}

import { dispose, type Tensor } from '@tensorflow/tfjs-core';
import type { Program } from '../compile';
import { disposeResults, type Results, runProgram, upload } from './engine';
import { type RecordedProgram, recordProgram, type StepFeed } from './gpu/step';
import { Store } from './store';

/** Numbers that a Program reported, by name. */
export type Report = ReadonlyMap<string, number>;

/** Whether a training step may be taken: neither loss nor gradient norm is infinite or no number. */
export const isSound = (report: Report): boolean =>
  ['loss', 'gradientNorm'].every((name) => Number.isFinite(report.get(name) ?? 0));

/** What a recorded Program takes. */
export interface Footprint {
  readonly dispatches: number;
  /** Bytes that live at one time, at most; weights and inputs aside. */
  readonly live: number;
  /** Bytes that are there for them, shared by all recorded Programs. */
  readonly allocated: number;
}

/**
 * Weights on a device and the Programs that read and change them. On a GPU a Program is recorded when it first runs and
 * replayed from then on; elsewhere it runs operation by operation.
 */
export class Executor {
  readonly store = new Store();
  readonly #recorded = new Map<Program, RecordedProgram>();

  /** Makes room for weights of these shapes, on the device in use. */
  open(shapes: ReadonlyMap<string, readonly number[]>): void {
    const before = this.store.arena;
    this.store.open(shapes);
    // What was recorded reads the weights where they lay.
    if (this.store.arena !== before) this.#forgetAll();
  }

  /** Runs a Program that reports. A training step's update is made unless the report is unsound. */
  async execute(program: Program, feed: StepFeed): Promise<Report> {
    const recorded = this.#recordedFor(program);
    return recorded ? reportOf(program, await recorded.run(feed)) : this.#eager(program, feed);
  }

  /** What a Program takes as it was recorded; undefined where it was not. */
  footprint(program: Program): Footprint | undefined {
    const plan = this.#recorded.get(program)?.plan;
    const allocated = this.store.arena?.gpu.memory.allocated ?? 0;
    return plan && { dispatches: plan.dispatches, live: plan.peak, allocated };
  }

  /** Gives back what was recorded of a Program. */
  forget(program: Program): void {
    this.#recorded.get(program)?.dispose();
    this.#recorded.delete(program);
  }

  dispose(): void {
    this.#forgetAll();
    this.store.dispose();
  }

  async #eager(program: Program, feed: StepFeed): Promise<Report> {
    const { weights, slots } = this.store;
    const inputs = new Map<string, Tensor>();
    let results: Results;
    try {
      for (const { name, value } of program.inputs) {
        const [array, type] = [feed.inputs.get(name), program.values[value]];
        if (array && type) inputs.set(name, upload(array, type.dtype));
      }
      results = runProgram(program, { ...feed, inputs, weights, slots });
    } finally {
      dispose([...inputs.values()]);
    }
    let report: Report;
    try {
      report = reportOf(program, await Promise.all(results.reported.map((tensor) => tensor.data<'float32'>())));
    } catch (error) {
      disposeResults(results);
      throw error;
    }
    if (!isSound(report)) {
      disposeResults(results);
      return report;
    }
    for (const [i, { kind, name }] of program.updates.entries()) {
      const value = results.updates[i];
      if (value) this.store.replace(kind, name, value);
    }
    disposeResults({ ...results, updates: [] });
    return report;
  }

  #recordedFor(program: Program): RecordedProgram | undefined {
    const { arena } = this.store;
    if (!arena?.inUse) return undefined;
    const known = this.#recorded.get(program);
    if (known) return known;
    const made = recordProgram(program, this.store, arena);
    this.#recorded.set(program, made);
    return made;
  }

  #forgetAll(): void {
    for (const program of [...this.#recorded.keys()]) this.forget(program);
  }
}

const reportOf = (program: Program, values: readonly ArrayLike<number>[]): Report =>
  new Map(
    program.reported.flatMap(({ names }, i) =>
      names.map((name, j): [string, number] => [name, values[i]?.[j] ?? Number.NaN]),
    ),
  );

import { dispose, type Tensor } from '@tensorflow/tfjs-core';
import type { Program } from '../compile';
import type { Submitted } from './device';
import { disposeResults, type HostArray, type Results, runProgram, upload } from './engine';
import { timeProduct } from './gpu/product';
import { type RecordedProgram, recordProgram, type StepFeed } from './gpu/step';
import { elements } from './layout';
import { Store } from './store';

/** Numbers that a Program reported, by name. */
export type Report = ReadonlyMap<string, number>;

/** Whether a training step may be taken: neither loss nor gradient norm is infinite or no number. */
export const isSound = (report: Report): boolean =>
  ['loss', 'gradientNorm'].every((name) => Number.isFinite(report.get(name) ?? 0));

/** What a Program was run for. */
export interface Predicted {
  /** By name of their output block. */
  readonly outputs: ReadonlyMap<string, HostArray>;
  /** In the order of the Program's; undefined where a value was too large to be read. */
  readonly taps: readonly (HostArray | undefined)[];
}

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
  readonly #seen = new WeakSet<Program>();

  /** Makes room for weights of these shapes, on the device in use. */
  open(shapes: ReadonlyMap<string, readonly number[]>): void {
    const before = this.store.arena;
    this.store.open(shapes);
    // What was recorded reads the weights where they lay.
    if (this.store.arena !== before) this.#forgetAll();
  }

  /** Makes a training step ready; undefined where nothing is recorded. */
  async prepare(program: Program): Promise<Footprint | undefined> {
    const recorded = await this.#recordedFor(program, reportedOf(program));
    await recorded?.plan.ready();
    return this.footprint(program);
  }

  /** Runs a Program that reports. A training step's update is made unless the report is unsound. */
  async execute(program: Program, feed: StepFeed): Promise<Report> {
    return (await this.submit(program, feed)).report;
  }

  /**
   * The same, done as soon as it is submitted: on a GPU one more may be submitted before the report is there. After one that
   * is not sound nothing changes any more until `resume`.
   */
  async submit(program: Program, feed: StepFeed): Promise<Submitted<Report>> {
    const recorded = await this.#recordedFor(program, reportedOf(program));
    if (!recorded) return { report: Promise.resolve(await this.#execute(program, feed)) };
    const { report } = await recorded.submit(feed);
    return {
      report: report.then((all) =>
        reportOf(
          program,
          all.map((bytes) => new Float32Array(bytes)),
        ),
      ),
    };
  }

  /** Lets steps change the weights again after one that was not sound. */
  resume(): void {
    this.store.arena?.resume();
  }

  async #execute(program: Program, feed: StepFeed): Promise<Report> {
    const results = this.#run(program, feed);
    try {
      const read = await Promise.all(results.reported.map((tensor) => tensor.data<'float32'>()));
      const report = reportOf(program, read);
      if (isSound(report)) this.#commit(program, results);
      return report;
    } finally {
      disposeResults(results);
    }
  }

  /** Runs a Program for its outputs and taps. Taps of more than `limit` elements are not read. */
  async predict(program: Program, feed: StepFeed, limit = Number.POSITIVE_INFINITY): Promise<Predicted> {
    const small = ({ value }: { readonly value: number }): boolean => sizeOf(program, value) <= limit;
    const values = [...program.outputs, ...program.taps.filter(small)].map(({ value }) => value);
    const recorded = await this.#recordedFor(program, values);
    const read = recorded
      ? (await (await recorded.submit(feed)).report).map((bytes, i) => arrayOf(program, values[i] ?? -1, bytes))
      : await this.#readEager(program, feed, small);
    const byValue = new Map(values.map((value, i) => [value, read[i]]));
    const outputs = program.outputs.flatMap(({ name, value }): [string, HostArray][] => {
      const array = byValue.get(value);
      return array ? [[name, array]] : [];
    });
    return { outputs: new Map(outputs), taps: program.taps.map(({ value }) => byValue.get(value)) };
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
    const gpu = this.store.arena?.gpu;
    this.#forgetAll();
    this.store.dispose();
    gpu?.giveBack();
  }

  #run(program: Program, feed: StepFeed): Results {
    const { weights, slots } = this.store;
    const inputs = new Map<string, Tensor>();
    try {
      for (const { name, value } of program.inputs) {
        const [array, type] = [feed.inputs.get(name), program.values[value]];
        if (array && type) inputs.set(name, upload(array, type.dtype));
      }
      return runProgram(program, { ...feed, inputs, weights, slots });
    } finally {
      dispose([...inputs.values()]);
    }
  }

  #commit(program: Program, results: Results): void {
    for (const [i, { kind, name }] of program.updates.entries()) {
      const value = results.updates[i];
      // A copy: what is left of the results is disposed of.
      if (value) this.store.replace(kind, name, value.clone());
    }
  }

  async #readEager(
    program: Program,
    feed: StepFeed,
    wanted: (named: { readonly value: number }) => boolean,
  ): Promise<HostArray[]> {
    const results = this.#run(program, feed);
    try {
      const outputs = program.outputs.map(({ name }) => results.outputs.get(name));
      const taps = program.taps.flatMap((tap, i) => (wanted(tap) ? [results.taps[i]] : []));
      return await Promise.all([...outputs, ...taps].map(readTensor));
    } finally {
      disposeResults(results);
    }
  }

  /** A training step is recorded at once; anything else when it comes a second time, since texts grow symbol by symbol. */
  async #recordedFor(program: Program, wanted: readonly number[]): Promise<RecordedProgram | undefined> {
    const { arena } = this.store;
    if (!arena?.inUse) return undefined;
    const known = this.#recorded.get(program);
    if (known) return known;
    if (program.updates.length === 0 && !this.#seen.has(program)) {
      this.#seen.add(program);
      return undefined;
    }
    const { forms } = arena.gpu;
    let made = recordProgram(program, this.store, arena, wanted);
    if (forms.open) {
      // Products that this GPU has not seen yet: which form is fastest is known once they have been timed.
      made.dispose();
      await forms.choose((product, form) => timeProduct(arena.gpu, product, form));
      made = recordProgram(program, this.store, arena, wanted);
    }
    this.#recorded.set(program, made);
    return made;
  }

  #forgetAll(): void {
    for (const program of [...this.#recorded.keys()]) this.forget(program);
  }
}

const reportedOf = (program: Program): number[] => program.reported.map(({ value }) => value);

const reportOf = (program: Program, values: readonly ArrayLike<number>[]): Report =>
  new Map(
    program.reported.flatMap(({ names }, i) =>
      names.map((name, j): [string, number] => [name, values[i]?.[j] ?? Number.NaN]),
    ),
  );

const shapeOf = (program: Program, value: number): number[] => (program.values[value]?.shape ?? []).map(Number);

const sizeOf = (program: Program, value: number): number => elements(shapeOf(program, value));

function arrayOf(program: Program, value: number, bytes: ArrayBuffer): HostArray {
  const float = program.values[value]?.dtype === 'float';
  return { shape: shapeOf(program, value), data: float ? new Float32Array(bytes) : new Int32Array(bytes) };
}

async function readTensor(tensor: Tensor | undefined): Promise<HostArray> {
  if (!tensor) throw new RangeError('a Program gives all its outputs');
  // A copy: the wasm backend hands out a view of its heap, which moves when the heap grows.
  return { shape: tensor.shape, data: (await tensor.data()).slice() };
}

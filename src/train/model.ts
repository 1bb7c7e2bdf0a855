import { dispose, type Tensor } from '@tensorflow/tfjs-core';
import type { CheckedDataNode, CheckedGraph, Phase } from '../check';
import {
  breaches,
  type Continuation,
  type ContinuationOptions,
  compileContinuation,
  compileEvaluation,
  compileInference,
  compileProbe,
  compileTraining,
  type Program,
  type Share,
} from '../compile';
import type { Batch, Dataset, Split } from '../data';
import {
  type Counter,
  disposeResults,
  Executor,
  type Feed,
  type Footprint,
  type HostArray,
  type Predicted,
  type Report,
  type Results,
  runProgram,
  type Store,
  type StoredTensor,
  type Submitted,
  upload,
} from '../kernels';
import type { Bindings } from '../tensor';
import { initialValues } from './initial';
import type { Checkpoint } from './state';

type Purpose =
  | { readonly kind: 'train'; readonly phase: number; readonly share?: Share; readonly lossScale?: number }
  | { readonly kind: 'evaluate' | 'predict' | 'probe' };

/** Programs kept; one for each purpose and each set of sizes. */
const PROGRAMS = 32;

/** A batch for every data block, by node id. */
export type Batches = ReadonlyMap<string, Batch>;

/**
 * A checked graph with its weights on a device: compiles a Program for each purpose and size when it is first needed, and
 * runs it. Owns weights and optimizer state.
 */
export class Model {
  readonly graph: CheckedGraph;
  readonly seed: number;
  readonly #executor = new Executor();
  readonly #programs = new Map<string, Program>();
  readonly #continuations = new Map<string, Continuation | undefined>();
  #changes = 0;

  constructor(graph: CheckedGraph, seed: number) {
    this.graph = graph;
    this.seed = seed;
  }

  /** Weights and optimizer state. */
  get store(): Store {
    return this.#executor.store;
  }

  get dataNodes(): readonly CheckedDataNode[] {
    return this.graph.nodes.filter((node): node is CheckedDataNode => node.call.kind === 'data');
  }

  /** Grows whenever the weights may have changed: what was made with those before is of other weights then. */
  get changes(): number {
    return this.#changes;
  }

  /** New weights from the seed, and no optimizer state. */
  initialise(): void {
    this.#changes++;
    this.#open();
    this.store.loadWeights(this.#initialWeights());
  }

  /** Weights and optimizer state as a checkpoint holds them; what it lacks begins as new. */
  restore({ weights, slots }: Pick<Checkpoint, 'weights' | 'slots'>): void {
    this.#changes++;
    this.#open();
    this.store.loadWeights(this.#initialWeights(weights));
    this.store.loadWeights(weights);
    this.store.loadSlots(slots);
  }

  async save(step: number): Promise<Checkpoint> {
    return { step, seed: this.seed, weights: await this.store.saveWeights(), slots: await this.store.saveSlots() };
  }

  /** The Program for a purpose at the sizes of these batches. */
  program(purpose: Purpose, batches: Batches): Program {
    const bindings = sizesOf(this.dataNodes, batches);
    const key = JSON.stringify([purpose, Object.entries(bindings).sort()]);
    const known = this.#programs.get(key);
    if (known) {
      // What was used last is forgotten last: the step that is being trained never is.
      this.#programs.delete(key);
      this.#programs.set(key, known);
      return known;
    }
    const made = lawful(this.#compile(purpose, bindings));
    const oldest = this.#programs.keys().next().value;
    if (this.#programs.size >= PROGRAMS && oldest !== undefined) this.#forget(oldest);
    this.#programs.set(key, made);
    return made;
  }

  /**
   * A Program that reads on at the sizes of these batches; undefined for a model that has to read everything again.
   *
   * @param greatest most steps that may be read in all
   */
  continuation(batches: Batches, options: ContinuationOptions, greatest: number): Continuation | undefined {
    const bindings = { ...sizesOf(this.dataNodes, batches), [options.symbol]: greatest };
    const key = JSON.stringify([options, Object.entries(bindings).sort()]);
    if (this.#continuations.has(key)) {
      const known = this.#continuations.get(key);
      this.#continuations.delete(key);
      this.#continuations.set(key, known);
      return known;
    }
    const made = compileContinuation(this.graph, bindings, options);
    if (made) lawful(made.program);
    const oldest = this.#continuations.entries().next().value;
    if (this.#continuations.size >= PROGRAMS && oldest) {
      if (oldest[1]) this.#executor.forget(oldest[1].program);
      this.#continuations.delete(oldest[0]);
    }
    this.#continuations.set(key, made);
    return made;
  }

  /**
   * Runs a Program that reports, and a training step's update with it. The update is not made where loss or gradient norm
   * is no finite number. On a GPU the Program is recorded the first time and replayed from then on.
   */
  execute(
    program: Program,
    batches: Batches,
    counter: Counter,
    scalars: ReadonlyMap<string, number> = new Map(),
  ): Promise<Report> {
    const inputs = new Map(program.inputs.map(({ name }) => [name, arrayOf(batches, name)]));
    return this.#executor.execute(program, { inputs, scalars, counter });
  }

  /** The same, done as soon as it is submitted; see Executor.submit. */
  submit(
    program: Program,
    batches: Batches,
    counter: Counter,
    scalars: ReadonlyMap<string, number>,
  ): Promise<Submitted<Report>> {
    if (program.updates.length > 0) this.#changes++;
    const inputs = new Map(program.inputs.map(({ name }) => [name, arrayOf(batches, name)]));
    return this.#executor.submit(program, { inputs, scalars, counter });
  }

  /** Lets steps change the weights again after one that was not sound. */
  resume(): void {
    this.#executor.resume();
  }

  /** Runs a Program for its outputs and taps; see Executor.predict. `more` are inputs that are no data. */
  predict(
    program: Program,
    batches: Batches,
    limit?: number,
    more: ReadonlyMap<string, HostArray> = new Map(),
  ): Promise<Predicted> {
    const inputs = new Map(program.inputs.map(({ name }) => [name, more.get(name) ?? arrayOf(batches, name)]));
    const counter = { seed: this.seed, step: 0 };
    return this.#executor.predict(program, { inputs, scalars: new Map(), counter }, limit);
  }

  run(program: Program, batches: Batches, counter: Counter, scalars?: ReadonlyMap<string, number>): Results {
    const { feed, done } = this.feed(program, batches, counter, scalars);
    try {
      return runProgram(program, feed);
    } finally {
      done();
    }
  }

  discard(results: Results): void {
    disposeResults(results);
  }

  /** Makes a training step ready before it is taken. */
  prepare(program: Program): Promise<Footprint | undefined> {
    return this.#executor.prepare(program);
  }

  /** What the Programs that have run take on a GPU, the last one made last. */
  footprints(): Footprint[] {
    return [...this.#programs.values()].flatMap((program) => this.#executor.footprint(program) ?? []);
  }

  /** Uploads what a Program reads; `done` takes it back. */
  feed(program: Program, batches: Batches, counter: Counter, scalars: ReadonlyMap<string, number> = new Map()) {
    const inputs = new Map<string, Tensor>();
    for (const { name, value } of program.inputs) {
      const type = program.values[value];
      if (!type) throw new RangeError(`no type for '${name}'`);
      inputs.set(name, upload(arrayOf(batches, name), type.dtype));
    }
    const { weights, slots } = this.store;
    const feed: Feed = { inputs, scalars, weights, slots, counter };
    return { feed, done: () => dispose([...inputs.values()]) };
  }

  dispose(): void {
    this.#executor.dispose();
    this.#programs.clear();
    this.#continuations.clear();
  }

  #forget(key: string): void {
    const program = this.#programs.get(key);
    this.#programs.delete(key);
    if (program) this.#executor.forget(program);
  }

  /** Room for all weights and slots on the device in use; slots begin at zero. */
  #open(): void {
    this.#executor.open(this.weightShapes());
    for (const program of this.#whole()) {
      const slots = program.slots.map(({ name, value }): [string, StoredTensor] => {
        const shape = (program.values[value]?.shape ?? []).map(Number);
        return [name, { shape, data: new Float32Array(shape.reduce((a, b) => a * b, 1)) }];
      });
      this.store.loadSlots(new Map(slots));
    }
  }

  /** Shapes of all weights, those only some purposes use included. */
  weightShapes(): Map<string, readonly number[]> {
    return new Map([...this.#specs()].map(([name, spec]) => [name, spec.shape]));
  }

  #specs() {
    const specs = new Map<string, Program['weights'][number]['spec']>();
    for (const program of this.#whole()) for (const { name, spec } of program.weights) specs.set(name, spec);
    return specs;
  }

  /** Making a large orthogonal matrix takes seconds: what is there already is not made. */
  #initialWeights(present: ReadonlyMap<string, unknown> = new Map()): Map<string, StoredTensor> {
    const missing = [...this.#specs()].filter(([name]) => !present.has(name));
    return new Map(
      missing.map(([name, spec]) => [name, { shape: spec.shape, data: initialValues(spec, this.seed, name) }]),
    );
  }

  /**
   * Programs that together name every weight and slot: each phase's step where there is a loss, inference, and the probe,
   * which also looks at blocks that lead nowhere.
   */
  #whole(): Program[] {
    const { phases } = this.graph.training;
    const trains = this.graph.nodes.some((node) => node.role === 'loss');
    const steps = trains ? phases.map((phase) => compileTraining(this.graph, phase)) : [];
    const probe = phases.slice(0, 1).map((phase) => compileProbe(this.graph, phase));
    return [...steps, ...probe, compileInference(this.graph)];
  }

  #phase(index: number): Phase {
    const phase = this.graph.training.phases[index];
    if (!phase) throw new RangeError(`no phase ${index}`);
    return phase;
  }

  #compile(purpose: Purpose, bindings: Bindings): Program {
    switch (purpose.kind) {
      case 'train': {
        return compileTraining(this.graph, this.#phase(purpose.phase), bindings, [], purpose.share, purpose.lossScale);
      }
      case 'evaluate':
        return compileEvaluation(this.graph, bindings);
      case 'predict':
        return compileInference(this.graph, bindings);
      case 'probe':
        return compileProbe(this.graph, this.#phase(0), bindings);
    }
  }
}

/** Law 3, in development builds and tests; a breach is a fault of the compiler, not of the document. */
function lawful(program: Program): Program {
  const broken = import.meta.env.DEV ? breaches(program) : [];
  if (broken.length > 0) throw new Error(`the Program breaks its laws: ${broken.join('; ')}`);
  return program;
}

/** `<node id>.<port>`. */
function arrayOf(batches: Batches, name: string): HostArray {
  const dot = name.lastIndexOf('.');
  const array = batches.get(name.slice(0, dot))?.[name.slice(dot + 1)];
  if (!array) throw new RangeError(`no data for '${name}'`);
  return array;
}

/** What the symbols on the wires are in these batches: the port's type against the array's shape. */
function sizesOf(nodes: readonly CheckedDataNode[], batches: Batches): Bindings {
  const sizes: Record<string, number> = {};
  for (const node of nodes) {
    for (const [port, array] of Object.entries(batches.get(node.id) ?? {})) {
      for (const [axis, dim] of (node.outputs[port]?.shape ?? []).entries()) {
        const size = array.shape[axis];
        if (typeof dim === 'string' && size !== undefined) sizes[dim] = size;
      }
    }
  }
  return sizes;
}

/** The examples of every data block; they step through their splits together. */
export function batchesOf(
  datasets: ReadonlyMap<string, Dataset>,
  split: Split,
  indices: (count: number) => readonly number[],
  epochs: (count: number) => readonly number[] | undefined = () => undefined,
): Batches {
  return new Map(
    [...datasets].map(([id, dataset]) => {
      const count = dataset.counts[split];
      return [id, dataset.batch(split, indices(count), epochs(count))];
    }),
  );
}

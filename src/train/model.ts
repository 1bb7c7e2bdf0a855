import { dispose, type Tensor } from '@tensorflow/tfjs-core';
import type { CheckedDataNode, CheckedGraph, Phase } from '../check';
import { breaches, compileEvaluation, compileInference, compileProbe, compileTraining, type Program } from '../compile';
import type { Batch, Dataset, Split } from '../data';
import { type Counter, disposeResults, type Feed, type HostArray, type Results, runProgram, upload } from '../kernels';
import type { Bindings } from '../tensor';
import { initialValues } from './initial';
import { type Checkpoint, type StoredTensor, Tensors } from './state';

type Purpose = { readonly kind: 'train'; readonly phase: number } | { readonly kind: 'evaluate' | 'predict' | 'probe' };

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
  readonly weights = new Tensors();
  readonly slots = new Tensors();
  readonly #programs = new Map<string, Program>();

  constructor(graph: CheckedGraph, seed: number) {
    this.graph = graph;
    this.seed = seed;
  }

  get dataNodes(): readonly CheckedDataNode[] {
    return this.graph.nodes.filter((node): node is CheckedDataNode => node.call.kind === 'data');
  }

  /** New weights from the seed, and no optimizer state. */
  initialise(): void {
    this.weights.dispose();
    this.slots.dispose();
    this.weights.load(this.#initialWeights());
    this.#zeroSlots();
  }

  /** Weights and optimizer state as a checkpoint holds them; what it lacks begins as new. */
  restore({ weights, slots }: Pick<Checkpoint, 'weights' | 'slots'>): void {
    this.weights.dispose();
    this.slots.dispose();
    this.weights.load(this.#initialWeights(weights));
    this.weights.load(weights);
    this.#zeroSlots();
    this.slots.load(slots);
  }

  async save(step: number): Promise<Checkpoint> {
    return { step, seed: this.seed, weights: await this.weights.save(), slots: await this.slots.save() };
  }

  /** The Program for a purpose at the sizes of these batches. */
  program(purpose: Purpose, batches: Batches): Program {
    const bindings = sizesOf(this.dataNodes, batches);
    const key = JSON.stringify([purpose, Object.entries(bindings).sort()]);
    const known = this.#programs.get(key);
    if (known) return known;
    const made = this.#compile(purpose, bindings);
    // Law 3, in development builds and tests; a breach is a fault of the compiler, not of the document.
    const broken = import.meta.env.DEV ? breaches(made) : [];
    if (broken.length > 0) throw new Error(`the Program breaks its laws: ${broken.join('; ')}`);
    const oldest = this.#programs.keys().next().value;
    if (this.#programs.size >= PROGRAMS && oldest !== undefined) this.#programs.delete(oldest);
    this.#programs.set(key, made);
    return made;
  }

  run(program: Program, batches: Batches, counter: Counter, scalars?: ReadonlyMap<string, number>): Results {
    const { feed, done } = this.feed(program, batches, counter, scalars);
    try {
      return runProgram(program, feed);
    } finally {
      done();
    }
  }

  /** Uploads what a Program reads; `done` takes it back. */
  feed(program: Program, batches: Batches, counter: Counter, scalars: ReadonlyMap<string, number> = new Map()) {
    const inputs = new Map<string, Tensor>();
    for (const { name, value } of program.inputs) {
      const type = program.values[value];
      const array = arrayOf(batches, name);
      if (!type || !array) throw new RangeError(`no data for '${name}'`);
      inputs.set(name, upload(array, type.dtype));
    }
    const feed: Feed = { inputs, scalars, weights: this.weights.map, slots: this.slots.map, counter };
    return { feed, done: () => dispose([...inputs.values()]) };
  }

  /** Numbers a Program reported, by name. */
  async report(program: Program, results: Results): Promise<Map<string, number>> {
    const tensor = results.outputs.get('report');
    const values = tensor ? await tensor.data() : [];
    return new Map(program.reported.map((name, i) => [name, values[i] ?? Number.NaN]));
  }

  discard(results: Results): void {
    disposeResults(results);
  }

  /** Takes a step's new weights and optimizer state. */
  commit(program: Program, results: Results): void {
    for (const [i, { kind, name }] of program.updates.entries()) {
      const value = results.updates[i];
      if (value) (kind === 'weight' ? this.weights : this.slots).set(name, value);
    }
    for (const value of results.outputs.values()) value.dispose();
  }

  dispose(): void {
    this.weights.dispose();
    this.slots.dispose();
    this.#programs.clear();
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

  #zeroSlots(): void {
    for (const program of this.#whole()) {
      const slots = program.slots.map(({ name, value }): [string, StoredTensor] => {
        const shape = (program.values[value]?.shape ?? []).map(Number);
        return [name, { shape, data: new Float32Array(shape.reduce((a, b) => a * b, 1)) }];
      });
      this.slots.load(new Map(slots));
    }
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
        return compileTraining(this.graph, this.#phase(purpose.phase), bindings);
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

/** `<node id>.<port>`. */
function arrayOf(batches: Batches, name: string): HostArray | undefined {
  const dot = name.lastIndexOf('.');
  return batches.get(name.slice(0, dot))?.[name.slice(dot + 1)];
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

import { dispose, type Tensor, tensor, tidy } from '@tensorflow/tfjs-core';
import type { Program, Step } from '../compile';
import type { DType } from '../tensor';
import type { Counter } from './kernel';
import { kernelFor } from './table';

export interface HostArray {
  readonly data: Float32Array | Int32Array | Uint8Array;
  readonly shape: readonly number[];
}

/** Everything a Program reads from outside, by name. */
export interface Feed {
  readonly inputs: ReadonlyMap<string, Tensor>;
  readonly scalars?: ReadonlyMap<string, number>;
  readonly weights: ReadonlyMap<string, Tensor>;
  readonly slots?: ReadonlyMap<string, Tensor>;
  readonly counter: Counter;
}

/** What a Program leaves. The caller owns every tensor in it. */
export interface Results {
  readonly outputs: ReadonlyMap<string, Tensor>;
  readonly taps: readonly Tensor[];
  readonly updates: readonly Tensor[];
}

const DTYPES: Readonly<Record<DType, 'float32' | 'int32' | 'bool'>> = { float: 'float32', int: 'int32', bool: 'bool' };

export const upload = ({ data, shape }: HostArray, dtype: DType): Tensor => tensor(data, [...shape], DTYPES[dtype]);

/** Called after an instruction with what it made, before anything is freed. */
export type Watch = (step: Step, made: readonly Tensor[]) => Promise<boolean> | boolean;

/** Runs a Program's instructions in order and frees each value after its last use (law 5: nothing else is left). */
export function runProgram(program: Program, feed: Feed): Results {
  const run = new Run(program, feed);
  try {
    for (const step of program.steps) {
      run.execute(step);
      run.free(step);
    }
    return run.results();
  } catch (error) {
    run.abandon();
    throw error;
  } finally {
    run.close();
  }
}

/** Runs a Program instruction by instruction until `watch` says stop; leaves nothing. */
export async function watchProgram(program: Program, feed: Feed, watch: Watch): Promise<void> {
  const run = new Run(program, feed);
  try {
    for (const step of program.steps) {
      const made = run.execute(step);
      if (!(await watch(step, made))) return;
      run.free(step);
    }
  } finally {
    run.abandon();
    run.close();
  }
}

class Run {
  readonly #program: Program;
  readonly #counter: Counter;
  readonly #values = new Map<number, Tensor>();
  readonly #made = new Set<number>();
  readonly #scalars: Tensor[] = [];

  constructor(program: Program, feed: Feed) {
    this.#program = program;
    this.#counter = feed.counter;
    const bind = (
      kind: string,
      list: readonly { name: string; value: number }[],
      from?: ReadonlyMap<string, Tensor>,
    ) => {
      for (const { name, value } of list) {
        const given = from?.get(name);
        if (!given) throw new RangeError(`the Program reads the ${kind} '${name}', which is not given`);
        this.#values.set(value, given);
      }
    };
    bind('input', program.inputs, feed.inputs);
    bind('weight', program.weights, feed.weights);
    bind('slot', program.slots, feed.slots);
    for (const { name, value } of program.scalars) {
      const number = feed.scalars?.get(name);
      if (number === undefined) throw new RangeError(`the Program reads the scalar '${name}', which is not given`);
      const made = tensor(number, [], 'float32');
      this.#scalars.push(made);
      this.#values.set(value, made);
    }
  }

  execute(step: Step): readonly Tensor[] {
    const kernel = kernelFor(step.op);
    const made = tidy(() => {
      const result = kernel.reference({
        inputs: step.inputs.map((id) => (id === null ? undefined : this.#values.get(id))),
        attributes: step.attributes,
        types: step.outputs.flatMap((id) => this.#program.values[id] ?? []),
        counter: this.#counter,
      });
      return 'dataId' in result ? [result] : [...result];
    });
    for (const [i, id] of step.outputs.entries()) {
      const value = made[i];
      if (!value) throw new RangeError(`${step.op} made ${made.length} values, ${step.outputs.length} expected`);
      this.#values.set(id, value);
      this.#made.add(id);
    }
    return made;
  }

  free(step: Step): void {
    for (const id of step.frees) {
      this.#values.get(id)?.dispose();
      this.#made.delete(id);
    }
  }

  results(): Results {
    const take = (id: number): Tensor => {
      const value = this.#values.get(id);
      if (!value) throw new RangeError(`value ${id} was never made`);
      // A result that came in from outside is handed out as a tensor of its own.
      return this.#made.has(id) ? value : value.clone();
    };
    return {
      outputs: new Map(this.#program.outputs.map(({ name, value }) => [name, take(value)])),
      taps: this.#program.taps.map(({ value }) => take(value)),
      updates: this.#program.updates.map(({ value }) => take(value)),
    };
  }

  abandon(): void {
    for (const id of this.#made) this.#values.get(id)?.dispose();
    this.#made.clear();
  }

  close(): void {
    dispose(this.#scalars);
  }
}

export function disposeResults({ outputs, taps, updates }: Results): void {
  dispose([...outputs.values(), ...taps, ...updates]);
}

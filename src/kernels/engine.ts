import { dispose, type Tensor, tensor, tidy } from '@tensorflow/tfjs-core';
import type { Program } from '../compile';
import type { Body, Step } from '../ops';
import type { DType, TensorType } from '../tensor';
import { currentGpu } from './gpu';
import { currentHost } from './host';
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

/** Values while instructions run one after the other: what they make is held here until it is freed or taken. */
class Frame {
  readonly #types: readonly TensorType[];
  readonly #counter: Counter;
  readonly #values = new Map<number, Tensor>();
  readonly #made = new Set<number>();

  constructor(types: readonly TensorType[], counter: Counter) {
    this.#types = types;
    this.#counter = counter;
  }

  /** A value that comes from outside and is never freed here. */
  give(id: number, value: Tensor): void {
    this.#values.set(id, value);
  }

  execute(step: Step): readonly Tensor[] {
    const kernel = kernelFor(step.op);
    const host = kernel.onHost && currentHost();
    const gpu = kernel.onGpu && currentGpu();
    const made = tidy(() => {
      const call = {
        inputs: step.inputs.map((id) => (id === null ? undefined : this.#values.get(id))),
        attributes: step.attributes,
        types: step.outputs.flatMap((id) => this.#types[id] ?? []),
        counter: this.#counter,
        run: runBody,
      };
      const own = (host && kernel.onHost?.(call, host)) ?? (gpu && kernel.onGpu?.(call, gpu));
      const result = own ?? kernel.reference(call);
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

  /** A tensor of the caller's own: one that came in from outside, or is wanted twice, is handed out as another. */
  take(id: number): Tensor {
    const value = this.#values.get(id);
    if (!value) throw new RangeError(`value ${id} was never made`);
    return this.#made.delete(id) ? value : value.clone();
  }

  abandon(): void {
    for (const id of this.#made) this.#values.get(id)?.dispose();
    this.#made.clear();
  }
}

/** One run of a body. */
function runBody(body: Body, inputs: readonly Tensor[], counter: Counter): readonly Tensor[] {
  const frame = new Frame(body.values, counter);
  for (const [i, id] of body.inputs.entries()) {
    const value = inputs[i];
    if (!value) throw new RangeError(`a body of ${body.inputs.length} inputs was given ${inputs.length}`);
    frame.give(id, value);
  }
  for (const step of body.steps) {
    frame.execute(step);
    frame.free(step);
  }
  return body.outputs.map((id) => frame.take(id));
}

class Run {
  readonly #program: Program;
  readonly #frame: Frame;
  readonly #scalars: Tensor[] = [];

  constructor(program: Program, feed: Feed) {
    this.#program = program;
    this.#frame = new Frame(program.values, feed.counter);
    const bind = (
      kind: string,
      list: readonly { name: string; value: number }[],
      from?: ReadonlyMap<string, Tensor>,
    ) => {
      for (const { name, value } of list) {
        const given = from?.get(name);
        if (!given) throw new RangeError(`the Program reads the ${kind} '${name}', which is not given`);
        this.#frame.give(value, given);
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
      this.#frame.give(value, made);
    }
  }

  execute(step: Step): readonly Tensor[] {
    return this.#frame.execute(step);
  }

  free(step: Step): void {
    this.#frame.free(step);
  }

  results(): Results {
    return {
      outputs: new Map(this.#program.outputs.map(({ name, value }) => [name, this.#frame.take(value)])),
      taps: this.#program.taps.map(({ value }) => this.#frame.take(value)),
      updates: this.#program.updates.map(({ value }) => this.#frame.take(value)),
    };
  }

  abandon(): void {
    this.#frame.abandon();
  }

  close(): void {
    dispose(this.#scalars);
  }
}

export function disposeResults({ outputs, taps, updates }: Results): void {
  dispose([...outputs.values(), ...taps, ...updates]);
}

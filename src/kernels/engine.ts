import { dispose, type Tensor, tensor, tidy } from '@tensorflow/tfjs-core';
import type { Program } from '../compile';
import type { Body, Step } from '../ops';
import { hash32 } from '../random';
import type { DType, TensorType } from '../tensor';
import { currentGpu } from './gpu';
import { currentHost } from './host';
import { type Counter, type Draw, DTYPES, type RunBody } from './kernel';
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
  readonly reported: readonly Tensor[];
  readonly taps: readonly Tensor[];
  readonly updates: readonly Tensor[];
}

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

/** Where randomness comes from: the step's counter on the host, and numbers drawn by it. */
export interface Source {
  counter(): Counter;
  readonly draw: Draw;
}

/** Draws for one step and no other. */
const drawNow = (counter: Counter): Source => ({
  counter: () => counter,
  draw: (shape, dtype, make) => tensor(make(counter), [...shape], dtype),
});

/** A body draws other random bits at every turn, and the same ones when it is computed again for the gradient. */
function atTurn(source: Source, turn: number): Source {
  const later = (now: Counter): Counter => ({ ...now, step: hash32(now.step, turn) });
  return {
    counter: () => later(source.counter()),
    draw: (shape, dtype, make) => source.draw(shape, dtype, (now) => make(later(now))),
  };
}

/** Values while instructions run one after the other: what they make is held here until it is freed or taken. */
export class Frame {
  readonly #types: readonly TensorType[];
  readonly #source: Source;
  readonly #run: RunBody;
  readonly #values = new Map<number, Tensor>();
  readonly #made = new Set<number>();

  constructor(types: readonly TensorType[], source: Source) {
    this.#types = types;
    this.#source = source;
    this.#run = (body, inputs, turn) => runBody(body, inputs, atTurn(source, turn));
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
        ...this.#source,
        run: this.#run,
      };
      const own = (host && kernel.onHost?.(call, host)) ?? (gpu && kernel.onGpu?.(call, gpu));
      const result = own ?? kernel.reference(call);
      return 'dataId' in result ? [result] : [...result];
    });
    this.put(step, made);
    return made;
  }

  /** Holds what a step has made. */
  put(step: Step, made: readonly Tensor[]): void {
    for (const [i, id] of step.outputs.entries()) {
      const value = made[i];
      if (!value) throw new RangeError(`${step.op} made ${made.length} values, ${step.outputs.length} expected`);
      this.#values.set(id, value);
      this.#made.add(id);
    }
  }

  /** A value that is there now; it stays the frame's. */
  value(id: number): Tensor {
    const value = this.#values.get(id);
    if (!value) throw new RangeError(`value ${id} was never made`);
    return value;
  }

  free(step: Step): void {
    for (const id of step.frees) {
      this.#values.get(id)?.dispose();
      this.#made.delete(id);
    }
  }

  /** A tensor of the caller's own: one that came in from outside, or is wanted twice, is handed out as another. */
  take(id: number): Tensor {
    const value = this.value(id);
    return this.#made.delete(id) ? value : value.clone();
  }

  abandon(): void {
    for (const id of this.#made) this.#values.get(id)?.dispose();
    this.#made.clear();
  }
}

/** One run of a body. */
function runBody(body: Body, inputs: readonly Tensor[], source: Source): readonly Tensor[] {
  const frame = new Frame(body.values, source);
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
    this.#frame = new Frame(program.values, drawNow(feed.counter));
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
      reported: this.#program.reported.map(({ value }) => this.#frame.take(value)),
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

export function disposeResults({ outputs, reported, taps, updates }: Results): void {
  dispose([...outputs.values(), ...reported, ...taps, ...updates]);
}

import { dispose, type Tensor, tensor } from '@tensorflow/tfjs-core';
import type { Program } from '../../compile';
import type { Step } from '../../ops';
import { DTYPES, Frame, type HostArray, type Source } from '../engine';
import type { Counter } from '../kernel';
import { elements } from '../layout';
import type { Store } from '../store';
import type { Arena } from './arena';
import type { Gpu } from './gpu';
import { GpuPlan, type Write } from './plan';
import type { Place, Recording } from './recording';
import { CHUNK, CHUNK_SQUARES, COPY, KEEP, optimizerOf, ROLE, sumWeights } from './update';

/** What differs from one run to the next. */
export interface StepFeed {
  readonly inputs: ReadonlyMap<string, HostArray>;
  readonly scalars: ReadonlyMap<string, number>;
  readonly counter: Counter;
}

/** A Program recorded on a GPU. It reads the store's weights where they lie, and a training step changes them there. */
export interface RecordedProgram {
  readonly plan: GpuPlan;
  /** Runs it; gives the values that were asked for, in order. */
  run(feed: StepFeed): Promise<readonly ArrayBuffer[]>;
  dispose(): void;
}

const BYTES = 4;

/** Buffers that the host writes. */
class Feeds {
  readonly buffers: GPUBuffer[] = [];
  readonly #gpu: Gpu;

  constructor(gpu: Gpu) {
    this.#gpu = gpu;
  }

  place(size: number): Place {
    const usage = GPUBufferUsage.STORAGE | GPUBufferUsage.COPY_SRC | GPUBufferUsage.COPY_DST;
    const whole = Math.max(BYTES, size);
    const buffer = this.#gpu.device.createBuffer({ size: whole, usage });
    this.buffers.push(buffer);
    return { buffer, offset: 0, size: whole };
  }
}

const bytesOf = (shape: readonly number[]): number => elements(shape) * BYTES;

/** As it lies on the GPU, where truth values are integers. */
const onGpu = (data: Float32Array | Int32Array | Uint8Array): Float32Array | Int32Array =>
  data instanceof Uint8Array ? Int32Array.from(data) : data;

const isOptimizer = ({ op }: Step): boolean => op === 'adam' || op === 'sgd';

/**
 * @param wanted values to be read after a run
 * @throws RangeError where something in it cannot be recorded
 */
export async function recordProgram(
  program: Program,
  store: Store,
  arena: Arena,
  wanted: readonly number[],
): Promise<RecordedProgram> {
  const { gpu } = arena;
  const feeds = new Feeds(gpu);
  const draws: { place: Place; make: (counter: Counter) => Float32Array | Int32Array | Uint8Array }[] = [];
  const source: Source = {
    counter() {
      throw new RangeError('a recorded kernel must draw, since the counter is another in every step');
    },
    draw(shape, dtype, make) {
      const place = feeds.place(bytesOf(shape));
      draws.push({ place, make });
      return gpu.at(place, shape, dtype);
    },
  };
  const inputs = program.inputs.map(({ name, value }) => {
    const type = program.values[value];
    if (!type) throw new RangeError(`no type for '${name}'`);
    const shape = type.shape.map(Number);
    return { name, value, shape, dtype: DTYPES[type.dtype], place: feeds.place(bytesOf(shape)) };
  });
  const scalars = program.scalars.map((scalar) => ({ ...scalar, place: feeds.place(BYTES) }));

  const { value, recording } = gpu.record((soFar) => {
    const frame = new Frame(program.values, source);
    const given: Tensor[] = [];
    const give = (id: number, one: Tensor) => {
      given.push(one);
      frame.give(id, one);
    };
    for (const { value, place, shape, dtype } of inputs) give(value, gpu.at(place, shape, dtype));
    for (const { value, place } of scalars) give(value, gpu.at(place, []));
    for (const { name, value } of program.weights) frame.give(value, held(store.weights, name));
    for (const { name, value } of program.slots) frame.give(value, held(store.slots, name));
    const update = new Update(program, arena, frame, soFar);
    for (const step of program.steps) {
      if (step.op === 'squares') update.squares(step);
      else if (isOptimizer(step)) update.optimize(step);
      else frame.execute(step);
      frame.free(step);
    }
    update.keepStates();
    const read = wanted.map((id) => gpu.place(frame.value(id)));
    frame.abandon();
    dispose(given);
    update.dispose();
    return { fixed: update.fixed, read };
  });
  const plan = await GpuPlan.of(gpu, { recording, ...value, owned: feeds.buffers });
  return {
    plan,
    run(feed) {
      const writes: Write[] = inputs.map(({ name, place }) => {
        const array = feed.inputs.get(name);
        if (!array) throw new RangeError(`the Program reads the input '${name}', which is not given`);
        return { place, data: onGpu(array.data) };
      });
      for (const { name, place } of scalars) {
        const number = feed.scalars.get(name);
        if (number === undefined) throw new RangeError(`the Program reads the scalar '${name}', which is not given`);
        writes.push({ place, data: Float32Array.of(number) });
      }
      for (const { place, make } of draws) writes.push({ place, data: onGpu(make(feed.counter)) });
      return plan.run(writes);
    },
    dispose: () => plan.dispose(),
  };
}

function held(tensors: ReadonlyMap<string, Tensor>, name: string): Tensor {
  const one = tensors.get(name);
  if (!one) throw new RangeError(`the Program reads '${name}', which is not given`);
  return one;
}

/** Records what a training step does to all weights at once. */
class Update {
  readonly #program: Program;
  readonly #arena: Arena;
  readonly #gpu: Gpu;
  readonly #frame: Frame;
  readonly #soFar: Recording;
  readonly #made: Tensor[] = [];
  /** Weights in the order of the optimizer's operands. */
  readonly #trained: readonly string[];
  /** Gradients that are written straight to their place in the arena. */
  readonly fixed = new Map<GPUBuffer, Place>();

  constructor(program: Program, arena: Arena, frame: Frame, soFar: Recording) {
    this.#program = program;
    this.#arena = arena;
    this.#gpu = arena.gpu;
    this.#frame = frame;
    this.#soFar = soFar;
    this.#trained = trainedBy(program);
  }

  /** Brings the gradients together, and adds up the squares of each. */
  squares(step: Step): void {
    const names = this.#trained;
    const gradients = step.inputs.map((id) => this.#frame.value(id ?? -1));
    const inPlace = placesFor(
      gradients.map((one) => this.#gpu.place(one)),
      this.#soFar,
    );
    for (const [i, gradient] of gradients.entries()) {
      const name = names[i] ?? '';
      const place = this.#gpu.place(gradient);
      if (inPlace.has(place.buffer) && !this.fixed.has(place.buffer)) {
        this.fixed.set(place.buffer, this.#arena.place('gradient', name));
      } else {
        this.#gpu.each(COPY, [gradient], [this.#keep(this.#arena.tensor('gradient', name))], gradient.size);
      }
    }
    const chunks = this.#keep(this.#gpu.make([this.#arena.chunks]));
    this.#gpu.each(CHUNK_SQUARES, [this.#keep(this.#arena.whole('gradient'))], [chunks], this.#arena.chunks);
    const ranges = names.flatMap((name) => {
      const { first, count } = this.#arena.segment(name);
      return [first, count];
    });
    const squares = this.#gpu.make([names.length]);
    const table = this.#keep(tensor(ranges, [ranges.length], 'int32'));
    sumWeights(this.#gpu, chunks, table, squares);
    this.#frame.put(step, [squares]);
  }

  /** Every weight and its state, in place. */
  optimize(step: Step): void {
    const { attributes } = step;
    const decayed = Array.isArray(attributes.decayed) ? attributes.decayed : [];
    const roles = new Int32Array(this.#arena.chunks).fill(ROLE.none);
    for (const [i, name] of this.#trained.entries()) {
      const { first, count } = this.#arena.segment(name);
      roles.fill(decayed[i] === true ? ROLE.decayed : ROLE.trained, first, first + count);
    }
    const number = (key: string) => Number(attributes[key]);
    const shader = optimizerOf(
      step.op === 'sgd'
        ? { kind: 'sgd', momentum: number('momentum') }
        : {
            kind: 'adam',
            beta1: number('beta1'),
            beta2: number('beta2'),
            epsilon: number('epsilon'),
            decay: number('decay'),
          },
    );
    const whole = (region: string) => this.#keep(this.#arena.whole(region));
    const table = this.#keep(tensor(roles, [roles.length], 'int32'));
    const factors = this.#frame.value(step.inputs[0] ?? -1);
    const states = step.op === 'sgd' ? ['velocity'] : ['m', 'v'];
    this.#gpu.each(
      shader,
      [whole('gradient'), table, factors, this.#norm(), this.#loss()],
      ['weight', ...states].map(whole),
      this.#arena.chunks * CHUNK,
    );
  }

  /** New states of blocks, running averages above all, to where they stay. */
  keepStates(): void {
    for (const { kind, name, value } of this.#program.updates) {
      if (kind !== 'weight' || this.#trained.includes(name)) continue;
      const target = this.#keep(this.#arena.tensor('weight', name));
      this.#gpu.each(KEEP, [this.#frame.value(value), this.#norm(), this.#loss()], [target], target.size);
    }
  }

  dispose(): void {
    dispose(this.#made);
  }

  #norm(): Tensor {
    return this.#reported('gradientNorm');
  }

  #loss(): Tensor {
    return this.#reported('loss');
  }

  #reported(name: string): Tensor {
    const found = this.#program.reported.find(({ names }) => names[0] === name);
    if (!found) throw new RangeError(`a training step reports its ${name}`);
    return this.#frame.value(found.value);
  }

  #keep(one: Tensor): Tensor {
    this.#made.push(one);
    return one;
  }
}

function trainedBy({ steps, weights }: Program): readonly string[] {
  const step = steps.find(isOptimizer);
  if (!step) return [];
  const size = step.op === 'sgd' ? 3 : 4;
  const names = new Map(weights.map(({ name, value }) => [value, name]));
  return step.inputs.slice(1).flatMap((id, i) => (i % size === 0 ? [names.get(id ?? -1) ?? ''] : []));
}

/**
 * Of buffers, those that could lie in one: stand-ins of which no dispatch reads one while it writes another, since WebGPU
 * does not bind one buffer for both.
 */
function placesFor(places: readonly Place[], { dispatches, standsIn }: Recording): Set<GPUBuffer> {
  const found = new Set(places.flatMap(({ buffer }) => (standsIn(buffer) ? [buffer] : [])));
  for (const { bound, written } of dispatches) {
    const writes = new Set(written.flatMap((i) => bound[i]?.buffer ?? []));
    if (![...writes].some((buffer) => found.has(buffer))) continue;
    for (const { buffer } of bound) if (!writes.has(buffer)) found.delete(buffer);
  }
  return found;
}

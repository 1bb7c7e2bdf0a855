import { dispose, type Tensor } from '@tensorflow/tfjs-core';
import type { Program } from '../../compile';
import type { Submitted } from '../device';
import { Frame, type HostArray, type Source } from '../engine';
import { type Counter, DTYPES } from '../kernel';
import { elements } from '../layout';
import type { Store } from '../store';
import type { Arena } from './arena';
import type { Gpu } from './gpu';
import { halvesOf } from './half';
import { GpuPlan, type Write } from './plan';
import type { Place } from './recording';
import { isOptimizer, Update } from './step-update';

/** What differs from one run to the next. */
export interface StepFeed {
  readonly inputs: ReadonlyMap<string, HostArray>;
  readonly scalars: ReadonlyMap<string, number>;
  readonly counter: Counter;
}

/** A Program recorded on a GPU. It reads the store's weights where they lie, and a training step changes them there. */
export interface RecordedProgram {
  readonly plan: GpuPlan;
  /** Submits a run; it reports the values that were asked for, in order. */
  submit(feed: StepFeed): Promise<Submitted<readonly ArrayBuffer[]>>;
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

/**
 * @param wanted values to be read after a run
 * @throws RangeError where something in it cannot be recorded
 */
export function recordProgram(
  program: Program,
  store: Store,
  arena: Arena,
  wanted: readonly number[],
): RecordedProgram {
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

  const halving = program.halves !== undefined && gpu.halves;
  const half = new Set(halving ? program.halves : []);
  const [candidates, barred] = [new Set<GPUBuffer>(), new Set<GPUBuffer>()];
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
      if (step.op === 'accumulate') update.accumulate(step);
      else if (step.op === 'squares') update.squares(step);
      else if (step.op === 'factors') update.factors(step);
      else if (isOptimizer(step)) update.optimize(step);
      else frame.execute(step);
      if (halving && step.part !== 'update') {
        for (const id of step.outputs) (half.has(id) ? candidates : barred).add(gpu.place(frame.value(id)).buffer);
      }
      frame.free(step);
    }
    update.keepSums();
    update.keepStates();
    const read = wanted.map((id) => gpu.place(frame.value(id)));
    frame.abandon();
    dispose(given);
    update.dispose();
    return { fixed: update.fixed, read };
  }, halving);
  for (const { buffer } of value.read) barred.add(buffer);
  for (const buffer of value.fixed.keys()) barred.add(buffer);
  const ready = halving ? gpu.compile(recording, halvesOf(candidates, recording, barred)) : recording;
  const plan = new GpuPlan(gpu, { recording: ready, ...value, owned: feeds.buffers });
  return {
    plan,
    submit(feed) {
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
      return plan.submit(writes);
    },
    dispose: () => plan.dispose(),
  };
}

function held(tensors: ReadonlyMap<string, Tensor>, name: string): Tensor {
  const one = tensors.get(name);
  if (!one) throw new RangeError(`the Program reads '${name}', which is not given`);
  return one;
}

import { dispose, type Tensor, tensor } from '@tensorflow/tfjs-core';
import type { Program } from '../../compile';
import { type Step, SUM } from '../../ops';
import type { Frame } from '../engine';
import type { Arena } from './arena';
import type { Gpu } from './gpu';
import type { Place, Recording } from './recording';
import { addedUp, CHUNK, CHUNK_SQUARES, COPY, factorsOf, GUARD, KEEP, optimizerOf, ROLE, sumWeights } from './update';

export const isOptimizer = ({ op }: Step): boolean => op === 'adam' || op === 'sgd';

/** Records what a training step does to all weights at once. */
export class Update {
  readonly #program: Program;
  readonly #arena: Arena;
  readonly #gpu: Gpu;
  readonly #frame: Frame;
  readonly #soFar: Recording;
  readonly #made: Tensor[] = [];
  /** Weights in the order of the optimizer's operands. */
  readonly #trained: readonly string[];
  #guarded = false;
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

  /** Scales gradients, with what the micro-batches before have left: the sums grow, or become the step's gradients. */
  accumulate(step: Step): void {
    const slots = new Map(this.#program.slots.map(({ name, value }) => [value, name]));
    const sums = step.inputs.flatMap((id, i) => (i % 2 === 1 && id !== null ? [owner(slots.get(id) ?? '')] : []));
    const names = sums.length > 0 ? sums : this.#trained;
    const gradients = step.inputs.flatMap((id, i) => (i % 2 === 0 ? [this.#frame.value(id ?? -1)] : []));
    this.#collect('gradient', names, gradients);
    const roles = this.#keep(this.#roles(names, () => ROLE.trained));
    const region = (name: string) => this.#keep(this.#arena.whole(name));
    const grows = this.#sums().some(({ value }) => step.outputs.includes(value));
    const target = grows ? SUM : 'gradient';
    const others = sums.length === 0 ? [] : [region(grows ? 'gradient' : SUM)];
    const to = region(target);
    this.#gpu.each(addedUp(Number(step.attributes.scale), others.length > 0), [roles, ...others], [to], to.size);
    this.#frame.put(
      step,
      names.map((name) => this.#arena.tensor(target, name)),
    );
  }

  /** Brings the gradients together, and adds up the squares of each. */
  squares(step: Step): void {
    const names = this.#trained;
    this.#collect(
      'gradient',
      names,
      step.inputs.map((id) => this.#frame.value(id ?? -1)),
    );
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

  /** The global norm and what goes with it; and whether the step may be taken. */
  factors(step: Step): void {
    const numbers = step.inputs.map((id) => this.#frame.value(id ?? -1));
    const guard = { loss: this.#loss(), flag: this.#keep(this.#arena.flag()) };
    this.#frame.put(step, factorsOf(this.#gpu, numbers, Number(step.attributes.limit), guard));
    this.#guarded = true;
  }

  /** Every weight and its state, in place. */
  optimize(step: Step): void {
    const { attributes } = step;
    const decayed = Array.isArray(attributes.decayed) ? attributes.decayed : [];
    const decays = new Set(this.#trained.filter((_, i) => decayed[i] === true));
    const table = this.#keep(this.#roles(this.#trained, (name) => (decays.has(name) ? ROLE.decayed : ROLE.trained)));
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
    const factors = this.#frame.value(step.inputs[0] ?? -1);
    const states = step.op === 'sgd' ? ['velocity'] : ['m', 'v'];
    this.#gpu.each(
      shader,
      [whole('gradient'), table, factors, this.#flag()],
      ['weight', ...states].map(whole),
      this.#arena.chunks * CHUNK,
    );
  }

  /** What a micro-batch before the last hands on: gradients to where they are added up, running averages beside them. */
  keepSums(): void {
    if (this.#sums().length > 0) this.#guard();
    const handed = this.#sums().map(({ name, value }) => ({ name: owner(name), value: this.#frame.value(value) }));
    const learns = new Set(this.#program.weights.flatMap(({ name, spec }) => (spec.trainable ? [name] : [])));
    const gradients = handed.filter(({ name }) => learns.has(name));
    this.#collect(
      SUM,
      gradients.map(({ name }) => name),
      gradients.map(({ value }) => value),
    );
    for (const { name, value } of handed) if (!learns.has(name)) this.#copy(value, SUM, name);
  }

  /** New states of blocks, running averages above all, to where they stay. */
  keepStates(): void {
    for (const { kind, name, value } of this.#program.updates) {
      if (kind !== 'weight' || this.#trained.includes(name)) continue;
      const target = this.#keep(this.#arena.tensor('weight', name));
      this.#gpu.each(KEEP, [this.#frame.value(value), this.#flag()], [target], target.size);
    }
  }

  dispose(): void {
    dispose(this.#made);
  }

  /** Has gradients lie in a region of the arena: written there straight away, or copied. */
  #collect(region: string, names: readonly string[], gradients: readonly Tensor[]): void {
    const inPlace = placesFor(
      gradients.map((one) => this.#gpu.place(one)),
      this.#soFar,
    );
    for (const [i, gradient] of gradients.entries()) {
      const name = names[i] ?? '';
      const { buffer } = this.#gpu.place(gradient);
      const place = this.#arena.place(region, name);
      if (buffer === place.buffer) continue;
      if (inPlace.has(buffer) && !this.fixed.has(buffer)) this.fixed.set(buffer, place);
      else this.#copy(gradient, region, name);
    }
  }

  #copy(value: Tensor, region: string, name: string): void {
    this.#gpu.each(COPY, [value], [this.#keep(this.#arena.tensor(region, name))], value.size);
  }

  /** What each chunk of the arena is. */
  #roles(names: readonly string[], roleOf: (name: string) => number): Tensor {
    const roles = new Int32Array(this.#arena.chunks).fill(ROLE.none);
    for (const name of names) {
      const { first, count } = this.#arena.segment(name);
      roles.fill(roleOf(name), first, first + count);
    }
    return tensor(roles, [roles.length], 'int32');
  }

  #sums(): Program['updates'] {
    return this.#program.updates.filter(({ kind, name }) => kind === 'slot' && name.endsWith(`/${SUM}`));
  }

  /** Whether the step, or one before it, is not sound. */
  #flag(): Tensor {
    this.#guard();
    return this.#keep(this.#arena.flag());
  }

  #guard(): void {
    if (this.#guarded) return;
    this.#guarded = true;
    this.#gpu.each(GUARD, [this.#loss()], [this.#keep(this.#arena.flag())], 1);
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

/** The weight that a slot belongs to. */
const owner = (slot: string): string => slot.slice(0, slot.lastIndexOf('/'));

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

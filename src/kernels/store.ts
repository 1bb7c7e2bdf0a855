import { type Tensor, tensor } from '@tensorflow/tfjs-core';
import { SUM } from '../ops';
import { Arena, currentGpu } from './gpu';

/** A tensor's numbers on the host. */
export interface StoredTensor {
  readonly shape: readonly number[];
  readonly data: Float32Array<ArrayBuffer>;
}

/**
 * Weights and the optimizer's state on a device, by name: `<weight>` and `<weight>/<slot>`. On a GPU they lie in arenas,
 * where steps change them in place.
 */
export class Store {
  readonly #weights = new Map<string, Tensor>();
  readonly #slots = new Map<string, Tensor>();
  #arena: Arena | undefined;

  /** Where the weights lie side by side, if they do. */
  get arena(): Arena | undefined {
    return this.#arena;
  }

  get weights(): ReadonlyMap<string, Tensor> {
    return this.#weights;
  }

  get slots(): ReadonlyMap<string, Tensor> {
    return this.#slots;
  }

  /** Makes room for weights of these shapes on the device in use, as it fits best; what was held is gone. */
  open(shapes: ReadonlyMap<string, readonly number[]>): void {
    this.#clear();
    const gpu = currentGpu();
    if (gpu && this.#arena?.isFor(gpu, shapes)) return;
    this.#arena?.dispose();
    this.#arena = gpu && Arena.fits(gpu, shapes) ? new Arena(gpu, shapes) : undefined;
  }

  loadWeights(stored: ReadonlyMap<string, StoredTensor>): void {
    for (const [name, one] of stored) this.#load(this.#weights, name, 'weight', name, one);
  }

  loadSlots(stored: ReadonlyMap<string, StoredTensor>): void {
    for (const [name, one] of stored) {
      const [region, weight] = slotOf(name);
      this.#load(this.#slots, name, region, weight, one);
    }
  }

  /** Takes a step's new value; the tensor is the store's from then on. */
  replace(kind: 'weight' | 'slot', name: string, value: Tensor): void {
    const held = kind === 'weight' ? this.#weights : this.#slots;
    const old = held.get(name);
    const weight = kind === 'weight' ? name : slotOf(name)[1];
    if (old && this.#arena?.has(weight)) {
      this.#arena.gpu.copy(value, old);
      value.dispose();
      return;
    }
    old?.dispose();
    held.set(name, value);
  }

  saveWeights(): Promise<Map<string, StoredTensor>> {
    return this.#save(this.#weights, (name) => ['weight', name]);
  }

  /** The optimizer's state. What micro-batches hand on is of no use to another step. */
  saveSlots(): Promise<Map<string, StoredTensor>> {
    const lasting = new Map([...this.#slots].filter(([name]) => slotOf(name)[0] !== SUM));
    return this.#save(lasting, slotOf);
  }

  dispose(): void {
    this.#clear();
    this.#arena?.dispose();
    this.#arena = undefined;
  }

  /** In an arena, region by region: one copy for all weights. Everything is asked for at once, before a step can come between. */
  async #save(
    held: ReadonlyMap<string, Tensor>,
    placeOf: (name: string) => readonly [string, string],
  ): Promise<Map<string, StoredTensor>> {
    const regions = new Map<string, ReturnType<Arena['read']>>();
    const entries = [...held].map(async ([name, value]): Promise<[string, StoredTensor]> => {
      const [region, weight] = placeOf(name);
      if (!this.#arena?.has(weight)) {
        return [name, { shape: value.shape, data: Float32Array.from(await value.data<'float32'>()) }];
      }
      const reading = regions.get(region) ?? this.#arena.read(region);
      regions.set(region, reading);
      const one = (await reading).get(weight);
      if (!one) throw new RangeError(`the arena has no '${name}'`);
      return [name, one];
    });
    return new Map(await Promise.all(entries));
  }

  #clear(): void {
    for (const held of [this.#weights, this.#slots]) {
      for (const value of held.values()) value.dispose();
      held.clear();
    }
  }

  #load(held: Map<string, Tensor>, name: string, region: string, weight: string, { shape, data }: StoredTensor): void {
    const arena = this.#arena?.has(weight) ? this.#arena : undefined;
    if (arena && shape.join() !== arena.segment(weight).shape.join()) {
      throw new RangeError(`'${name}' is [${shape.join(', ')}], its place [${arena.segment(weight).shape.join(', ')}]`);
    }
    arena?.write(region, weight, data);
    if (arena && held.has(name)) return;
    held.get(name)?.dispose();
    held.set(name, arena ? arena.tensor(region, weight) : tensor(data, [...shape], 'float32'));
  }
}

/** Where a slot lies: region and weight. */
function slotOf(name: string): readonly [string, string] {
  const slash = name.lastIndexOf('/');
  return [name.slice(slash + 1), name.slice(0, slash)];
}

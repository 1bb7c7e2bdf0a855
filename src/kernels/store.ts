import { type Tensor, tensor } from '@tensorflow/tfjs-core';
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
      const slash = name.lastIndexOf('/');
      this.#load(this.#slots, name, name.slice(slash + 1), name.slice(0, slash), one);
    }
  }

  /** Takes a step's new value; the tensor is the store's from then on. */
  replace(kind: 'weight' | 'slot', name: string, value: Tensor): void {
    const held = kind === 'weight' ? this.#weights : this.#slots;
    const old = held.get(name);
    const weight = kind === 'weight' ? name : name.slice(0, name.lastIndexOf('/'));
    if (old && this.#arena?.has(weight)) {
      this.#arena.gpu.copy(value, old);
      value.dispose();
      return;
    }
    old?.dispose();
    held.set(name, value);
  }

  saveWeights(): Promise<Map<string, StoredTensor>> {
    return save(this.#weights);
  }

  saveSlots(): Promise<Map<string, StoredTensor>> {
    return save(this.#slots);
  }

  dispose(): void {
    this.#clear();
    this.#arena?.dispose();
    this.#arena = undefined;
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

async function save(held: ReadonlyMap<string, Tensor>): Promise<Map<string, StoredTensor>> {
  const entries = [...held].map(async ([name, value]): Promise<[string, StoredTensor]> => {
    const data = await value.data<'float32'>();
    return [name, { shape: value.shape, data: Float32Array.from(data) }];
  });
  return new Map(await Promise.all(entries));
}

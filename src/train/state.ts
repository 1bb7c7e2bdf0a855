import { type Tensor, tensor } from '@tensorflow/tfjs-core';

/** Host copy of everything a run goes on from. */
export interface Checkpoint {
  readonly step: number;
  readonly seed: number;
  readonly weights: ReadonlyMap<string, StoredTensor>;
  /** The optimizer's state, `<weight>/m`. */
  readonly slots: ReadonlyMap<string, StoredTensor>;
}

export interface StoredTensor {
  readonly shape: readonly number[];
  readonly data: Float32Array<ArrayBuffer>;
}

/** Tensors by name that are owned and replaced together. */
export class Tensors {
  readonly #held = new Map<string, Tensor>();

  get map(): ReadonlyMap<string, Tensor> {
    return this.#held;
  }

  set(name: string, value: Tensor): void {
    this.#held.get(name)?.dispose();
    this.#held.set(name, value);
  }

  load(stored: ReadonlyMap<string, StoredTensor>): void {
    for (const [name, { data, shape }] of stored) this.set(name, tensor(data, [...shape], 'float32'));
  }

  async save(): Promise<Map<string, StoredTensor>> {
    const entries = [...this.#held].map(async ([name, value]): Promise<[string, StoredTensor]> => {
      const data = await value.data<'float32'>();
      return [name, { shape: value.shape, data: Float32Array.from(data) }];
    });
    return new Map(await Promise.all(entries));
  }

  dispose(): void {
    for (const value of this.#held.values()) value.dispose();
    this.#held.clear();
  }
}

/** Numbers of a weight, row by row. */
export interface Weight {
  readonly shape: readonly number[];
  readonly data: Float32Array<ArrayBuffer>;
}

export const sizeOf = (shape: readonly number[]): number => shape.reduce((a, b) => a * b, 1);

/** Initial weights by Wireformer's paths, and what other libraries want made of them. */
export class Weights {
  readonly #all: ReadonlyMap<string, Weight>;

  constructor(all: ReadonlyMap<string, Weight>) {
    this.#all = all;
  }

  get(name: string): Weight {
    const weight = this.#all.get(name);
    if (!weight) throw new RangeError(`no weight '${name}': there are ${[...this.#all.keys()].join(', ')}`);
    return weight;
  }

  /** Matrices of as many rows side by side; vectors one after the other. */
  beside(...names: readonly string[]): Weight {
    const parts = names.map((name) => this.get(name));
    const rows = parts[0]?.shape.length === 2 ? (parts[0].shape[0] ?? 1) : 1;
    const widths = parts.map(({ data }) => data.length / rows);
    const width = widths.reduce((a, b) => a + b, 0);
    const data = new Float32Array(rows * width);
    let at = 0;
    for (const [i, part] of parts.entries()) {
      const own = widths[i] ?? 0;
      for (let r = 0; r < rows; r++) data.set(part.data.subarray(r * own, (r + 1) * own), r * width + at);
      at += own;
    }
    return { shape: rows === 1 ? [width] : [rows, width], data };
  }

  /** Axes in another order. */
  transposed(name: string, order: readonly number[], shape?: readonly number[]): Weight {
    const { shape: own, data } = this.get(name);
    const from = shape ?? own;
    const strides = from.map((_, axis) => sizeOf(from.slice(axis + 1)));
    const to = order.map((axis) => from[axis] ?? 1);
    const made = new Float32Array(data.length);
    const index = to.map(() => 0);
    for (let i = 0; i < made.length; i++) {
      let at = 0;
      for (const [k, axis] of order.entries()) at += (index[k] ?? 0) * (strides[axis] ?? 0);
      made[i] = data[at] ?? 0;
      for (let k = to.length - 1; k >= 0; k--) {
        index[k] = (index[k] ?? 0) + 1;
        if ((index[k] ?? 0) < (to[k] ?? 1)) break;
        index[k] = 0;
      }
    }
    return { shape: to, data: made };
  }
}

/** Sequences of ids of different lengths, end to end in one array: what padding would waste stays unspent. */
export interface Sequences {
  readonly count: number;
  readonly ids: Int32Array;
  /** Sequence i is ids[offsets[i]] to ids[offsets[i + 1]]. */
  readonly offsets: Int32Array;
}

export class SequencesBuilder {
  #ids = new Int32Array(4096);
  #used = 0;
  readonly #offsets: number[] = [0];

  push(ids: readonly number[]): void {
    if (this.#used + ids.length > this.#ids.length) {
      const grown = new Int32Array(Math.max(this.#ids.length * 2, this.#used + ids.length));
      grown.set(this.#ids);
      this.#ids = grown;
    }
    this.#ids.set(ids, this.#used);
    this.#used += ids.length;
    this.#offsets.push(this.#used);
  }

  build(): Sequences {
    return {
      count: this.#offsets.length - 1,
      ids: this.#ids.slice(0, this.#used),
      offsets: Int32Array.from(this.#offsets),
    };
  }
}

export function sequencesOf(rows: Iterable<readonly number[]>): Sequences {
  const builder = new SequencesBuilder();
  for (const row of rows) builder.push(row);
  return builder.build();
}

/** Sequence i as a view, not a copy. */
export const rowOf = (from: Sequences, i: number): Int32Array =>
  from.ids.subarray(from.offsets[i] ?? 0, from.offsets[i + 1] ?? 0);

/** Rows of a batch, each padded with 0 to `width`, beginning at `at` of its row. */
export function padded(from: Sequences, indices: readonly number[], width: number, at = 0): Int32Array {
  const out = new Int32Array(indices.length * width);
  for (let b = 0; b < indices.length; b++) out.set(rowOf(from, indices[b] ?? 0), b * width + at);
  return out;
}

/** 1 for the first length + `extra` places of each row. */
export function maskOf(from: Sequences, indices: readonly number[], width: number, extra = 0): Uint8Array {
  const out = new Uint8Array(indices.length * width);
  for (let b = 0; b < indices.length; b++) {
    out.fill(1, b * width, b * width + rowOf(from, indices[b] ?? 0).length + extra);
  }
  return out;
}

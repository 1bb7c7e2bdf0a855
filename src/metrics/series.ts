/**
 * A growing table of numbers against steps with a bounded size: when it is full, every second row is dropped and from
 * then on only every second row is taken, so a run of any length keeps an even picture of its whole past in constant memory.
 */
export class Series {
  readonly columns: readonly string[];
  readonly #capacity: number;
  #stride = 1;
  #taken = 0;
  #steps: number[] = [];
  #values: number[][];
  #latest: { step: number; values: readonly number[] } | undefined;

  /** @param capacity rows kept, at least 2 */
  constructor(columns: readonly string[], capacity = 4096) {
    this.columns = columns;
    this.#capacity = Math.max(2, capacity);
    this.#values = columns.map(() => []);
  }

  get length(): number {
    return this.#steps.length;
  }

  /** Steps of the rows kept, rising. */
  get steps(): readonly number[] {
    return this.#steps;
  }

  /** Row given last, kept or not. */
  get latest(): { readonly step: number; readonly values: readonly number[] } | undefined {
    return this.#latest;
  }

  column(name: string): readonly number[] {
    return this.#values[this.columns.indexOf(name)] ?? [];
  }

  /** Adds a row; values in the order of the columns, NaN where there is none. */
  push(step: number, values: readonly number[]): void {
    this.#latest = { step, values };
    if (this.#taken++ % this.#stride !== 0) return;
    if (this.#steps.length >= this.#capacity) this.#thin();
    this.#steps.push(step);
    for (const [i, column] of this.#values.entries()) column.push(values[i] ?? Number.NaN);
  }

  #thin(): void {
    const even = (_: number, i: number) => i % 2 === 0;
    this.#steps = this.#steps.filter(even);
    this.#values = this.#values.map((column) => column.filter(even));
    this.#stride *= 2;
  }

  toJSON(): SeriesRecord {
    return {
      columns: [...this.columns],
      steps: [...this.#steps],
      values: this.#values.map((c) => [...c]),
      stride: this.#stride,
    };
  }

  static from(record: SeriesRecord, capacity = 4096): Series {
    const series = new Series(record.columns, capacity);
    series.#steps = [...record.steps];
    series.#values = record.values.map((column) => [...column]);
    series.#stride = record.stride;
    series.#taken = record.steps.length * record.stride;
    const last = record.steps.length - 1;
    const step = record.steps[last];
    if (step !== undefined) series.#latest = { step, values: series.#values.map((c) => c[last] ?? Number.NaN) };
    return series;
  }
}

export interface SeriesRecord {
  readonly columns: readonly string[];
  readonly steps: readonly number[];
  readonly values: readonly (readonly number[])[];
  readonly stride: number;
}

/** Exponential moving average with its start corrected; NaN passes through as a gap. weight in [0, 1). */
export function smooth(values: readonly number[], weight: number): number[] {
  let mean = 0;
  let seen = 0;
  return values.map((value) => {
    if (!Number.isFinite(value)) return Number.NaN;
    mean = weight * mean + (1 - weight) * value;
    seen++;
    return mean / (1 - weight ** seen);
  });
}

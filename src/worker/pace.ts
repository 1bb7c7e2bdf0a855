/** Throughput of the steps alone: time spent on validation, probes and saving does not count. */
export class Pace {
  readonly #now: () => number;
  #since = 0;
  #items = 0;
  #steps = 0;
  #spent = 0;
  #last = { itemsPerSecond: 0, millisecondsPerStep: 0 };

  constructor(now: () => number) {
    this.#now = now;
  }

  start(): void {
    this.#since = this.#now();
  }

  /** A step is done. */
  step(items: number): void {
    const now = this.#now();
    this.#spent += now - this.#since;
    this.#since = now;
    this.#items += items;
    this.#steps++;
  }

  /** What happened since the last step was no training. */
  skip(): void {
    this.#since = this.#now();
  }

  /** Figures since the last call. */
  take(): { readonly itemsPerSecond: number; readonly millisecondsPerStep: number } {
    if (this.#steps > 0 && this.#spent > 0) {
      this.#last = {
        itemsPerSecond: (1000 * this.#items) / this.#spent,
        millisecondsPerStep: this.#spent / this.#steps,
      };
    }
    this.#items = 0;
    this.#steps = 0;
    this.#spent = 0;
    return this.#last;
  }
}

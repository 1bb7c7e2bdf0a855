import { type Interval, peakOf, place } from './placement';
import type { Place } from './recording';

interface Shared {
  readonly buffer: GPUBuffer;
  readonly size: number;
  readonly users: Set<object>;
}

/** Buffers for what lives within a step only. Plans run one after the other, so they share them. */
export class Memory {
  readonly #device: GPUDevice;
  #shared: Shared[] = [];

  constructor(device: GPUDevice) {
    this.#device = device;
  }

  /** Bytes there are. */
  get allocated(): number {
    return this.#shared.reduce((sum, { size }) => sum + size, 0);
  }

  /** A place for every interval; `user` holds the buffers until it gives them back. */
  take(user: object, intervals: readonly Interval[]): { readonly places: readonly Place[]; readonly peak: number } {
    const { places, sizes } = place(
      intervals,
      this.#shared.map(({ size }) => size),
    );
    for (const size of sizes.slice(this.#shared.length)) {
      const usage = GPUBufferUsage.STORAGE | GPUBufferUsage.COPY_SRC | GPUBufferUsage.COPY_DST;
      this.#shared.push({ buffer: this.#device.createBuffer({ size, usage }), size, users: new Set() });
    }
    const taken = places.map(({ buffer, offset }, i): Place => {
      const shared = this.#shared[buffer];
      if (!shared) throw new RangeError(`no buffer ${buffer}`);
      shared.users.add(user);
      return { buffer: shared.buffer, offset, size: intervals[i]?.size ?? 0 };
    });
    return { places: taken, peak: peakOf(intervals) };
  }

  giveBack(user: object): void {
    for (const { users } of this.#shared) users.delete(user);
    for (const { buffer, users } of this.#shared) if (users.size === 0) buffer.destroy();
    this.#shared = this.#shared.filter(({ users }) => users.size > 0);
  }
}

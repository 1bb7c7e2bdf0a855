import { type Interval, peakOf, place } from './placement';

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

  /** A buffer, large enough, for every interval; `user` holds them until it gives them back. */
  take(
    user: object,
    intervals: readonly Interval[],
  ): { readonly buffers: readonly GPUBuffer[]; readonly peak: number } {
    const { buffers, sizes } = place(
      intervals,
      this.#shared.map(({ size }) => size),
    );
    for (const size of sizes.slice(this.#shared.length)) {
      const usage = GPUBufferUsage.STORAGE | GPUBufferUsage.COPY_SRC | GPUBufferUsage.COPY_DST;
      this.#shared.push({ buffer: this.#device.createBuffer({ size, usage }), size, users: new Set() });
    }
    const taken = buffers.map((index) => {
      const shared = this.#shared[index];
      if (!shared) throw new RangeError(`no buffer ${index}`);
      shared.users.add(user);
      return shared.buffer;
    });
    return { buffers: taken, peak: peakOf(intervals) };
  }

  giveBack(user: object): void {
    for (const { users } of this.#shared) users.delete(user);
    for (const { buffer, users } of this.#shared) if (users.size === 0) buffer.destroy();
    this.#shared = this.#shared.filter(({ users }) => users.size > 0);
  }
}

import type { Tensor } from '@tensorflow/tfjs-core';
import { elements } from '../layout';
import { currentGpu, type Gpu } from './gpu';
import type { Place } from './recording';
import { CHUNK } from './update';

const BYTES = 4;
/** Most that is read at a time, in bytes: what it is read through stays for the next time. */
const READ_AT_ONCE = 2 ** 24;

/** What there is for every weight: `weight`, `gradient`, and what the optimizer keeps (`m`, `v`, `velocity`). */
type Region = string;

interface Segment {
  readonly shape: readonly number[];
  /** In chunks. */
  readonly first: number;
  readonly count: number;
}

/**
 * Weights side by side in one buffer, each from a chunk's beginning, and their gradients and the optimizer's state in
 * buffers laid out alike: an optimizer is one dispatch. Between a weight's end and the next chunk stand zeros.
 */
export class Arena {
  readonly #gpu: Gpu;
  readonly #segments = new Map<string, Segment>();
  readonly #buffers = new Map<Region, GPUBuffer>();
  readonly chunks: number;
  #staging: GPUBuffer | undefined;
  #flag: GPUBuffer | undefined;
  /** A buffer that is being read cannot be copied to. */
  #reading: Promise<unknown> = Promise.resolve();

  constructor(gpu: Gpu, shapes: ReadonlyMap<string, readonly number[]>) {
    this.#gpu = gpu;
    let first = 0;
    for (const [name, shape] of shapes) {
      const count = Math.ceil(elements(shape) / CHUNK);
      this.#segments.set(name, { shape, first, count });
      first += count;
    }
    this.chunks = first;
  }

  /** Whether a buffer of it may be bound at once. */
  static fits(gpu: Gpu, shapes: ReadonlyMap<string, readonly number[]>): boolean {
    const chunks = [...shapes.values()].reduce((sum, shape) => sum + Math.ceil(elements(shape) / CHUNK), 0);
    return chunks > 0 && chunks * CHUNK * BYTES <= gpu.device.limits.maxStorageBufferBindingSize;
  }

  /** Whether it was laid out for these weights, on this device. */
  isFor(gpu: Gpu, shapes: ReadonlyMap<string, readonly number[]>): boolean {
    const same = [...shapes].every(([name, shape]) => this.#segments.get(name)?.shape.join() === shape.join());
    return gpu === this.#gpu && same && shapes.size === this.#segments.size;
  }

  /** Whether our kernels run on its device now. */
  get inUse(): boolean {
    return currentGpu() === this.#gpu;
  }

  get gpu(): Gpu {
    return this.#gpu;
  }

  has(name: string): boolean {
    return this.#segments.has(name);
  }

  segment(name: string): Segment {
    const segment = this.#segments.get(name);
    if (!segment) throw new RangeError(`the arena has no weight '${name}'`);
    return segment;
  }

  place(region: Region, name: string): Place {
    const { first, shape } = this.segment(name);
    return { buffer: this.#buffer(region), offset: first * CHUNK * BYTES, size: elements(shape) * BYTES };
  }

  /** A region as a whole. The tensor is the caller's. */
  whole(region: Region): Tensor {
    const size = this.chunks * CHUNK;
    return this.#gpu.at({ buffer: this.#buffer(region), offset: 0, size: size * BYTES }, [size]);
  }

  /** A weight's part of a region. The tensor is the caller's. */
  tensor(region: Region, name: string): Tensor {
    return this.#gpu.at(this.place(region, name), this.segment(name).shape);
  }

  /**
   * A number, 0 as long as all is well. A step that is not sound raises it; from then on nothing is changed, by that step or
   * by those that were submitted after it, until `resume`. The tensor is the caller's.
   */
  flag(): Tensor {
    this.#flag ??= this.#gpu.device.createBuffer({
      label: 'arena flag',
      size: BYTES,
      usage: GPUBufferUsage.STORAGE | GPUBufferUsage.COPY_DST,
    });
    return this.#gpu.at({ buffer: this.#flag, offset: 0, size: BYTES }, []);
  }

  /** Lets steps change the weights again. */
  resume(): void {
    if (this.#flag) this.#gpu.device.queue.writeBuffer(this.#flag, 0, Float32Array.of(0));
  }

  write(region: Region, name: string, values: Float32Array<ArrayBuffer>): void {
    const { buffer, offset } = this.place(region, name);
    // What was issued before still reads the old values.
    this.#gpu.flush();
    this.#gpu.device.queue.writeBuffer(buffer, offset, values);
  }

  /** All numbers of a region, by weight. */
  read(region: Region): Promise<Map<string, { shape: readonly number[]; data: Float32Array<ArrayBuffer> }>> {
    const mine = this.#reading.then(async () => {
      const values = await this.#readWhole(region);
      return new Map(
        [...this.#segments].map(([name, { shape, first }]) => {
          const from = first * CHUNK;
          return [name, { shape, data: values.slice(from, from + elements(shape)) }];
        }),
      );
    });
    this.#reading = mine.catch(() => undefined);
    return mine;
  }

  async #readWhole(region: Region): Promise<Float32Array<ArrayBuffer>> {
    const { device } = this.#gpu;
    const size = this.chunks * CHUNK * BYTES;
    this.#staging ??= device.createBuffer({
      label: 'arena staging',
      size: Math.min(size, READ_AT_ONCE),
      usage: GPUBufferUsage.COPY_DST | GPUBufferUsage.MAP_READ,
    });
    const staging = this.#staging;
    const bytes = new Uint8Array(size);
    this.#gpu.flush();
    for (let from = 0; from < size; from += staging.size) {
      const count = Math.min(staging.size, size - from);
      const encoder = device.createCommandEncoder();
      encoder.copyBufferToBuffer(this.#buffer(region), from, staging, 0, count);
      device.queue.submit([encoder.finish()]);
      await staging.mapAsync(GPUMapMode.READ, 0, count);
      bytes.set(new Uint8Array(staging.getMappedRange(0, count)), from);
      staging.unmap();
    }
    return new Float32Array(bytes.buffer);
  }

  dispose(): void {
    for (const buffer of this.#buffers.values()) buffer.destroy();
    this.#buffers.clear();
    this.#staging?.destroy();
    this.#staging = undefined;
    this.#flag?.destroy();
    this.#flag = undefined;
  }

  #buffer(region: Region): GPUBuffer {
    const known = this.#buffers.get(region);
    if (known) return known;
    const made = this.#gpu.device.createBuffer({
      label: `arena ${region}`,
      size: this.chunks * CHUNK * BYTES,
      usage: GPUBufferUsage.STORAGE | GPUBufferUsage.COPY_SRC | GPUBufferUsage.COPY_DST,
    });
    this.#buffers.set(region, made);
    return made;
  }
}

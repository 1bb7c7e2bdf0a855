import type { Submitted } from '../device';
import { DeviceFault } from '../device-fault';
import type { Gpu } from './gpu';
import type { Interval } from './placement';
import type { Dispatch, Place, Recording } from './recording';

/** What the host writes before a run. */
export interface Write {
  readonly place: Place;
  readonly data: Float32Array | Int32Array;
}

/** A recording, and what belongs to it. */
export interface Recorded {
  readonly recording: Recording;
  /** Where stand-ins lie that have a place of their own. */
  readonly fixed: ReadonlyMap<GPUBuffer, Place>;
  /** What is read back after a run. */
  readonly read: readonly Place[];
  /** Buffers that were made for it. */
  readonly owned: readonly GPUBuffer[];
}

interface Staging {
  readonly buffer: GPUBuffer;
  busy: boolean;
}

interface Bound {
  readonly group: GPUBindGroup;
  readonly groups: Dispatch['groups'];
}

/**
 * Recorded dispatches with memory, ready to be run again and again: one pass and one submission a run, and no buffer made.
 * Values that live within a run share buffers by when they are needed.
 */
export class GpuPlan {
  readonly #gpu: Gpu;
  readonly #bound: readonly Bound[];
  /** Of each dispatch; a promise until a run has waited for it. */
  readonly #pipelines: Dispatch['pipeline'][];
  readonly #read: readonly Place[];
  readonly #owned: readonly GPUBuffer[];
  /** What is read goes through one of these in turn, so that a run may be submitted while the one before is read. */
  readonly #staging: readonly Staging[];
  #turn = 0;
  /** The first run while it waits for shaders. */
  #first: Promise<number> | undefined;
  /** Most bytes that live at one time within a run, weights and inputs aside. */
  readonly peak: number;

  constructor(gpu: Gpu, { recording, fixed, read, owned }: Recorded) {
    this.#gpu = gpu;
    const lives = livesOf(recording, fixed, read);
    const { places, peak } = gpu.memory.take(this, [...lives.values()]);
    const memory = new Map([...lives.keys()].map((standIn, i) => [standIn, places[i]]));
    const found = ({ buffer, offset, size: asked }: Place): Place => {
      const size = recording.halves?.has(buffer) ? asked / 2 : asked;
      const place = fixed.get(buffer) ?? memory.get(buffer);
      return place ? { buffer: place.buffer, offset: place.offset + offset, size } : { buffer, offset, size };
    };
    this.peak = peak;
    this.#pipelines = recording.dispatches.map(({ pipeline }) => pipeline);
    this.#bound = recording.dispatches.map(({ layout, bound, groups }) => ({
      group: gpu.device.createBindGroup({
        layout,
        entries: bound.map((place, binding) => ({ binding, resource: found(place) })),
      }),
      groups,
    }));
    this.#read = read.map(found);
    const size = Math.max(
      4,
      read.reduce((sum, { size }) => sum + size, 0),
    );
    const usage = GPUBufferUsage.COPY_DST | GPUBufferUsage.MAP_READ;
    this.#staging = [0, 1].map(() => ({ buffer: gpu.device.createBuffer({ size, usage }), busy: false }));
    this.#owned = [...owned, ...recording.constants, ...this.#staging.map(({ buffer }) => buffer)];
  }

  get dispatches(): number {
    return this.#bound.length;
  }

  /**
   * Waits until all shaders are compiled. The first run does so too, and runs meanwhile what comes before.
   *
   * @throws DeviceFault where one does not compile
   */
  async ready(): Promise<void> {
    for (const at of this.#pipelines.keys()) await this.#compiled(at);
  }

  /**
   * Submits a run, which gives what is read back, in order. The first waits for shaders, others are submitted at once; two runs
   * may be under way.
   *
   * @throws RangeError for a third, DeviceFault where a shader does not compile
   */
  async submit(writes: readonly Write[]): Promise<Submitted<readonly ArrayBuffer[]>> {
    while (this.#first) await this.#first;
    const { device } = this.#gpu;
    const staging = this.#staging[this.#turn];
    if (!staging || staging.busy) throw new RangeError('two runs are under way');
    // What tfjs was asked before comes before.
    this.#gpu.flush();
    for (const { place, data } of writes) {
      device.queue.writeBuffer(place.buffer, place.offset, data.buffer, data.byteOffset, data.byteLength);
    }
    let rest = 0;
    if (this.#pipelines.some((pipeline) => pipeline instanceof Promise)) {
      this.#first = this.#begin().finally(() => {
        this.#first = undefined;
      });
      rest = await this.#first;
    }
    const encoder = this.#encode(rest, this.#bound.length);
    let at = 0;
    for (const { buffer, offset, size } of this.#read) {
      encoder.copyBufferToBuffer(buffer, offset, staging.buffer, at, size);
      at += size;
    }
    device.queue.submit([encoder.finish()]);
    this.#turn = 1 - this.#turn;
    staging.busy = true;
    return { report: this.#report(staging) };
  }

  async #report(staging: Staging): Promise<readonly ArrayBuffer[]> {
    await staging.buffer.mapAsync(GPUMapMode.READ);
    const bytes = staging.buffer.getMappedRange().slice(0);
    staging.buffer.unmap();
    staging.busy = false;
    let from = 0;
    return this.#read.map(({ size }) => {
      const part = bytes.slice(from, from + size);
      from += size;
      return part;
    });
  }

  /** Compiles, and has dispatches run that wait for no shader any more; gives the first that is left. */
  async #begin(): Promise<number> {
    let from = 0;
    for (const [at, pipeline] of this.#pipelines.entries()) {
      if (!(pipeline instanceof Promise)) continue;
      if (at > from) this.#gpu.device.queue.submit([this.#encode(from, at).finish()]);
      from = at;
      await this.#compiled(at);
    }
    return from;
  }

  /** Some of the dispatches, all of which have their shaders. */
  #encode(from: number, to: number): GPUCommandEncoder {
    const encoder = this.#gpu.device.createCommandEncoder();
    const pass = encoder.beginComputePass();
    for (const [i, { group, groups }] of this.#bound.slice(from, to).entries()) {
      const pipeline = this.#pipelines[from + i];
      if (!pipeline || pipeline instanceof Promise) throw new RangeError(`dispatch ${from + i} has no shader yet`);
      pass.setPipeline(pipeline);
      pass.setBindGroup(0, group);
      pass.dispatchWorkgroups(...groups);
    }
    pass.end();
    return encoder;
  }

  /** The pipeline of a dispatch, which the others with the same shader have then, too. */
  async #compiled(at: number): Promise<GPUComputePipeline> {
    const pipeline = this.#pipelines[at];
    if (!pipeline) throw new RangeError(`dispatch ${at} has no pipeline`);
    if (!(pipeline instanceof Promise)) return pipeline;
    try {
      const made = await pipeline;
      for (const [other, waiting] of this.#pipelines.entries()) if (waiting === pipeline) this.#pipelines[other] = made;
      return made;
    } catch (error) {
      throw error instanceof GPUPipelineError ? new DeviceFault('error', error.message) : error;
    }
  }

  dispose(): void {
    for (const buffer of this.#owned) buffer.destroy();
    this.#gpu.memory.giveBack(this);
  }
}

/** From which dispatch to which each stand-in without a place is needed. */
function livesOf(
  { dispatches, standsIn, halves }: Recording,
  fixed: ReadonlyMap<GPUBuffer, Place>,
  read: readonly Place[],
): Map<GPUBuffer, Interval> {
  const lives = new Map<GPUBuffer, Interval & { readonly index: number; readonly apart: Set<number> }>();
  const use = ({ buffer }: Place, at: number, written: boolean) => {
    if (!standsIn(buffer) || fixed.has(buffer)) return undefined;
    const known = lives.get(buffer);
    if (!known && !written) throw new RangeError(`dispatch ${at} reads what none before it wrote`);
    const { index, first, apart } = known ?? { index: lives.size, first: at, apart: new Set<number>() };
    const life = { index, size: halves?.has(buffer) ? buffer.size / 2 : buffer.size, first, last: at, apart };
    lives.set(buffer, life);
    return life;
  };
  for (const [at, { bound, written }] of dispatches.entries()) {
    const writes = written.flatMap((i) => bound.slice(i, i + 1)).flatMap((place) => use(place, at, true) ?? []);
    for (const [i, place] of bound.entries()) {
      const read = written.includes(i) ? undefined : use(place, at, false);
      if (!read) continue;
      for (const write of writes) {
        write.apart.add(read.index);
        read.apart.add(write.index);
      }
    }
  }
  for (const place of read) use(place, dispatches.length, false);
  return lives;
}

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
  readonly pipeline: GPUComputePipeline;
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
  readonly #read: readonly Place[];
  readonly #owned: readonly GPUBuffer[];
  /** What is read goes through one of these in turn, so that a run may be submitted while the one before is read. */
  readonly #staging: readonly Staging[];
  #turn = 0;
  /** Most bytes that live at one time within a run, weights and inputs aside. */
  readonly peak: number;

  /** @throws DeviceFault where a shader does not compile */
  static async of(gpu: Gpu, recorded: Recorded): Promise<GpuPlan> {
    try {
      const pipelines = await Promise.all(recorded.recording.dispatches.map(({ pipeline }) => pipeline));
      return new GpuPlan(gpu, recorded, pipelines);
    } catch (error) {
      for (const buffer of [...recorded.owned, ...recorded.recording.constants]) buffer.destroy();
      throw error instanceof GPUPipelineError ? new DeviceFault('error', error.message) : error;
    }
  }

  private constructor(gpu: Gpu, { recording, fixed, read, owned }: Recorded, pipelines: readonly GPUComputePipeline[]) {
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
    this.#bound = recording.dispatches.map(({ layout, bound, groups }, i) => ({
      pipeline: pipelineAt(pipelines, i),
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
   * Runs it, and gives what is read back, in order. It is submitted at once; two runs may be under way.
   *
   * @throws RangeError for a third
   */
  async run(writes: readonly Write[]): Promise<readonly ArrayBuffer[]> {
    const { device } = this.#gpu;
    const staging = this.#staging[this.#turn];
    if (!staging || staging.busy) throw new RangeError('two runs are under way');
    this.#turn = 1 - this.#turn;
    staging.busy = true;
    // What tfjs was asked before comes before.
    this.#gpu.flush();
    for (const { place, data } of writes) {
      device.queue.writeBuffer(place.buffer, place.offset, data.buffer, data.byteOffset, data.byteLength);
    }
    const encoder = device.createCommandEncoder();
    const pass = encoder.beginComputePass();
    for (const { pipeline, group, groups } of this.#bound) {
      pass.setPipeline(pipeline);
      pass.setBindGroup(0, group);
      pass.dispatchWorkgroups(...groups);
    }
    pass.end();
    let at = 0;
    for (const { buffer, offset, size } of this.#read) {
      encoder.copyBufferToBuffer(buffer, offset, staging.buffer, at, size);
      at += size;
    }
    device.queue.submit([encoder.finish()]);
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

  dispose(): void {
    for (const buffer of this.#owned) buffer.destroy();
    this.#gpu.memory.giveBack(this);
  }
}

function pipelineAt(pipelines: readonly GPUComputePipeline[], index: number): GPUComputePipeline {
  const pipeline = pipelines[index];
  if (!pipeline) throw new RangeError(`dispatch ${index} has no pipeline`);
  return pipeline;
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

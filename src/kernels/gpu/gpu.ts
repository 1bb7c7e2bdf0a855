import { WebGPUBackend } from '@tensorflow/tfjs-backend-webgpu';
import { backend, cast, engine, env, mul, type Tensor, type TensorInfo } from '@tensorflow/tfjs-core';
import { Forms } from './forms';
import { halved, marksOf } from './half';
import { Memory } from './memory';
import { Pipelines } from './pipelines';
import { type Dispatch, flush, type Place, type Recording, record } from './recording';

/** One compute shader: what is bound, in order, and what it does. Sizes that do not change between steps stand in the code. */
export interface Shader {
  /** Tells shaders apart: name and sizes. */
  readonly key: string;
  /** `x0`, `x1` …: what is read. Booleans lie on the GPU as i32. */
  readonly reads: readonly ('f32' | 'i32')[];
  /** Which of them are bound as vectors of four. */
  readonly vectors?: readonly boolean[];
  /** `y0`, `y1` …: how many arrays of f32 are written. */
  readonly writes: number;
  /** Which of those are bound as vectors of four. */
  readonly packs?: readonly boolean[];
  /** Which of them hold integers instead. */
  readonly integers?: readonly boolean[];
  /** How many vectors of four there are of `sizes`, whole numbers that differ from one dispatch to another. */
  readonly sizes?: number;
  /** Four invocations tell each other what they have; only where the device can. */
  readonly quads?: boolean;
  /** Which arrays lie in 16 bits; `halved` (half.ts) makes such a shader of another. */
  readonly halves?: { readonly reads: readonly boolean[]; readonly writes: readonly boolean[] };
  /** WGSL from `fn main` on, and what stands before it; written only when the shader is compiled. */
  readonly code: () => string;
}

/** Invocations of a workgroup that goes through arrays element by element. */
const WIDE = 256;
/** Most workgroups along one axis of a dispatch. */
const MOST = 65_535;

/**
 * Our own kernels in the command stream of tfjs' WebGPU backend: they take its tensors, and run in the order in which they
 * were issued among its own.
 */
export class Gpu {
  readonly #backend: WebGPUBackend;
  /** A GPU in software has no use for workgroup memory. */
  readonly software: boolean;
  /** What recorded programs use within a run. */
  readonly memory: Memory;
  /** How products are cut up here. */
  readonly forms: Forms;
  readonly #parts: Parts;
  readonly #pipelines: Pipelines;
  readonly #sizes = new Map<string, Place>();
  /** Where our dispatches go while a step is recorded. */
  #list: Dispatch[] | undefined;
  /** Whether it is known only at the end what is compiled. */
  #halving = false;

  constructor(backend: WebGPUBackend, software: boolean, parts: Parts) {
    this.#backend = backend;
    this.software = software;
    this.#parts = parts;
    this.memory = new Memory(backend.device);
    this.forms = new Forms(software, this.quads);
    this.#pipelines = new Pipelines(backend.device);
  }

  get device(): GPUDevice {
    return this.#backend.device;
  }

  /**
   * Has what `work` dispatches recorded in place of run; it sees the list as it grows.
   *
   * @param halving our shaders are compiled by `compile` and not before, when it is known what lies in 16 bits
   */
  record<T>(work: (soFar: Recording) => T, halving = false): { readonly value: T; readonly recording: Recording } {
    this.forms.noting = true;
    this.#halving = halving;
    try {
      return record(this.#backend, (list, soFar) => {
        this.#list = list;
        return work(soFar);
      });
    } finally {
      this.forms.noting = false;
      this.#halving = false;
      this.#list = undefined;
    }
  }

  /** A recording with these stand-ins in 16 bits, and its shaders on their way. */
  compile(recording: Recording, halves: ReadonlySet<GPUBuffer>): Recording {
    const dispatches = recording.dispatches.map((dispatch) => {
      const { reads, writes } = marksOf(dispatch, halves);
      return dispatch.shader
        ? { ...dispatch, ...this.#pipelines.soon(halved(dispatch.shader, reads, writes)) }
        : dispatch;
    });
    return { ...recording, dispatches, halves };
  }

  /** Whether numbers may lie in 16 bits. */
  get halves(): boolean {
    return this.device.features.has('shader-f16');
  }

  /** Waits until all that was issued has run. */
  async idle(): Promise<void> {
    this.flush();
    await this.device.queue.onSubmittedWorkDone();
  }

  /** Sends on its way what has been issued so far. */
  flush(): void {
    flush(this.#backend);
  }

  /** A tensor of what lies in a place of a buffer that tfjs does not own. */
  at(place: Place, shape: readonly number[], dtype: 'float32' | 'int32' | 'bool' = 'float32'): Tensor {
    const info = this.#backend.makeTensorInfo([...shape], dtype);
    const data = this.#backend.tensorMap.get(info.dataId);
    data.resource = place.buffer;
    data.external = true;
    this.#parts.set(info.dataId, place);
    return engine().makeTensorFromTensorInfo(info);
  }

  /** Copies a tensor's numbers to where another's lie. */
  copy(from: Tensor, to: Tensor): void {
    const [source, target] = [this.place(from), this.place(to)];
    this.flush();
    const encoder = this.device.createCommandEncoder();
    encoder.copyBufferToBuffer(source.buffer, source.offset, target.buffer, target.offset, target.size);
    this.device.queue.submit([encoder.finish()]);
  }

  /** Gives back the buffers that tfjs holds to use again: it never does by itself, and other sizes need others. */
  giveBack(): void {
    this.flush();
    const pool = this.#backend.bufferManager;
    for (const free of pool['freeBuffers'].values()) {
      // The lists stay: tfjs counts on them for every size it has handed out.
      for (const buffer of free.splice(0)) {
        buffer.destroy();
        pool['numFreeBuffers']--;
        pool.numBytesAllocated -= buffer.size;
      }
    }
  }

  /** How many arrays a shader may bind. */
  get bindings(): number {
    return this.#backend.device.limits.maxStorageBuffersPerShaderStage;
  }

  make(shape: readonly number[], dtype: 'float32' | 'int32' | 'bool' = 'float32'): Tensor {
    // Nothing writes what has no elements, and tfjs reads back only what is somewhere.
    const values = shape.includes(0) ? new Float32Array(0) : undefined;
    return engine().makeTensorFromTensorInfo(this.#backend.makeTensorInfo([...shape], dtype, values));
  }

  /** Whether four invocations can tell each other what they have. */
  get quads(): boolean {
    return this.software && this.device.features.has('subgroups');
  }

  /** Runs a shader that is written for a grid of workgroups. */
  run(
    shader: Shader,
    reads: readonly Tensor[],
    writes: readonly Tensor[],
    groups: readonly [x: number, y?: number, z?: number],
    sizes: readonly number[] = [],
  ): void {
    const [x, y = 1, z = 1] = groups;
    if (x * y * z === 0) return;
    const own = this.#backend;
    const tensors = [...reads.map((tensor, i) => this.#stored(tensor, shader.reads[i])), ...writes];
    const bound = tensors.map((tensor) => this.place(tensor));
    if (sizes.length > 0) bound.push(this.#placeOf(sizes));
    if (this.#list) {
      this.#list.push({
        shader,
        ...(this.#halving ? this.#pipelines.later(shader) : this.#pipelines.soon(shader)),
        bound,
        written: writes.map((_, i) => reads.length + i),
        groups: [x, y, z],
      });
      return;
    }
    const { layout, pipeline } = this.#pipelines.now(shader);
    const bindGroup = own.device.createBindGroup({
      layout,
      entries: bound.map((resource, binding) => ({ binding, resource })),
    });
    for (const { dataId } of tensors) own['commandQueueOwnedIds'].add(dataId);
    own.ensureCommandEncoderReady();
    own['computePassEncoder'] ??= own['commandEncoder'].beginComputePass();
    const pass = own['computePassEncoder'];
    pass.setPipeline(pipeline);
    pass.setBindGroup(0, bindGroup);
    pass.dispatchWorkgroups(x, y, z);
    own['dispatchCountInPass']++;
    if (own['dispatchCountInPass'] < env().getNumber('WEBGPU_DEFERRED_SUBMIT_BATCH_SIZE')) return;
    own.endComputePassEncoder();
    own.submitQueue();
  }

  /** Runs a shader once for each of n elements; the code sees its index as `i`. */
  each(
    shader: Shader,
    reads: readonly Tensor[],
    writes: readonly Tensor[],
    n: number,
    sizes: readonly number[] = [],
  ): void {
    this.groups(shader, reads, writes, Math.ceil(n / WIDE), sizes);
  }

  /** Runs `count` workgroups of a shader; the code finds out by `groupIndex` which one it is. */
  groups(
    shader: Shader,
    reads: readonly Tensor[],
    writes: readonly Tensor[],
    count: number,
    sizes: readonly number[] = [],
  ): void {
    const x = Math.min(count, MOST);
    this.run(shader, reads, writes, [x, x === 0 ? 0 : Math.ceil(count / x)], sizes);
  }

  /** A tensor as its numbers lie in memory: what tfjs has cast to float may still be integers there. */
  #stored(tensor: Tensor, type: 'f32' | 'i32' | undefined): Tensor {
    const integers = this.#backend.tensorMap.get(tensor.dataId).dtype !== 'float32';
    if (type === 'f32' && integers) return mul(cast(tensor, 'float32'), 1);
    if (type === 'i32' && !integers) throw new RangeError('a kernel wants integers and was given floats');
    return tensor;
  }

  /** Where whole numbers lie: those that were asked for before lie where they lay. */
  #placeOf(sizes: readonly number[]): Place {
    const key = sizes.join();
    const known = this.#sizes.get(key);
    if (known) return known;
    const data = Uint32Array.from(sizes);
    const usage = GPUBufferUsage.UNIFORM | GPUBufferUsage.COPY_DST;
    const buffer = this.device.createBuffer({ size: data.byteLength, usage });
    this.device.queue.writeBuffer(buffer, 0, data);
    const made = { buffer, offset: 0, size: data.byteLength };
    this.#sizes.set(key, made);
    return made;
  }

  /** Where a tensor lies. */
  place({ dataId }: Tensor): Place {
    const part = this.#parts.get(dataId);
    if (part) return part;
    this.#backend.uploadToGPU(dataId);
    const { resource } = this.#backend.tensorMap.get(dataId);
    if (!(resource instanceof GPUBuffer)) throw new RangeError('a tensor without a GPU buffer');
    return { buffer: resource, offset: 0, size: resource.size };
  }
}

/** Code for `Gpu.each`: `body` for every index `i` below the length of what is written. */
export const eachElement = (body: string): string => eachOf('arrayLength(&y0)', body);

/** Code for `Gpu.each`: `body` for every index `i` below `count`, an expression in WGSL. */
export const eachOf = (count: string, body: string): string => `
@compute @workgroup_size(${WIDE})
fn main(@builtin(workgroup_id) group: vec3u, @builtin(num_workgroups) groups: vec3u, @builtin(local_invocation_index) at: u32) {
  let i = (group.y * groups.x + group.x) * ${WIDE}u + at;
  if (i >= ${count}) { return; }
  ${body}
}`;

/** Tensors that are parts of larger buffers, by their data. */
type Parts = WeakMap<object, Place>;

const gpus = new WeakMap<WebGPUBackend, { readonly own: Gpu; readonly hardware: Gpu }>();

/** Has our kernels run on a backend, and tfjs' know of tensors that are parts of a buffer. */
export function openGpu(backend: WebGPUBackend, software: boolean): void {
  const parts: Parts = new WeakMap();
  const bind = backend['tensorToBinding'].bind(backend);
  backend['tensorToBinding'] = (tensor?: TensorInfo) => (tensor && parts.get(tensor.dataId)) ?? bind(tensor);
  const read = backend.read.bind(backend);
  backend.read = (dataId) => {
    const part = parts.get(dataId);
    if (!part) return read(dataId);
    flush(backend);
    return readPlace(backend.device, part, backend.tensorMap.get(dataId).dtype);
  };
  gpus.set(backend, { own: new Gpu(backend, software, parts), hardware: new Gpu(backend, false, parts) });
}

/** What lies in a place now; tfjs would keep a copy, and the place's content changes from step to step. */
async function readPlace(device: GPUDevice, { buffer, offset, size }: Place, dtype: string) {
  const staging = device.createBuffer({ size, usage: GPUBufferUsage.COPY_DST | GPUBufferUsage.MAP_READ });
  try {
    const encoder = device.createCommandEncoder();
    encoder.copyBufferToBuffer(buffer, offset, staging, 0, size);
    device.queue.submit([encoder.finish()]);
    await staging.mapAsync(GPUMapMode.READ);
    const bytes = staging.getMappedRange().slice(0);
    if (dtype === 'float32') return new Float32Array(bytes);
    const integers = new Int32Array(bytes);
    return dtype === 'bool' ? Uint8Array.from(integers) : integers;
  } finally {
    staging.destroy();
  }
}

let wanted: boolean | 'hardware' = true;

/**
 * Whether our own GPU kernels are used; off, everything runs on the reference kernels. `hardware`: the forms for a real GPU,
 * whatever there is.
 */
export function switchGpuKernels(use: boolean | 'hardware'): void {
  wanted = use;
}

/** Our kernels on the backend in use, where it is tfjs' WebGPU backend. */
export function currentGpu(): Gpu | undefined {
  const current = backend();
  return current instanceof WebGPUBackend ? gpuOf(current) : undefined;
}

/** Our kernels on this backend, where they are used. */
export function gpuOf(backend: WebGPUBackend): Gpu | undefined {
  if (!wanted) return undefined;
  const known = gpus.get(backend);
  return wanted === 'hardware' ? known?.hardware : known?.own;
}

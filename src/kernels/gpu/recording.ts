import type { WebGPUBackend } from '@tensorflow/tfjs-backend-webgpu';
import { env } from '@tensorflow/tfjs-core';
import type { Shader } from './gpu';

/** Part of a GPU buffer. */
export interface Place {
  readonly buffer: GPUBuffer;
  readonly offset: number;
  /** Bytes. */
  readonly size: number;
}

/** One dispatch as it was asked for. Buffers may be stand-ins, which have no memory yet. */
export interface Dispatch {
  /** Where it is one of ours. */
  readonly shader?: Shader;
  /** Ours are compiled side by side while the rest is recorded. */
  readonly pipeline: GPUComputePipeline | Promise<GPUComputePipeline>;
  readonly layout: GPUBindGroupLayout;
  readonly bound: readonly Place[];
  /** Which of them are written; a shader may read those too. */
  readonly written: readonly number[];
  readonly groups: readonly [number, number, number];
}

/** What was dispatched while something ran, without its having run. */
export interface Recording {
  readonly dispatches: readonly Dispatch[];
  /** Buffers that were filled from the host: constants, uniforms. */
  readonly constants: readonly GPUBuffer[];
  /** Whether a buffer is a stand-in for memory that is still to be found. */
  readonly standsIn: (buffer: GPUBuffer) => boolean;
  /** Stand-ins that take half the bytes they were asked for, since their numbers lie in 16 bits. */
  readonly halves?: ReadonlySet<GPUBuffer>;
}

/** An object of a class of the browser that has these members and no others. */
function standIn<T extends object>(prototype: T, members: Partial<T>): T {
  return Object.defineProperties(Object.create(prototype), Object.getOwnPropertyDescriptors(members));
}

class NoIds extends WeakSet<object> {
  override add(): this {
    return this;
  }
}

/** Which binding tfjs' shaders write. */
const WRITTEN = [0];

/**
 * Has tfjs' backend record in place of encoding while `work` runs: its kernels are asked as ever, and what they dispatch is
 * listed; ours add to the list themselves. Tensors that `work` makes stand for no memory, and must be disposed before it ends.
 */
export function record<T>(
  backend: WebGPUBackend,
  work: (dispatches: Dispatch[], soFar: Recording) => T,
): { readonly value: T; readonly recording: Recording } {
  flush(backend);
  const { device, bufferManager } = backend;
  const { acquireBuffer, releaseBuffer } = bufferManager;
  const batch = env().getNumber('WEBGPU_DEFERRED_SUBMIT_BATCH_SIZE');
  const owned = backend['commandQueueOwnedIds'];
  const standIns = new Set<GPUBuffer>();
  const constants: GPUBuffer[] = [];
  const dispatches: Dispatch[] = [];
  const recording: Recording = { dispatches, constants, standsIn: (buffer) => standIns.has(buffer) };
  const groups = new Map<GPUBindGroup, Pick<Dispatch, 'layout' | 'bound' | 'written'>>();

  const bind = ({ layout, entries }: GPUBindGroupDescriptor): GPUBindGroup => {
    const bound = [...entries].map(({ resource }): Place => {
      if (!('buffer' in resource)) throw new RangeError('only buffers can be recorded');
      const { buffer, offset = 0, size = buffer.size - offset } = resource;
      return { buffer, offset, size };
    });
    const token = standIn(GPUBindGroup.prototype, {});
    groups.set(token, { layout, bound, written: WRITTEN });
    return token;
  };
  let pipeline: GPUComputePipeline | undefined;
  let group: Pick<Dispatch, 'layout' | 'bound' | 'written'> | undefined;
  const pass = standIn(GPUComputePassEncoder.prototype, {
    setPipeline(next: GPUComputePipeline): undefined {
      pipeline = next;
    },
    setBindGroup(_: number, token: GPUBindGroup | null | undefined): undefined {
      group = token ? groups.get(token) : undefined;
    },
    dispatchWorkgroups(x: number, y = 1, z = 1): undefined {
      if (!pipeline || !group) throw new RangeError('a dispatch without a pipeline');
      dispatches.push({ pipeline, ...group, groups: [x, y, z] });
    },
  });

  backend.device = new Proxy(device, {
    get(target, key) {
      if (key === 'createBindGroup') return bind;
      const value: unknown = Reflect.get(target, key, target);
      return typeof value === 'function' ? value.bind(target) : value;
    },
  });
  bufferManager.acquireBuffer = (size, usage, mappedAtCreation) => {
    // What is filled from the host keeps its content for every replay.
    if (mappedAtCreation || (usage & GPUBufferUsage.STORAGE) === 0) {
      const buffer = device.createBuffer({ size, usage, mappedAtCreation: mappedAtCreation ?? false });
      constants.push(buffer);
      return buffer;
    }
    const buffer = standIn(GPUBuffer.prototype, { size, usage, mapState: 'unmapped' });
    standIns.add(buffer);
    return buffer;
  };
  bufferManager.releaseBuffer = () => {};
  backend['commandQueueOwnedIds'] = new NoIds();
  backend['commandEncoder'] = standIn(GPUCommandEncoder.prototype, {});
  backend['computePassEncoder'] = pass;
  env().set('WEBGPU_DEFERRED_SUBMIT_BATCH_SIZE', Number.MAX_SAFE_INTEGER);
  try {
    return { value: work(dispatches, recording), recording };
  } catch (error) {
    for (const buffer of constants) buffer.destroy();
    throw error;
  } finally {
    env().set('WEBGPU_DEFERRED_SUBMIT_BATCH_SIZE', batch);
    backend.device = device;
    bufferManager.acquireBuffer = acquireBuffer;
    bufferManager.releaseBuffer = releaseBuffer;
    backend['commandQueueOwnedIds'] = owned;
    backend['commandEncoder'] = null;
    backend['computePassEncoder'] = null;
    backend['dispatchCountInPass'] = 0;
    backend['uniformPendingDisposal'] = [];
  }
}

/** Sends on its way what tfjs has collected so far. */
export function flush(backend: WebGPUBackend): void {
  if (!backend['commandEncoder']) return;
  backend.endComputePassEncoder();
  backend.submitQueue();
}

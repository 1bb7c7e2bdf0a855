import {
  engine,
  env,
  findBackendFactory,
  getBackend,
  memory,
  registerBackend,
  removeBackend,
  setBackend,
  version_core,
} from '@tensorflow/tfjs-core';
import '@tensorflow/tfjs-backend-cpu';
import { setWasmPaths } from '@tensorflow/tfjs-backend-wasm';
import { WebGPUBackend } from '@tensorflow/tfjs-backend-webgpu';
import { DeviceFault } from './device-fault';
import { currentGpu, gpuOf, openGpu } from './gpu';
import { currentHost, hostCalls } from './host';

/** Milliseconds within which a loss is heard of after what it made fail. */
const LOSS_AFTER = 200;

export type DeviceName = 'webgpu' | 'wasm' | 'cpu';

/** What was submitted, and what will come of it. */
export interface Submitted<T> {
  readonly report: Promise<T>;
}

export interface DeviceOptions {
  /** Where the WASM backend's binaries lie: a folder, or an address for each file. */
  readonly wasm: string | Readonly<Record<string, string>>;
}

/** A backend that is ready, with what can be said about it. */
export interface Device {
  readonly name: DeviceName;
  readonly adapter: string;
  readonly software: boolean;
  /** Whether values may lie in 16 bits: a GPU with the feature shader-f16. */
  readonly halves: boolean;
  /**
   * Runs one piece of work after the other and waits for it; a GPU error becomes a DeviceFault. Must not be nested. Several
   * devices may be open: operations outside run on the one that was used last.
   */
  guard<T>(work: () => Promise<T>): Promise<T>;
  /**
   * The same for work that is done as soon as it is submitted: other work may go on while its report is on the way. What
   * is reported then is a DeviceFault too where the device is lost.
   */
  submit<T>(work: () => Promise<Submitted<T>>): Promise<Submitted<T>>;
  /** Compute dispatches so far; undefined where there is no GPU. */
  dispatches(): number | undefined;
  /** Whether it is gone for good. */
  readonly lost: boolean;
  /** Forms that were chosen by timing, for the run record; see `pin`. */
  variants(): Readonly<Record<string, string>>;
  /** Takes over the forms of a record: other forms add up in another order, and give other last digits. */
  pin(variants: Readonly<Record<string, string>>): void;
  close(): void;
}

export const openDevice = (name: DeviceName, options: DeviceOptions): Promise<Device> =>
  name === 'webgpu' ? openWebGpu() : openHost(name, options);

async function openHost(name: 'wasm' | 'cpu', { wasm }: DeviceOptions): Promise<Device> {
  if (name === 'wasm' && getBackend() !== 'wasm') {
    if (typeof wasm === 'string') setWasmPaths(wasm);
    else setWasmPaths({ ...wasm });
  }
  // tfjs logs a sales pitch for its Node addon when the cpu backend starts; it does not in tests.
  env().set('IS_TEST', true);
  await inTurn(() => select(name));
  const guard = <T>(work: () => Promise<T>): Promise<T> =>
    inTurn(async () => {
      await select(name);
      return work();
    });
  return {
    name,
    adapter: name === 'wasm' ? 'WebAssembly' : 'JavaScript',
    software: true,
    halves: false,
    guard,
    submit: guard,
    dispatches: () => undefined,
    lost: false,
    variants: () => ({}),
    pin: () => {},
    close: () => {},
  };
}

async function select(name: DeviceName): Promise<void> {
  if (getBackend() === name) return;
  if (!(await setBackend(name))) throw new DeviceFault('unavailable', `the ${name} backend did not start`);
}

let turn: Promise<unknown> = Promise.resolve();

/** tfjs' operations run on one backend at a time, and error scopes are a stack: what devices do comes one after the other. */
function inTurn<T>(work: () => Promise<T>): Promise<T> {
  const mine = turn.then(work);
  turn = mine.catch(() => undefined);
  return mine;
}

/** Whether there is a GPU, and whether it is a real one. */
export async function probeWebGpu(): Promise<{ readonly software: boolean; readonly adapter: string } | undefined> {
  const adapter = await requestAdapter();
  return adapter && describe(adapter);
}

async function requestAdapter(): Promise<GPUAdapter | undefined> {
  if (typeof navigator === 'undefined' || !('gpu' in navigator)) return undefined;
  return (await navigator.gpu.requestAdapter({ powerPreference: 'high-performance' })) ?? undefined;
}

function describe(adapter: GPUAdapter): { software: boolean; adapter: string } {
  const { vendor, architecture, device, description, isFallbackAdapter } = adapter.info;
  const name = [description || device, vendor, architecture].filter((part) => part).join(' ') || 'unnamed adapter';
  return { software: isFallbackAdapter || /swiftshader|llvmpipe|basic render/i.test(name), adapter: name };
}

async function openWebGpu(): Promise<Device> {
  const adapter = await requestAdapter();
  if (!adapter) throw new DeviceFault('unavailable', 'this browser offers no WebGPU adapter');
  const { limits } = adapter;
  const halves = adapter.features.has('shader-f16');
  const request = adapter.requestDevice({
    // 16 bits for mixed precision; subgroups where our kernels are written for them: see gpu/quads.ts.
    requiredFeatures: [
      ...(halves ? (['shader-f16'] as const) : []),
      ...(describe(adapter).software && adapter.features.has('subgroups') ? (['subgroups'] as const) : []),
    ],
    requiredLimits: {
      maxComputeWorkgroupStorageSize: limits.maxComputeWorkgroupStorageSize,
      maxComputeWorkgroupsPerDimension: limits.maxComputeWorkgroupsPerDimension,
      maxStorageBufferBindingSize: limits.maxStorageBufferBindingSize,
      maxBufferSize: limits.maxBufferSize,
      maxComputeWorkgroupSizeX: limits.maxComputeWorkgroupSizeX,
      maxComputeInvocationsPerWorkgroup: limits.maxComputeInvocationsPerWorkgroup,
      maxStorageBuffersPerShaderStage: limits.maxStorageBuffersPerShaderStage,
    },
  });
  const device = await request.catch((error: unknown): never => {
    // An adapter whose GPU process has gone in the meantime refuses.
    if (!(error instanceof DOMException)) throw error;
    throw new DeviceFault('unavailable', error.message || error.name);
  });
  let lost: string | undefined;
  let closed = false;
  const loss = device.lost.then((info) => {
    lost = info.message || info.reason || 'no reason given';
    for (const give of waiting) give(new DeviceFault('lost', lost));
  });
  // Not a race against the loss: every race would leave something with a promise that stays as long as the page.
  const waiting = new Set<(fault: DeviceFault) => void>();
  /** A lost device may leave a read-back waiting for ever. */
  const untilLost = <T>(work: Promise<T>): Promise<T> =>
    new Promise((resolve, reject) => {
      if (lost !== undefined) reject(new DeviceFault('lost', lost));
      waiting.add(reject);
      work.then(resolve, reject).finally(() => waiting.delete(reject));
    });
  const backend = await inTurn(async () => {
    // tfjs keeps its own registration from the import; ours runs on a device whose errors and loss we see.
    if (findBackendFactory('webgpu')) removeBackend('webgpu');
    env().set('WEBGPU_DEFERRED_SUBMIT_BATCH_SIZE', 256);
    const made = new WebGPUBackend(device, adapter.info);
    registerBackend('webgpu', () => made, 3);
    openGpu(made, describe(adapter).software);
    await select('webgpu');
    return made;
  });
  const dispatches = countDispatches();
  // What WebGPU refuses may be the first that is heard of a loss.
  const lossBehind = async (error: unknown): Promise<unknown> => {
    const refused = error instanceof DOMException || (error instanceof DeviceFault && error.kind === 'error');
    if (!refused) return error;
    await Promise.race([loss, new Promise((resolve) => setTimeout(resolve, LOSS_AFTER))]);
    return lost === undefined ? error : new DeviceFault('lost', lost);
  };
  const scoped = async <T>(work: () => Promise<T>): Promise<T> => {
    if (lost !== undefined) throw new DeviceFault('lost', lost);
    await select('webgpu');
    device.pushErrorScope('internal');
    device.pushErrorScope('out-of-memory');
    device.pushErrorScope('validation');
    const outcome = await untilLost(work()).then(
      (value) => ({ value }),
      (error: unknown) => ({ error }),
    );
    if (lost !== undefined) throw new DeviceFault('lost', lost);
    const scopes = Promise.all([device.popErrorScope(), device.popErrorScope(), device.popErrorScope()]);
    const [validation, memory, internal] = await scopes.catch(async (error: unknown) => {
      throw await lossBehind(error);
    });
    if (lost !== undefined) throw new DeviceFault('lost', lost);
    if (memory) throw new DeviceFault('memory', memory.message);
    const failed = validation ?? internal;
    if (failed) throw await lossBehind(new DeviceFault('error', failed.message));
    if ('error' in outcome) throw await lossBehind(outcome.error);
    return outcome.value;
  };
  return {
    name: 'webgpu',
    ...describe(adapter),
    halves,
    dispatches,
    guard: (work) => inTurn(() => scoped(work)),
    async submit(work) {
      const { report } = await inTurn(() =>
        scoped(async () => {
          const submitted = await work();
          // Where what was submitted was refused nobody asks for its report.
          submitted.report.catch(() => undefined);
          return submitted;
        }),
      );
      const known = untilLost(report).catch(async (error: unknown) => {
        throw await lossBehind(error);
      });
      // Whoever wants it asks for it later, if at all.
      known.catch(() => undefined);
      return { report: known };
    },
    get lost() {
      return lost !== undefined;
    },
    variants: () => gpuOf(backend)?.forms.chosen ?? {},
    pin: (variants) => gpuOf(backend)?.forms.pin(variants),
    close() {
      if (closed) return;
      closed = true;
      removeBackend('webgpu');
      device.destroy();
    },
  };
}

let counted: (() => number) | undefined;

/** Counts every dispatch of this thread, whoever encodes it. */
function countDispatches(): () => number {
  if (counted) return counted;
  let count = 0;
  const prototype = GPUComputePassEncoder.prototype;
  const plain = prototype.dispatchWorkgroups;
  prototype.dispatchWorkgroups = function (...args: Parameters<typeof plain>) {
    count++;
    return plain.apply(this, args);
  };
  const indirect = prototype.dispatchWorkgroupsIndirect;
  prototype.dispatchWorkgroupsIndirect = function (...args: Parameters<typeof indirect>) {
    count++;
    return indirect.apply(this, args);
  };
  counted = () => count;
  return counted;
}

/** Number of kernels that `work` runs, tfjs' and ours: the host backends' counterpart of dispatches. */
export async function countKernels<T>(
  work: () => Promise<T>,
): Promise<{ readonly value: T; readonly kernels: number }> {
  let value: T | undefined;
  const before = hostCalls();
  const profile = await engine().profile(async () => {
    value = await work();
    return [];
  });
  if (value === undefined) throw new Error('profiling ran nothing');
  return { value, kernels: profile.kernels.length + hostCalls() - before };
}

/** Whether operations run on kernels of our own on the backend in use, as far as there are any, or on tfjs' alone. */
export const kernelsInUse = (): 'own' | 'reference' => (currentHost() || currentGpu() ? 'own' : 'reference');

/** Tensors and bytes alive now. */
export function alive(): { readonly tensors: number; readonly bytes: number } {
  const { numTensors, numBytes } = memory();
  return { tensors: numTensors, bytes: numBytes };
}

/** Recorded with every run. */
export const tfjsVersion: string = version_core;

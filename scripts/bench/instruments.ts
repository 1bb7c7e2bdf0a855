/**
 * What a step asks of the GPU and how long JavaScript runs for it, seen from outside by wrapping WebGPU's prototypes: the same
 * for every library. To be imported before any of them.
 */
export interface Counts {
  readonly dispatches: number;
  readonly buffers: number;
  readonly submits: number;
  readonly passes: number;
}

const devices = new Set<GPUDevice>();
const sizes = new WeakMap<GPUBuffer, number>();
const counts = { dispatches: 0, buffers: 0, submits: 0, passes: 0 };
let bytes = 0;
let peak = 0;

/**
 * JavaScript's time: from the beginning of a step, and from every time that the GPU calls back, to the next turn of the event
 * loop, which comes when everything that follows without waiting has run.
 */
let since: number | undefined;
let busy = 0;
let burst = 0;
const turns = new MessageChannel();
turns.port2.onmessage = ({ data }: MessageEvent<number>) => {
  if (data === burst) rest();
};

function work(): void {
  if (since !== undefined) return;
  since = performance.now();
  turns.port1.postMessage(++burst);
}

function rest(): void {
  if (since === undefined) return;
  busy += performance.now() - since;
  since = undefined;
}

function resuming<T>(waiting: Promise<T>): Promise<T> {
  return waiting.then(
    (value) => {
      work();
      return value;
    },
    (error: unknown) => {
      work();
      throw error;
    },
  );
}

if ('GPUDevice' in globalThis) {
  const request = GPUAdapter.prototype.requestDevice;
  GPUAdapter.prototype.requestDevice = async function (...args: Parameters<typeof request>) {
    const device = await request.apply(this, args);
    devices.add(device);
    return device;
  };
  const create = GPUDevice.prototype.createBuffer;
  GPUDevice.prototype.createBuffer = function (...args: Parameters<typeof create>) {
    const buffer = create.apply(this, args);
    counts.buffers++;
    sizes.set(buffer, buffer.size);
    bytes += buffer.size;
    peak = Math.max(peak, bytes);
    return buffer;
  };
  const destroy = GPUBuffer.prototype.destroy;
  GPUBuffer.prototype.destroy = function (...args: Parameters<typeof destroy>) {
    bytes -= sizes.get(this) ?? 0;
    sizes.delete(this);
    return destroy.apply(this, args);
  };
  const submit = GPUQueue.prototype.submit;
  GPUQueue.prototype.submit = function (...args: Parameters<typeof submit>) {
    counts.submits++;
    return submit.apply(this, args);
  };
  const begin = GPUCommandEncoder.prototype.beginComputePass;
  GPUCommandEncoder.prototype.beginComputePass = function (...args: Parameters<typeof begin>) {
    counts.passes++;
    return begin.apply(this, args);
  };
  const dispatch = GPUComputePassEncoder.prototype.dispatchWorkgroups;
  GPUComputePassEncoder.prototype.dispatchWorkgroups = function (...args: Parameters<typeof dispatch>) {
    counts.dispatches++;
    return dispatch.apply(this, args);
  };
  const indirect = GPUComputePassEncoder.prototype.dispatchWorkgroupsIndirect;
  GPUComputePassEncoder.prototype.dispatchWorkgroupsIndirect = function (...args: Parameters<typeof indirect>) {
    counts.dispatches++;
    return indirect.apply(this, args);
  };
  const map = GPUBuffer.prototype.mapAsync;
  GPUBuffer.prototype.mapAsync = function (...args: Parameters<typeof map>) {
    return resuming(map.apply(this, args));
  };
  const done = GPUQueue.prototype.onSubmittedWorkDone;
  GPUQueue.prototype.onSubmittedWorkDone = function (...args: Parameters<typeof done>) {
    return resuming(done.apply(this, args));
  };
  const pop = GPUDevice.prototype.popErrorScope;
  GPUDevice.prototype.popErrorScope = function (...args: Parameters<typeof pop>) {
    return resuming(pop.apply(this, args));
  };
  const pipeline = GPUDevice.prototype.createComputePipelineAsync;
  GPUDevice.prototype.createComputePipelineAsync = function (...args: Parameters<typeof pipeline>) {
    return resuming(pipeline.apply(this, args));
  };
}

export interface Measured<T> {
  readonly value: T;
  /** From the call until its promise is kept and every GPU has done what was submitted. */
  readonly ms: number;
  readonly scriptMs: number;
  /** undefined where no GPU was asked for anything. */
  readonly counts: Counts | undefined;
  /** Most bytes in buffers that were created and not destroyed, since this thread began. */
  readonly peakBytes: number;
}

export async function measure<T>(task: () => Promise<T>): Promise<Measured<T>> {
  const before = { ...counts };
  rest();
  busy = 0;
  const start = performance.now();
  work();
  const value = await task();
  const waits = [...devices].map((device) => device.queue.onSubmittedWorkDone());
  await Promise.all(waits);
  const ms = performance.now() - start;
  rest();
  const found = {
    dispatches: counts.dispatches - before.dispatches,
    buffers: counts.buffers - before.buffers,
    submits: counts.submits - before.submits,
    passes: counts.passes - before.passes,
  };
  const seen = found.dispatches > 0 && found.submits > 0 && found.passes > 0;
  return { value, ms, scriptMs: busy, counts: seen ? found : undefined, peakBytes: peak };
}

/** How often a GPU was asked for something while `work` ran, whoever asked. */
export interface Counts<T> {
  readonly value: T;
  readonly createBuffer: number;
  readonly createBindGroup: number;
  readonly beginComputePass: number;
  readonly submit: number;
}

export async function counted<T>(work: () => Promise<T>): Promise<Counts<T>> {
  const count = { createBuffer: 0, createBindGroup: 0, beginComputePass: 0, submit: 0 };
  const { createBuffer, createBindGroup } = GPUDevice.prototype;
  const { beginComputePass } = GPUCommandEncoder.prototype;
  const { submit } = GPUQueue.prototype;
  GPUDevice.prototype.createBuffer = function (...args) {
    count.createBuffer++;
    return createBuffer.apply(this, args);
  };
  GPUDevice.prototype.createBindGroup = function (...args) {
    count.createBindGroup++;
    return createBindGroup.apply(this, args);
  };
  GPUCommandEncoder.prototype.beginComputePass = function (...args) {
    count.beginComputePass++;
    return beginComputePass.apply(this, args);
  };
  GPUQueue.prototype.submit = function (...args) {
    count.submit++;
    return submit.apply(this, args);
  };
  try {
    return { value: await work(), ...count };
  } finally {
    Object.assign(GPUDevice.prototype, { createBuffer, createBindGroup });
    Object.assign(GPUCommandEncoder.prototype, { beginComputePass });
    Object.assign(GPUQueue.prototype, { submit });
  }
}

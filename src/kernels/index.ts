export * from './device';
export { DeviceFault } from './device-fault';
export * from './engine';
export { Executor, type Footprint, isSound, type Predicted, type Report } from './executor';
export { switchGpuKernels } from './gpu';
export { switchHostKernels } from './host';
export { type Counter, DTYPES } from './kernel';
export type { Store, StoredTensor } from './store';
export { kernelFor } from './table';

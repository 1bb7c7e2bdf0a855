export * from './device';
export { DeviceFault } from './device-fault';
export * from './engine';
export { switchGpuKernels } from './gpu';
export { switchHostKernels } from './host';
export type { Counter } from './kernel';
export { kernelFor } from './table';

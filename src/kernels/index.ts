export * from './device';
export * from './engine';
export { switchHostKernels } from './host';
export type { Counter } from './kernel';
export { kernelFor } from './table';

export * from './elementwise';
export { currentGpu, type Gpu, switchGpuKernels } from './gpu';
export * from './recurrent';
export * from './rows';
export * from './table';

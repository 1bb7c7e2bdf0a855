export { Arena } from './arena';
export * from './attention';
export * from './elementwise';
export { currentGpu, type Gpu, openGpu, switchGpuKernels } from './gpu';
export * from './product';
export * from './recurrent';
export * from './rows';
export * from './table';
export { factorsOnGpu } from './update';

export * from './attention';
export * from './elementwise';
export * from './fused-linear';
export { currentHost, type Host, hostCalls, switchHostKernels } from './host';
export * from './product';
export * from './recurrent';
export * from './rows';
export * from './table';
export * from './update';

export { currentHost, type Host, switchHostKernels } from './host';
export * from './product';
export * from './recurrent';

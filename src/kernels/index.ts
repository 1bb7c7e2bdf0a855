export * from './device';
export * from './engine';
export type { Counter } from './kernel';
export { kernelFor } from './table';

export * from './budget';
export { type Checker, createChecker } from './check';
export * from './types';

export { type Adapted, adaptToData } from './adapt';
export * from './budget';
export { type Checker, createChecker } from './check';
export { matchesPattern } from './match';
export * from './types';

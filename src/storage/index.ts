export { keepChoice, onForbidden, readChoice } from './choices';
export type { StoredDocument } from './database';
export * from './documents';
export * from './lock';
export * from './runs';

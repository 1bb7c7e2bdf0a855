export type { Changes } from './compare';
export { type ChangeStore, createChanges } from './store';

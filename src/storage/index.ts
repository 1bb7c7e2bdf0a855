export type { StoredDocument } from './database';
export * from './documents';
export * from './lock';
export * from './runs';

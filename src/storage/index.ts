export { keepChoice, onForbidden, readChoice } from './choices';
export type { DocumentFigures, StoredDocument, StoredModule, StoredVersion, VersionReason } from './database';
export * from './documents';
export * from './lock';
export * from './modules';
export * from './runs';
export * from './versions';

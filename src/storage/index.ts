export { keepChoice, onForbidden, readChoice } from './choices';
export type { DocumentFigures, StoredDocument, StoredVersion, VersionReason } from './database';
export * from './documents';
export * from './lock';
export * from './runs';
export * from './versions';

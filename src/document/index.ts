export * from './annotations';
export * from './clipboard';
export * from './diff';
export * from './edits';
export * from './empty';
export { type Extracted, extract, identifierOf } from './extract';
export * from './history';
export { identifierFault } from './identifier';
export * from './migrate';
export * from './module-edits';
export * from './modules';
export * from './parse';
export * from './patch';
export { followElsewhere, follower, prefixesOf, retie } from './paths';
export * from './publish';
export type {
  Annotation,
  DataChoice,
  Document,
  Edge,
  Graph,
  Meta,
  Module,
  ModuleUse,
  Node,
  Optimizer,
  ParameterValue,
  Phase,
  Schedule,
  Tie,
  Training,
} from './schema';
export { Document as DocumentSchema, LIMITS, VERSION } from './schema';
export * from './serialise';
export { type Unpacked, unpack, usesOf } from './unpack';

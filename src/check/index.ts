export { type Adapted, adaptToData } from './adapt';
export * from './budget';
export { type Checker, createChecker } from './check';
export { type Decoder, decoderOf, type Link, linksOf } from './links';
export { matchesPattern } from './match';
export { type Reading, readingOf } from './reading';
export * from './types';

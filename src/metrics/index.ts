export * from './evaluation';
export * from './events';
export * from './record';
export * from './series';
export * from './weights';

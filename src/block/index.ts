export * from './block';
export * from './helpers';
export * from './parameters';
export * from './ports';
export * from './weights';

export * from './attend';
export * from './block';
export * from './helpers';
export * from './normalise';
export * from './parameters';
export * from './ports';
export * from './weights';
export * from './window';

export * from './link';
export * from './safetensors';
export * from './summary';
export * from './weights';

export * from './align';
export * from './pacer';
export * from './plot';
export * from './source';

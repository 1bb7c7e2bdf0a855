export * from './decode';
export * from './probe';
export * from './sample';
export * from './search';

export * from './decode';
export * from './probe';
export * from './sample';

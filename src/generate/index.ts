export * from './decode';
export * from './links';
export * from './probe';
export * from './sample';

export * from './dim';
export * from './fans';
export * from './pattern';
export * from './type';

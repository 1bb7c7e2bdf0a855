export * from './dim';
export * from './pattern';
export * from './type';

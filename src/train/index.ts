export { carryWeights } from './identity';
export { TfjsModel } from './inference-model';
export { initialValues } from './initial';
export * from './model';
export type { NotFinite } from './not-finite';
export * from './schedule';
export * from './state';
export { tokensIn } from './tokens';
export * from './trainer';

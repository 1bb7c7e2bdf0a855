export {
  ACTIVATIONS,
  type Activation,
  activation,
  activationGradientOp,
  activationOp,
  LEAK,
  SLOPE_FROM,
} from './activation';
export * from './arithmetic';
export * from './attention';
export * from './broadcast';
export * from './convolution';
export * from './differentiate';
export * from './dropout';
export * from './elementwise';
export * from './embedding';
export { makeOps, type Ops } from './facade';
export * from './fused-linear';
export * from './layer-norm';
export * from './logic';
export * from './masked-mean';
export * from './matmul';
export * from './op';
export * from './plan';
export * from './pool';
export * from './positions';
export * from './random';
export * from './recurrent';
export * from './reduce';
export { operation } from './registry';
export * from './rms-norm';
export * from './scan';
export * from './shape';
export * from './softmax';
export { operations } from './table';
export * from './trace';
export * from './update';
export * from './window';

import { activationGradientOp, activationOp } from './activation';
import { addOp, affineOp, divideOp, multiplyOp, sqrtOp, subtractOp } from './arithmetic';
import { attentionGradientOp, attentionOp, attentionProbabilitiesOp } from './attention';
import { broadcastOp, sumToOp } from './broadcast';
import {
  conv2dFilterGradientOp,
  conv2dInputGradientOp,
  conv2dOp,
  depthwiseConv2dOp,
  depthwiseFilterGradientOp,
  depthwiseInputGradientOp,
} from './convolution';
import { dropoutOp } from './dropout';
import { elementwiseOp } from './elementwise';
import { constantIdsOp, constantOp, embeddingGradientOp, embeddingOp, oneHotOp, sinusoidOp } from './embedding';
import { fusedLinearOp, linearBackwardOp } from './fused-linear';
import { layerNormGradientOp, layerNormOp } from './layer-norm';
import { causalMaskOp, equalOp, greaterOp, logicalOp, notOp, selectOp, stopGradientOp, toFloatOp } from './logic';
import { exactMatchOp, maskedMeanGradientOp, maskedMeanOp } from './masked-mean';
import { linearGradientOp, linearOp, matmulOp } from './matmul';
import type { Op } from './op';
import { averagePoolGradientOp, averagePoolOp, maxPoolGradientOp, maxPoolOp } from './pool';
import { alibiOp, rotaryOp } from './positions';
import { bernoulliOp, randomIdsOp, randomNormalOp } from './random';
import { gruGradientOp, gruOp, lstmGradientOp, lstmOp, rnnGradientOp, rnnOp } from './recurrent';
import { argmaxOp, maxOp, meanOp, sumOp } from './reduce';
import { register } from './registry';
import { rmsNormGradientOp, rmsNormOp } from './rms-norm';
import { scanOp } from './scan';
import { concatOp, padOp, reshapeOp, sliceOp, transposeOp } from './shape';
import { crossEntropyGradientOp, crossEntropyOp, softmaxGradientOp, softmaxOp } from './softmax';
import { accumulateOp, adamOp, factorsOp, sgdOp, squaresOp } from './update';

/** Every operation there is. */
export const operations: readonly Op[] = [
  addOp,
  subtractOp,
  multiplyOp,
  divideOp,
  affineOp,
  sqrtOp,
  activationOp,
  activationGradientOp,
  broadcastOp,
  sumToOp,
  reshapeOp,
  transposeOp,
  concatOp,
  sliceOp,
  padOp,
  sumOp,
  meanOp,
  maxOp,
  argmaxOp,
  equalOp,
  greaterOp,
  logicalOp,
  notOp,
  elementwiseOp,
  causalMaskOp,
  stopGradientOp,
  toFloatOp,
  selectOp,
  matmulOp,
  linearOp,
  linearGradientOp,
  fusedLinearOp,
  linearBackwardOp,
  softmaxOp,
  softmaxGradientOp,
  crossEntropyOp,
  crossEntropyGradientOp,
  maskedMeanOp,
  maskedMeanGradientOp,
  exactMatchOp,
  layerNormOp,
  layerNormGradientOp,
  rmsNormOp,
  rmsNormGradientOp,
  dropoutOp,
  randomNormalOp,
  bernoulliOp,
  randomIdsOp,
  embeddingOp,
  embeddingGradientOp,
  oneHotOp,
  sinusoidOp,
  constantOp,
  constantIdsOp,
  attentionOp,
  attentionProbabilitiesOp,
  attentionGradientOp,
  conv2dOp,
  conv2dInputGradientOp,
  conv2dFilterGradientOp,
  depthwiseConv2dOp,
  depthwiseInputGradientOp,
  depthwiseFilterGradientOp,
  maxPoolOp,
  maxPoolGradientOp,
  averagePoolOp,
  averagePoolGradientOp,
  rotaryOp,
  alibiOp,
  rnnOp,
  rnnGradientOp,
  lstmOp,
  lstmGradientOp,
  gruOp,
  gruGradientOp,
  scanOp,
  sgdOp,
  adamOp,
  accumulateOp,
  squaresOp,
  factorsOp,
];

register(operations);

import type { Block } from '../src/block';
import { activation } from './activation';
import { add } from './add';
import { additiveAttention } from './additive-attention';
import { alibi } from './alibi';
import { attention } from './attention';
import { batchNorm } from './batch-norm';
import { binaryCrossEntropy } from './binary-cross-entropy';
import { captionData } from './caption-data';
import { combineMasks } from './combine-masks';
import { concatenate } from './concatenate';
import { constant } from './constant';
import { conv1d } from './conv1d';
import { conv2d } from './conv2d';
import { crossEntropy } from './cross-entropy';
import { denoisingData } from './denoising-data';
import { depthwiseConv2d } from './depthwise-conv2d';
import { dropout } from './dropout';
import { embedding } from './embedding';
import { featureData } from './feature-data';
import { feedForward } from './feed-forward';
import { flatten } from './flatten';
import { gatedFeedForward } from './gated-feed-forward';
import { globalPool } from './global-pool';
import { groupNorm } from './group-norm';
import { groupedQueryAttention } from './grouped-query-attention';
import { gru } from './gru';
import { imageData } from './image-data';
import { labelledData } from './labelled-data';
import { lastStep } from './last-step';
import { latent } from './latent';
import { layerNorm } from './layer-norm';
import { learnedPositions } from './learned-positions';
import { linear } from './linear';
import { lstm } from './lstm';
import { maskTokens } from './mask-tokens';
import { maskedTokenData } from './masked-token-data';
import { matmul } from './matmul';
import { maxOverTime } from './max-over-time';
import { meanOverTime } from './mean-over-time';
import { meanSquaredError } from './mean-squared-error';
import { moduleInput } from './module-input';
import { moduleOutput } from './module-output';
import { multiHeadAttention } from './multi-head-attention';
import { multiplicativeAttention } from './multiplicative-attention';
import { multiply } from './multiply';
import { noise } from './noise';
import { oneHot } from './one-hot';
import { oneMinus } from './one-minus';
import { output } from './output';
import { pairData } from './pair-data';
import { patchEmbedding } from './patch-embedding';
import { pickStep } from './pick-step';
import { pool2d } from './pool2d';
import { probe } from './probe';
import { reduce } from './reduce';
import { repeatOverTime } from './repeat-over-time';
import { reshape } from './reshape';
import { rmsNorm } from './rms-norm';
import { rnn } from './rnn';
import { rotaryPositions } from './rotary-positions';
import { scale } from './scale';
import { seriesData } from './series-data';
import { sinusoidalPositions } from './sinusoidal-positions';
import { slice } from './slice';
import { softmax } from './softmax';
import { split } from './split';
import { stopGradient } from './stop-gradient';
import { subtract } from './subtract';
import { sum } from './sum';
import { taggedData } from './tagged-data';
import { tiedProjection } from './tied-projection';
import { tokenData } from './token-data';
import { transpose } from './transpose';
import { upsample2d } from './upsample2d';

/** Every block there is, in the order of the palette. */
export const blocks: readonly Block[] = [
  tokenData,
  denoisingData,
  maskedTokenData,
  pairData,
  labelledData,
  taggedData,
  featureData,
  imageData,
  captionData,
  seriesData,
  embedding,
  oneHot,
  maskTokens,
  sinusoidalPositions,
  learnedPositions,
  rotaryPositions,
  latent,
  linear,
  tiedProjection,
  feedForward,
  gatedFeedForward,
  conv2d,
  depthwiseConv2d,
  conv1d,
  pool2d,
  globalPool,
  upsample2d,
  patchEmbedding,
  activation,
  softmax,
  layerNorm,
  rmsNorm,
  batchNorm,
  groupNorm,
  dropout,
  noise,
  add,
  concatenate,
  sum,
  subtract,
  multiply,
  matmul,
  scale,
  oneMinus,
  constant,
  combineMasks,
  stopGradient,
  flatten,
  reshape,
  transpose,
  slice,
  split,
  reduce,
  meanOverTime,
  maxOverTime,
  lastStep,
  pickStep,
  repeatOverTime,
  rnn,
  lstm,
  gru,
  attention,
  multiHeadAttention,
  groupedQueryAttention,
  additiveAttention,
  multiplicativeAttention,
  alibi,
  crossEntropy,
  binaryCrossEntropy,
  meanSquaredError,
  output,
  probe,
  moduleInput,
  moduleOutput,
];

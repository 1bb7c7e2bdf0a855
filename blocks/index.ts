import type { Block } from '../src/block';
import { activation } from './activation';
import { add } from './add';
import { attention } from './attention';
import { concatenate } from './concatenate';
import { crossEntropy } from './cross-entropy';
import { dropout } from './dropout';
import { embedding } from './embedding';
import { featureData } from './feature-data';
import { feedForward } from './feed-forward';
import { flatten } from './flatten';
import { gru } from './gru';
import { labelledData } from './labelled-data';
import { lastStep } from './last-step';
import { layerNorm } from './layer-norm';
import { learnedPositions } from './learned-positions';
import { linear } from './linear';
import { lstm } from './lstm';
import { meanOverTime } from './mean-over-time';
import { meanSquaredError } from './mean-squared-error';
import { moduleInput } from './module-input';
import { moduleOutput } from './module-output';
import { multiHeadAttention } from './multi-head-attention';
import { output } from './output';
import { pairData } from './pair-data';
import { rnn } from './rnn';
import { sinusoidalPositions } from './sinusoidal-positions';
import { softmax } from './softmax';
import { taggedData } from './tagged-data';
import { tokenData } from './token-data';

/** Every block there is, in the order of the palette. */
export const blocks: readonly Block[] = [
  tokenData,
  pairData,
  labelledData,
  taggedData,
  featureData,
  embedding,
  sinusoidalPositions,
  learnedPositions,
  linear,
  feedForward,
  activation,
  softmax,
  layerNorm,
  dropout,
  add,
  concatenate,
  flatten,
  meanOverTime,
  lastStep,
  rnn,
  lstm,
  gru,
  attention,
  multiHeadAttention,
  crossEntropy,
  meanSquaredError,
  output,
  moduleInput,
  moduleOutput,
];

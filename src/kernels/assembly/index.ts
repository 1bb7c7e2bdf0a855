export { attention, attentionGradient, attentionProbabilities, dropout } from './attention';
export { activation, activationGradient, adam, affine, combine } from './elementwise';
export { crossEntropy, crossEntropyGradient, exactMatch, maskedMean, maskedMeanGradient } from './loss';
export { rotary } from './positions';
export { linear, linearGradient, pack, product } from './product';
export { gru, gruGradient, lstm, lstmGradient, rnn, rnnGradient } from './recurrent';
export { layerNorm, layerNormGradient, softmax, softmaxGradient, sumRows, sumSquares } from './rows';
export { embedding, embeddingGradient, swapAxes } from './table';

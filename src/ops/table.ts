import { activationGradientOp, activationOp } from './activation';
import { addOp, affineOp, divideOp, multiplyOp, sqrtOp, subtractOp } from './arithmetic';
import { attentionGradientOp, attentionOp } from './attention';
import { broadcastOp, sumToOp } from './broadcast';
import { dropoutOp } from './dropout';
import { constantOp, embeddingGradientOp, embeddingOp, sinusoidOp } from './embedding';
import { layerNormGradientOp, layerNormOp } from './layer-norm';
import { equalOp, toFloatOp } from './logic';
import { linearOp, matmulOp } from './matmul';
import type { Op } from './op';
import { gruGradientOp, gruOp, lstmGradientOp, lstmOp, rnnGradientOp, rnnOp } from './recurrent';
import { argmaxOp, meanOp, sumOp, sumSquaresOp } from './reduce';
import { concatOp, padOp, reshapeOp, sliceOp, transposeOp } from './shape';
import { crossEntropyGradientOp, crossEntropyOp, softmaxGradientOp, softmaxOp } from './softmax';
import { adamOp, clipFactorOp, sgdOp } from './update';

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
  argmaxOp,
  sumSquaresOp,
  equalOp,
  toFloatOp,
  matmulOp,
  linearOp,
  softmaxOp,
  softmaxGradientOp,
  crossEntropyOp,
  crossEntropyGradientOp,
  layerNormOp,
  layerNormGradientOp,
  dropoutOp,
  embeddingOp,
  embeddingGradientOp,
  sinusoidOp,
  constantOp,
  attentionOp,
  attentionGradientOp,
  rnnOp,
  rnnGradientOp,
  lstmOp,
  lstmGradientOp,
  gruOp,
  gruGradientOp,
  sgdOp,
  adamOp,
  clipFactorOp,
];

const byName = new Map(operations.map((op) => [op.name, op]));

export function operation(name: string): Op {
  const op = byName.get(name);
  if (!op) throw new RangeError(`no operation '${name}'`);
  return op;
}

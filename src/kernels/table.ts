import { activations } from './activation';
import { arithmetic } from './arithmetic';
import { attentions } from './attention';
import { convolutions } from './convolution';
import { dropouts } from './dropout';
import { elementwises } from './elementwise';
import { embeddings } from './embedding';
import { fusedLinears } from './fused-linear';
import { grus } from './gru';
import type { Kernel } from './kernel';
import { layerNorms } from './layer-norm';
import { logics } from './logic';
import { lstms } from './lstm';
import { maskedMeans } from './masked-mean';
import { products } from './matmul';
import { pools } from './pool';
import { positions } from './positions';
import { randoms } from './random';
import { reductions } from './reduce';
import { rmsNorms } from './rms-norm';
import { rnns } from './rnn';
import { scans } from './scan';
import { shapes } from './shape';
import { softmaxes } from './softmax';
import { updates } from './update';

const kernels: readonly Kernel[] = [
  ...arithmetic,
  ...activations,
  ...shapes,
  ...reductions,
  ...logics,
  ...elementwises,
  ...products,
  ...fusedLinears,
  ...softmaxes,
  ...maskedMeans,
  ...layerNorms,
  ...rmsNorms,
  ...dropouts,
  ...randoms,
  ...embeddings,
  ...attentions,
  ...convolutions,
  ...pools,
  ...positions,
  ...rnns,
  ...lstms,
  ...grus,
  ...scans,
  ...updates,
];

const byOp = new Map(kernels.map((kernel) => [kernel.op, kernel]));

/** The kernel of an operation. */
export function kernelFor(op: string): Kernel {
  const kernel = byOp.get(op);
  if (!kernel) throw new RangeError(`no kernel runs '${op}'`);
  return kernel;
}

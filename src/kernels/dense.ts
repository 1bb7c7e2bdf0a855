import { fused, matMul, reshape, type Tensor } from '@tensorflow/tfjs-core';
import { at, type KernelCall, rowsOf, shapeOf } from './kernel';
import { plus } from './sequence';

/**
 * x · w + b by tfjs' products, as operand 1 to 3 of a call. Rows are flattened first: one product whatever the rank, with the
 * bias added by the same kernel.
 */
export function dense({ inputs, attributes, types }: KernelCall<{ transposed: boolean }>): Tensor {
  const [a, b] = [rowsOf(at(inputs, 0)), at(inputs, 1)];
  const bias = inputs[2];
  // tfjs' wasm backend adds the bias to the wrong elements where b is transposed.
  const y = attributes.transposed
    ? plus(matMul(a, b, false, true), bias)
    : fused.matMul({ a, b, transposeA: false, transposeB: false, ...(bias ? { bias } : {}) });
  return reshape(y, shapeOf(types));
}

import { fused, matMul, reshape } from '@tensorflow/tfjs-core';
import { linearOp, matmulOp } from '../ops';
import { linearOnGpu, matmulOnGpu } from './gpu';
import { linearOnHost, matmulOnHost } from './host';
import { at, defineKernel, rowsOf, shapeOf } from './kernel';
import { plus } from './sequence';

export const products = [
  defineKernel(
    matmulOp,
    ({ inputs, attributes: { transposeA, transposeB } }) =>
      matMul(at(inputs, 0), at(inputs, 1), transposeA, transposeB),
    matmulOnHost,
    matmulOnGpu,
  ),
  // Rows are flattened first: one product whatever the rank, with the bias added by the same kernel.
  defineKernel(
    linearOp,
    ({ inputs, attributes: { transposed }, types }) => {
      const [a, b] = [rowsOf(at(inputs, 0)), at(inputs, 1)];
      const bias = inputs[2];
      // tfjs' wasm backend adds the bias to the wrong elements where b is transposed.
      const y = transposed
        ? plus(matMul(a, b, false, true), bias)
        : fused.matMul({ a, b, transposeA: false, transposeB: false, ...(bias ? { bias } : {}) });
      return reshape(y, shapeOf(types));
    },
    linearOnHost,
    linearOnGpu,
  ),
];

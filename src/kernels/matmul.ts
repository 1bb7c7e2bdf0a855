import { fused, matMul, reshape, sum } from '@tensorflow/tfjs-core';
import { linearGradientOp, linearOp, matmulOp } from '../ops';
import { linearGradientOnGpu, linearOnGpu, matmulOnGpu } from './gpu';
import { linearGradientOnHost, linearOnHost, matmulOnHost } from './host';
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
  defineKernel(
    linearGradientOp,
    ({ inputs, attributes: { transposed, bias } }) => {
      const [x, dy] = [rowsOf(at(inputs, 0)), rowsOf(at(inputs, 1))];
      const dw = transposed ? matMul(dy, x, true, false) : matMul(x, dy, true, false);
      return bias ? [dw, sum(dy, 0)] : [dw];
    },
    linearGradientOnHost,
    linearGradientOnGpu,
  ),
];

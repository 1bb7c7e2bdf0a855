import { matMul, sum } from '@tensorflow/tfjs-core';
import { linearGradientOp, linearOp, matmulOp } from '../ops';
import { dense } from './dense';
import { linearGradientOnGpu, linearOnGpu, matmulOnGpu } from './gpu';
import { linearGradientOnHost, linearOnHost, matmulOnHost } from './host';
import { at, defineKernel, rowsOf } from './kernel';

export const products = [
  defineKernel(
    matmulOp,
    ({ inputs, attributes: { transposeA, transposeB } }) =>
      matMul(at(inputs, 0), at(inputs, 1), transposeA, transposeB),
    matmulOnHost,
    matmulOnGpu,
  ),
  defineKernel(linearOp, dense, linearOnHost, linearOnGpu),
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

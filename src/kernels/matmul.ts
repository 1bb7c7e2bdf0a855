import { matMul } from '@tensorflow/tfjs-core';
import { linearGradientOp, linearOp, matmulOp } from '../ops';
import { dense, denseGradient } from './dense';
import { linearGradientOnGpu, linearOnGpu, matmulOnGpu } from './gpu';
import { linearGradientOnHost, linearOnHost, matmulOnHost } from './host';
import { at, defineKernel } from './kernel';

export const products = [
  defineKernel(
    matmulOp,
    ({ inputs, attributes: { transposeA, transposeB } }) =>
      matMul(at(inputs, 0), at(inputs, 1), transposeA, transposeB),
    matmulOnHost,
    matmulOnGpu,
  ),
  defineKernel(linearOp, dense, linearOnHost, linearOnGpu),
  defineKernel(linearGradientOp, denseGradient, linearGradientOnHost, linearGradientOnGpu),
];

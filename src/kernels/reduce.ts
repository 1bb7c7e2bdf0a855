import { argMax, fill, max, mean, mul, sum } from '@tensorflow/tfjs-core';
import { argmaxOp, constantIdsOp, constantOp, maxOp, meanOp, sumOp, sumSquaresOp } from '../ops';
import { sumSquaresOnGpu } from './gpu';
import { sumSquaresOnHost } from './host';
import { at, defineKernel, shapeOf } from './kernel';

export const reductions = [
  defineKernel(sumOp, ({ inputs, attributes: { axes, keep } }) => sum(at(inputs, 0), [...axes], keep)),
  defineKernel(meanOp, ({ inputs, attributes: { axes, keep } }) => mean(at(inputs, 0), [...axes], keep)),
  defineKernel(maxOp, ({ inputs, attributes: { axes, keep } }) => max(at(inputs, 0), [...axes], keep)),
  defineKernel(argmaxOp, ({ inputs }) => argMax(at(inputs, 0), -1)),
  defineKernel(sumSquaresOp, ({ inputs }) => sum(mul(at(inputs, 0), at(inputs, 0))), sumSquaresOnHost, sumSquaresOnGpu),
  defineKernel(constantOp, ({ attributes: { value }, types }) => fill(shapeOf(types), value, 'float32')),
  defineKernel(constantIdsOp, ({ attributes: { id }, types }) => fill(shapeOf(types), id, 'int32')),
];

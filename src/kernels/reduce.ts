import { argMax, fill, max, mean, sum } from '@tensorflow/tfjs-core';
import { argmaxOp, constantIdsOp, constantOp, maxOp, meanOp, sumOp } from '../ops';
import { at, defineKernel, shapeOf } from './kernel';

export const reductions = [
  defineKernel(sumOp, ({ inputs, attributes: { axes, keep } }) => sum(at(inputs, 0), [...axes], keep)),
  defineKernel(meanOp, ({ inputs, attributes: { axes, keep } }) => mean(at(inputs, 0), [...axes], keep)),
  defineKernel(maxOp, ({ inputs, attributes: { axes, keep } }) => max(at(inputs, 0), [...axes], keep)),
  defineKernel(argmaxOp, ({ inputs }) => argMax(at(inputs, 0), -1)),
  defineKernel(constantOp, ({ attributes: { value }, types }) => fill(shapeOf(types), value, 'float32')),
  defineKernel(constantIdsOp, ({ attributes: { id }, types }) => fill(shapeOf(types), id, 'int32')),
];

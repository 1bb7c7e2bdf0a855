import { argMax, cast, equal, fill, mean, mul, sum, where } from '@tensorflow/tfjs-core';
import { argmaxOp, constantOp, equalOp, meanOp, selectOp, sumOp, sumSquaresOp, toFloatOp } from '../ops';
import { at, defineKernel, shapeOf } from './kernel';

export const reductions = [
  defineKernel(sumOp, ({ inputs, attributes: { axes, keep } }) => sum(at(inputs, 0), [...axes], keep)),
  defineKernel(meanOp, ({ inputs, attributes: { axes, keep } }) => mean(at(inputs, 0), [...axes], keep)),
  defineKernel(argmaxOp, ({ inputs }) => argMax(at(inputs, 0), -1)),
  defineKernel(sumSquaresOp, ({ inputs }) => sum(mul(at(inputs, 0), at(inputs, 0)))),
  defineKernel(equalOp, ({ inputs }) => equal(at(inputs, 0), at(inputs, 1))),
  defineKernel(selectOp, ({ inputs }) => where(at(inputs, 0), at(inputs, 1), at(inputs, 2))),
  defineKernel(toFloatOp, ({ inputs }) => cast(at(inputs, 0), 'float32')),
  defineKernel(constantOp, ({ attributes: { value }, types }) => fill(shapeOf(types), value, 'float32')),
];

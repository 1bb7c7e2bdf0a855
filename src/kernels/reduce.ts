import { argMax, fill, max, mean, reshape, sum, tensor } from '@tensorflow/tfjs-core';
import { argmaxOp, constantIdsOp, constantOp, maxOp, meanOp, sumOp } from '../ops';
import { argmaxOnGpu, meanOnGpu, sumOnGpu } from './gpu';
import { at, defineKernel, shapeOf } from './kernel';
import { elements } from './layout';

/** Most elements of a constant that the host makes. */
const UPLOADED = 65_536;

export const reductions = [
  defineKernel(
    sumOp,
    ({ inputs, attributes: { axes, keep } }) => sum(at(inputs, 0), [...axes], keep),
    undefined,
    sumOnGpu,
  ),
  defineKernel(
    meanOp,
    ({ inputs, attributes: { axes, keep } }) => mean(at(inputs, 0), [...axes], keep),
    undefined,
    meanOnGpu,
  ),
  defineKernel(maxOp, ({ inputs, attributes: { axes, keep } }) => max(at(inputs, 0), [...axes], keep)),
  // Of a single row tfjs gives [1] on WebGPU.
  defineKernel(
    argmaxOp,
    ({ inputs, types }) => reshape(argMax(at(inputs, 0), -1), shapeOf(types)),
    undefined,
    argmaxOnGpu,
  ),
  defineKernel(constantOp, ({ attributes: { value }, types }) => {
    const shape = shapeOf(types);
    // What the host uploads is kept by a recorded step; filling would be a kernel in each.
    return elements(shape) <= UPLOADED
      ? tensor(new Float32Array(elements(shape)).fill(value), shape)
      : fill(shape, value, 'float32');
  }),
  defineKernel(constantIdsOp, ({ attributes: { id }, types }) => fill(shapeOf(types), id, 'int32')),
];

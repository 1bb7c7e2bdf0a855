import { add, broadcastTo, div, mul, reshape, sqrt, sub, sum } from '@tensorflow/tfjs-core';
import { addOp, affineOp, broadcastOp, divideOp, multiplyOp, sqrtOp, subtractOp, sumToOp } from '../ops';
import { at, defineKernel, shapeOf } from './kernel';

export const arithmetic = [
  defineKernel(addOp, ({ inputs }) => add(at(inputs, 0), at(inputs, 1))),
  defineKernel(subtractOp, ({ inputs }) => sub(at(inputs, 0), at(inputs, 1))),
  defineKernel(multiplyOp, ({ inputs }) => mul(at(inputs, 0), at(inputs, 1))),
  defineKernel(divideOp, ({ inputs }) => div(at(inputs, 0), at(inputs, 1))),
  defineKernel(affineOp, ({ inputs, attributes: { scale, shift } }) => {
    const scaled = scale === 1 ? at(inputs, 0) : mul(at(inputs, 0), scale);
    return shift === 0 ? scaled : add(scaled, shift);
  }),
  defineKernel(sqrtOp, ({ inputs }) => sqrt(at(inputs, 0))),
  defineKernel(broadcastOp, ({ inputs, types }) => broadcastTo(at(inputs, 0), shapeOf(types))),
  defineKernel(sumToOp, ({ inputs, types }) => {
    const x = at(inputs, 0);
    const shape = shapeOf(types);
    const extra = x.shape.length - shape.length;
    const axes = x.shape.flatMap((size, i) => (i < extra || (shape[i - extra] === 1 && size !== 1) ? [i] : []));
    return reshape(sum(x, axes), shape);
  }),
];

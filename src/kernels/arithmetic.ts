import { add, broadcastTo, div, mul, reshape, sqrt, sub, sum, type Tensor } from '@tensorflow/tfjs-core';
import { addOp, affineOp, broadcastOp, divideOp, multiplyOp, sqrtOp, subtractOp, sumToOp } from '../ops';
import { addOnGpu, affineOnGpu, broadcastOnGpu, multiplyOnGpu, subtractOnGpu, sumToOnGpu } from './gpu';
import { addOnHost, affineOnHost, multiplyOnHost, subtractOnHost, sumToOnHost } from './host';
import { at, defineKernel, shapeOf } from './kernel';
import { merged } from './layout';

/** tfjs' WebGPU backend repeats more only by reading the values back. */
const MOST_AXES = 4;

/** Repeats one axis after the other, the last one first. */
function axisByAxis(x: Tensor, from: readonly number[], to: readonly number[]): Tensor {
  let repeated = x;
  for (let axis = to.length - 1; axis >= 0; axis--) {
    const [size = 1, wanted = 1] = [from[axis], to[axis]];
    if (size === wanted) continue;
    const inner = to.slice(axis + 1).reduce((a, b) => a * b, 1);
    const outer = from.slice(0, axis).reduce((a, b) => a * b, 1);
    repeated = broadcastTo(reshape(repeated, [outer, 1, inner]), [outer, wanted, inner]);
  }
  return repeated;
}

export const arithmetic = [
  defineKernel(addOp, ({ inputs }) => add(at(inputs, 0), at(inputs, 1)), addOnHost, addOnGpu),
  defineKernel(subtractOp, ({ inputs }) => sub(at(inputs, 0), at(inputs, 1)), subtractOnHost, subtractOnGpu),
  defineKernel(multiplyOp, ({ inputs }) => mul(at(inputs, 0), at(inputs, 1)), multiplyOnHost, multiplyOnGpu),
  defineKernel(divideOp, ({ inputs }) => div(at(inputs, 0), at(inputs, 1))),
  defineKernel(
    affineOp,
    ({ inputs, attributes: { scale, shift } }) => {
      const scaled = scale === 1 ? at(inputs, 0) : mul(at(inputs, 0), scale);
      return shift === 0 ? scaled : add(scaled, shift);
    },
    affineOnHost,
    affineOnGpu,
  ),
  defineKernel(sqrtOp, ({ inputs }) => sqrt(at(inputs, 0))),
  defineKernel(
    broadcastOp,
    ({ inputs, types }) => {
      const x = at(inputs, 0);
      const shape = shapeOf(types);
      const { from, to } = merged(x.shape, shape);
      return reshape(to.length <= MOST_AXES ? broadcastTo(reshape(x, from), to) : axisByAxis(x, from, to), shape);
    },
    undefined,
    broadcastOnGpu,
  ),
  defineKernel(
    sumToOp,
    ({ inputs, types }) => {
      const x = at(inputs, 0);
      const shape = shapeOf(types);
      const extra = x.shape.length - shape.length;
      const axes = x.shape.flatMap((size, i) => (i < extra || (shape[i - extra] === 1 && size !== 1) ? [i] : []));
      return reshape(sum(x, axes), shape);
    },
    sumToOnHost,
    sumToOnGpu,
  ),
];

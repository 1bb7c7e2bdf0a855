import { concat, pad, reshape, slice, type Tensor, transpose } from '@tensorflow/tfjs-core';
import { concatOp, padOp, reshapeOp, sliceOp, transposeOp } from '../ops';
import { concatOnGpu, padOnGpu, sliceOnGpu, transposeOnGpu } from './gpu';
import { transposeOnHost } from './host';
import { at, defineKernel, shapeOf } from './kernel';

export const shapes = [
  defineKernel(reshapeOp, ({ inputs, types }) => reshape(at(inputs, 0), shapeOf(types))),
  defineKernel(
    transposeOp,
    ({ inputs, attributes }) => transpose(at(inputs, 0), [...attributes.order]),
    transposeOnHost,
    transposeOnGpu,
  ),
  defineKernel(
    concatOp,
    ({ inputs, attributes, types }) => {
      const rank = shapeOf(types).length;
      const pieces = inputs.filter((piece): piece is Tensor => piece !== undefined);
      return concat(pieces, (attributes.axis + rank) % rank);
    },
    undefined,
    concatOnGpu,
  ),
  defineKernel(
    sliceOp,
    ({ inputs, attributes: { axis, start }, types }) => {
      const shape = shapeOf(types);
      return slice(
        at(inputs, 0),
        shape.map((_, i) => (i === axis ? Number(start) : 0)),
        shape,
      );
    },
    undefined,
    sliceOnGpu,
  ),
  defineKernel(
    padOp,
    ({ inputs, attributes: { axis, start, size } }) => {
      const x = at(inputs, 0);
      const before = Number(start);
      return pad(
        x,
        x.shape.map((n, i): [number, number] => (i === axis ? [before, Number(size) - before - n] : [0, 0])),
      );
    },
    undefined,
    padOnGpu,
  ),
];

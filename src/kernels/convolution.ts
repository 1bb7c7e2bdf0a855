import {
  conv2d,
  depthwiseConv2d,
  matMul,
  mul,
  pad,
  type Rank,
  reshape,
  reverse,
  slice,
  stack,
  sum,
  type Tensor,
  transpose,
} from '@tensorflow/tfjs-core';
import {
  conv2dFilterGradientOp,
  conv2dInputGradientOp,
  conv2dOp,
  depthwiseConv2dOp,
  depthwiseFilterGradientOp,
  depthwiseInputGradientOp,
  type Pair,
  reachOf,
} from '../ops';
import { at, defineKernel, rowsOf, shapeOf } from './kernel';
import { atOffset, offsetsOf, padded, scatter, type Walk, walkOf } from './window';

const asImages = (x: Tensor) => reshape<Rank.R4>(x, fourOf(x.shape));

function fourOf(shape: readonly number[]): [number, number, number, number] {
  const [a = 1, b = 1, c = 1, d = 1] = shape;
  return [a, b, c, d];
}

const pairOf = ([h = 1, w = 1]: readonly number[]): Pair => [h, w];
const both = ([a, b]: Pair): [number, number] => [a, b];

/** The filters at one offset of the window: [C, F]. */
function filtersAt(w: Tensor, [i, j]: Pair): Tensor {
  const [, , C = 1, F = 1] = w.shape;
  return reshape(slice(w, [i, j, 0, 0], [1, 1, C, F]), [C, F]);
}

/** One [C, F] for each offset → [h, w, C, F]. */
const filtersOf = (parts: Tensor[], { size }: Walk, C: number): Tensor =>
  reshape(stack(parts), [size[0], size[1], C, -1]);

/**
 * Where the window moves by one, the gradient of the images is a convolution itself: of dy, with zeros as far around it as
 * a window reaches, with the filters turned by half a turn and their channels changed over.
 */
function correlatedBack(dy: Tensor, w: Tensor, walk: Walk): Tensor {
  const reach = (axis: 0 | 1) => reachOf(walk.size[axis], walk.dilation[axis]) - 1;
  const around = (axis: 0 | 1): [number, number] => [reach(axis) - walk.before[axis], reach(axis) - walk.after[axis]];
  const framed = pad(dy, [[0, 0], around(0), around(1), [0, 0]]);
  const turned = transpose(reverse(w, [0, 1]), [0, 1, 3, 2]);
  return conv2d(asImages(framed), asImages(turned), [1, 1], 'valid', 'NHWC', both(walk.dilation));
}

// The other gradients are sums over the window's offsets of plain products: tfjs' wasm backend has no kernels for
// some, and its others know no dilation.
export const convolutions = [
  defineKernel(conv2dOp, ({ inputs, attributes, types }) => {
    const [x, w] = [at(inputs, 0), at(inputs, 1)];
    const walk = walkOf(x.shape, shapeOf(types), { ...attributes, size: pairOf(w.shape) });
    return conv2d(asImages(padded(x, walk)), asImages(w), both(walk.stride), 'valid', 'NHWC', both(walk.dilation));
  }),
  defineKernel(conv2dInputGradientOp, ({ inputs, attributes, types }) => {
    const [dy, w] = [at(inputs, 0), at(inputs, 1)];
    const image = shapeOf(types);
    const walk = walkOf(image, dy.shape, { ...attributes, size: pairOf(w.shape) });
    if (walk.stride[0] === 1 && walk.stride[1] === 1) return correlatedBack(dy, w, walk);
    const rows = rowsOf(dy);
    const shape = [...dy.shape.slice(0, 3), image[3] ?? 1];
    return scatter(
      offsetsOf(walk).map((offset) => reshape(matMul(rows, filtersAt(w, offset), false, true), shape)),
      walk,
    );
  }),
  defineKernel(conv2dFilterGradientOp, ({ inputs, attributes }) => {
    const [x, dy] = [at(inputs, 0), at(inputs, 1)];
    const walk = walkOf(x.shape, dy.shape, attributes);
    const [images, rows] = [padded(x, walk), rowsOf(dy)];
    const parts = offsetsOf(walk).map((offset) => matMul(rowsOf(atOffset(images, offset, walk)), rows, true, false));
    return filtersOf(parts, walk, x.shape[3] ?? 1);
  }),
  defineKernel(depthwiseConv2dOp, ({ inputs, attributes, types }) => {
    const [x, w] = [at(inputs, 0), at(inputs, 1)];
    const walk = walkOf(x.shape, shapeOf(types), { ...attributes, size: pairOf(w.shape) });
    const images = asImages(padded(x, walk));
    return depthwiseConv2d(images, asImages(w), both(walk.stride), 'valid', 'NHWC', both(walk.dilation));
  }),
  defineKernel(depthwiseInputGradientOp, ({ inputs, attributes, types }) => {
    const [dy, w] = [at(inputs, 0), at(inputs, 1)];
    const image = shapeOf(types);
    const walk = walkOf(image, dy.shape, { ...attributes, size: pairOf(w.shape) });
    const [C = 1, M = 1] = w.shape.slice(2);
    const filters = reshape(dy, [-1, C, M]);
    const shape = [...dy.shape.slice(0, 3), C];
    return scatter(
      offsetsOf(walk).map((offset) => reshape(sum(mul(filters, filtersAt(w, offset)), 2), shape)),
      walk,
    );
  }),
  defineKernel(depthwiseFilterGradientOp, ({ inputs, attributes }) => {
    const [x, dy] = [at(inputs, 0), at(inputs, 1)];
    const C = x.shape[3] ?? 1;
    const walk = walkOf(x.shape, dy.shape, attributes);
    const [images, filters] = [padded(x, walk), reshape(dy, [-1, C, (dy.shape[3] ?? 1) / C])];
    const parts = offsetsOf(walk).map((offset) =>
      sum(mul(reshape(atOffset(images, offset, walk), [-1, C, 1]), filters), 0),
    );
    return filtersOf(parts, walk, C);
  }),
];

import {
  conv2d,
  conv2dTranspose,
  depthwiseConv2d,
  mul,
  pad,
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
import { conv2dFilterGradientOnGpu, conv2dInputGradientOnGpu, conv2dOnGpu } from './gpu';
import { at, defineKernel, shapeOf } from './kernel';
import { atOffset, both, cropped, imagesOf, offsetsOf, padded, scatter, type Walk, walkOf } from './window';

const pairOf = ([h = 1, w = 1]: readonly number[]): Pair => [h, w];

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
  return conv2d(imagesOf(framed), imagesOf(turned), [1, 1], 'valid', 'NHWC', both(walk.dilation));
}

// The gradients of depthwise convolution are sums over the window's offsets: tfjs' wasm backend has no kernels for them.
export const convolutions = [
  defineKernel(
    conv2dOp,
    ({ inputs, attributes, types }) => {
      const [x, w] = [at(inputs, 0), at(inputs, 1)];
      const walk = walkOf(x.shape, shapeOf(types), { ...attributes, size: pairOf(w.shape) });
      return conv2d(imagesOf(padded(x, walk)), imagesOf(w), both(walk.stride), 'valid', 'NHWC', both(walk.dilation));
    },
    undefined,
    conv2dOnGpu,
  ),
  defineKernel(
    conv2dInputGradientOp,
    ({ inputs, attributes, types }) => {
      const [dy, w] = [at(inputs, 0), at(inputs, 1)];
      const image = shapeOf(types);
      const walk = walkOf(image, dy.shape, { ...attributes, size: pairOf(w.shape) });
      if (walk.stride[0] === 1 && walk.stride[1] === 1) return correlatedBack(dy, w, walk);
      const [B = 1, , , C = 1] = image;
      const around: [number, number, number, number] = [
        B,
        walk.before[0] + walk.image[0] + walk.after[0],
        walk.before[1] + walk.image[1] + walk.after[1],
        C,
      ];
      return cropped(conv2dTranspose(imagesOf(dy), imagesOf(w), around, both(walk.stride), 'valid'), walk);
    },
    undefined,
    conv2dInputGradientOnGpu,
  ),
  // A convolution again: channels take the place of the batch, and dy, spread out by the stride, that of the filters.
  defineKernel(
    conv2dFilterGradientOp,
    ({ inputs, attributes, types }) => {
      const [x, dy] = [at(inputs, 0), at(inputs, 1)];
      const walk = walkOf(x.shape, dy.shape, attributes);
      const images = transpose(padded(x, walk), [3, 1, 2, 0]); // [C, H, W, B]
      const filters = transpose(dy, [1, 2, 0, 3]); // [H′, W′, B, F]
      const { stride, dilation } = walk;
      const found = conv2d(imagesOf(images), imagesOf(filters), both(dilation), 'valid', 'NHWC', both(stride));
      const [h = 1, wide = 1, C = 1, F = 1] = shapeOf(types);
      return slice(transpose(found, [1, 2, 0, 3]), [0, 0, 0, 0], [h, wide, C, F]);
    },
    undefined,
    conv2dFilterGradientOnGpu,
  ),
  defineKernel(depthwiseConv2dOp, ({ inputs, attributes, types }) => {
    const [x, w] = [at(inputs, 0), at(inputs, 1)];
    const walk = walkOf(x.shape, shapeOf(types), { ...attributes, size: pairOf(w.shape) });
    const images = imagesOf(padded(x, walk));
    return depthwiseConv2d(images, imagesOf(w), both(walk.stride), 'valid', 'NHWC', both(walk.dilation));
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

import {
  AvgPoolGrad,
  avgPool,
  div,
  engine,
  equal,
  maxPool,
  mul,
  sub,
  type Tensor,
  tensor,
} from '@tensorflow/tfjs-core';
import { averagePoolGradientOp, averagePoolOp, maxPoolGradientOp, maxPoolOp, type Pair, type Pool } from '../ops';
import { averagePoolGradientOnGpu, averagePoolOnGpu, maxPoolGradientOnGpu, maxPoolOnGpu } from './gpu';
import { at, defineKernel, shapeOf, toFloats } from './kernel';
import {
  areApart,
  atOffset,
  both,
  cropped,
  imagesOf,
  joinOffsets,
  offsetsOf,
  padded,
  scatter,
  splitOffsets,
  type Walk,
  walkOf,
} from './window';

/** Stands around an image where the largest is looked for: below every number there. */
const LOWEST = -3.4e38;
const ONES: Pair = [1, 1];

const poolWalk = (image: readonly number[], out: readonly number[], pool: Pool): Walk =>
  walkOf(image, out, { ...pool, dilation: ONES });

/** Pixels of the image under the window at every place, [1, H′, W′, 1]. */
function pixelsUnder({ size, stride, image, places, before }: Walk): Tensor {
  const along = (axis: 0 | 1, place: number): number => {
    const start = place * stride[axis] - before[axis];
    return Math.min(start + size[axis], image[axis]) - Math.max(start, 0);
  };
  const counts = Float32Array.from(
    { length: places[0] * places[1] },
    (_, i) => along(0, Math.floor(i / places[1])) * along(1, i % places[1]),
  );
  return tensor(counts, [1, places[0], places[1], 1]);
}

/** A mean over whole windows as one over the pixels of them that lie in the image. */
const overPixels = (mean: Tensor, walk: Walk): Tensor =>
  [...walk.before, ...walk.after].every((n) => n === 0)
    ? mean
    : div(mul(mean, walk.size[0] * walk.size[1]), pixelsUnder(walk));

/**
 * dy where in each window the first largest stands: each offset in the window takes from dy what is left of it. tfjs' own
 * kernels differ in which of equals they choose, and its wasm version takes no negative number for the largest.
 */
function toFirst(x: Tensor, y: Tensor, dy: Tensor, walk: Walk): Tensor {
  let left = dy;
  const take = (piece: Tensor): Tensor => {
    const taken = mul(left, toFloats(equal(piece, y)));
    left = sub(left, taken);
    return taken;
  };
  if (!areApart(walk))
    return scatter(
      offsetsOf(walk).map((offset) => take(atOffset(x, offset, walk))),
      walk,
    );
  return joinOffsets(
    splitOffsets(x, walk).map((piece) => piece && take(piece)),
    walk,
  );
}

export const pools = [
  defineKernel(
    maxPoolOp,
    ({ inputs, attributes, types }) => {
      const x = at(inputs, 0);
      const walk = poolWalk(x.shape, shapeOf(types), attributes);
      return maxPool(imagesOf(padded(x, walk, LOWEST)), both(walk.size), both(walk.stride), 'valid');
    },
    undefined,
    maxPoolOnGpu,
  ),
  defineKernel(
    maxPoolGradientOp,
    ({ inputs, attributes }) => {
      const [x, y, dy] = [at(inputs, 0), at(inputs, 1), at(inputs, 2)];
      const walk = poolWalk(x.shape, y.shape, attributes);
      return toFirst(padded(x, walk, LOWEST), y, dy, walk);
    },
    undefined,
    maxPoolGradientOnGpu,
  ),
  defineKernel(
    averagePoolOp,
    ({ inputs, attributes, types }) => {
      const x = at(inputs, 0);
      const walk = poolWalk(x.shape, shapeOf(types), attributes);
      return overPixels(avgPool(imagesOf(padded(x, walk)), both(walk.size), both(walk.stride), 'valid'), walk);
    },
    undefined,
    averagePoolOnGpu,
  ),
  defineKernel(
    averagePoolGradientOp,
    ({ inputs, attributes, types }) => {
      const dy = at(inputs, 0);
      const image = shapeOf(types);
      const walk = poolWalk(image, dy.shape, attributes);
      // Only the shape of the images counts here.
      const given = {
        dy: overPixels(dy, walk),
        input: padded(tensor(new Float32Array(image.reduce((a, b) => a * b, 1)), image), walk),
      };
      return cropped(
        engine().runKernel<Tensor>(AvgPoolGrad, given, {
          filterSize: both(walk.size),
          strides: both(walk.stride),
          pad: 'valid',
        }),
        walk,
      );
    },
    undefined,
    averagePoolGradientOnGpu,
  ),
];

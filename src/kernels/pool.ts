import { add, cast, div, equal, maximum, mul, sub, type Tensor, tensor } from '@tensorflow/tfjs-core';
import { averagePoolGradientOp, averagePoolOp, maxPoolGradientOp, maxPoolOp, type Pair, type Pool } from '../ops';
import { at, defineKernel, shapeOf } from './kernel';
import { atOffset, offsetsOf, padded, scatter, type Walk, walkOf } from './window';

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

/** One value for each offset of the window, put together. */
function over(x: Tensor, walk: Walk, join: (a: Tensor, b: Tensor) => Tensor): Tensor {
  const [first, ...rest] = offsetsOf(walk).map((offset) => atOffset(x, offset, walk));
  if (!first) throw new RangeError('a window without offsets');
  return rest.reduce(join, first);
}

export const pools = [
  defineKernel(maxPoolOp, ({ inputs, attributes, types }) => {
    const x = at(inputs, 0);
    const walk = poolWalk(x.shape, shapeOf(types), attributes);
    return over(padded(x, walk, LOWEST), walk, (a, b) => maximum(a, b));
  }),
  defineKernel(maxPoolGradientOp, ({ inputs, attributes }) => {
    const [x, y, dy] = [at(inputs, 0), at(inputs, 1), at(inputs, 2)];
    const walk = poolWalk(x.shape, y.shape, attributes);
    const images = padded(x, walk, LOWEST);
    // What is left of dy once an offset has had it: of equals the first takes all.
    let left = dy;
    const pieces = offsetsOf(walk).map((offset) => {
      const taken = mul(left, cast(equal(atOffset(images, offset, walk), y), 'float32'));
      left = sub(left, taken);
      return taken;
    });
    return scatter(pieces, walk);
  }),
  defineKernel(averagePoolOp, ({ inputs, attributes, types }) => {
    const x = at(inputs, 0);
    const walk = poolWalk(x.shape, shapeOf(types), attributes);
    return div(
      over(padded(x, walk), walk, (a, b) => add(a, b)),
      pixelsUnder(walk),
    );
  }),
  defineKernel(averagePoolGradientOp, ({ inputs, attributes, types }) => {
    const dy = at(inputs, 0);
    const walk = poolWalk(shapeOf(types), dy.shape, attributes);
    const share = div(dy, pixelsUnder(walk));
    return scatter(
      offsetsOf(walk).map(() => share),
      walk,
    );
  }),
];

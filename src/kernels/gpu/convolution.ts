import type { Tensor } from '@tensorflow/tfjs-core';
import type { Pair, Window } from '../../ops';
import { at, type GpuKernel, shapeOf } from '../kernel';
import { elements } from '../layout';
import { walkOf } from '../window';
import { acrossOf, downOf, filterShader, gatherShader, tileOf } from './convolution-tiles';
import type { Gpu } from './gpu';
import { sumRows } from './rows';

const MOST = 65_535;
/** Workgroups that a GPU, and one in software, should have to do. */
const BUSY = { hardware: 256, software: 8 };

/** How places of what comes out meet what is read, along height and width each. */
interface Meeting {
  readonly times: Pair;
  readonly offset: Pair;
  readonly step: Pair;
  readonly stride: Pair;
  /** From one channel of what is read, and of what comes out, to the next in the filters. */
  readonly strides: Pair;
}

const negative = ([a, b]: Pair): Pair => [-a, -b];
const ONES: Pair = [1, 1];

/** y of a shape from x and filters, or dx from dy. */
function gather(gpu: Gpu, x: Tensor, w: Tensor, shape: readonly number[], meeting: Meeting): Tensor | undefined {
  const [, H = 1, W = 1, C = 1] = x.shape;
  const [B = 1, high = 1, wide = 1, N = 1] = shape;
  const [h = 1, across = 1] = w.shape;
  const { times, offset, step, stride, strides } = meeting;
  const M = B * high * wide;
  const tile = tileOf(gpu, N);
  if (M === 0 || x.size === 0 || w.size === 0 || M > MOST * tile.rows) return undefined;
  const y = gpu.make(shape);
  const sizes = [H, W, C, M, high, wide, N, 0, ...times, ...offset, ...step, ...stride, h, across, ...strides];
  const strided = stride.some((n) => n > 1);
  const groups = [Math.ceil(N / acrossOf(tile)), Math.ceil(M / downOf(tile))] as const;
  gpu.run(gatherShader(tile, strided), [x, w], [y], groups, sizes);
  return y;
}

const pairOf = ([h = 1, w = 1]: readonly number[]): Pair => [h, w];

export const conv2dOnGpu: GpuKernel<Window> = ({ inputs, attributes, types }, gpu) => {
  const [x, w] = [at(inputs, 0), at(inputs, 1)];
  const shape = shapeOf(types);
  const walk = walkOf(x.shape, shape, { ...attributes, size: pairOf(w.shape) });
  return gather(gpu, x, w, shape, {
    times: walk.stride,
    offset: negative(walk.before),
    step: walk.dilation,
    stride: ONES,
    strides: [w.shape[3] ?? 1, 1],
  });
};

/** A pixel lies under the window at (pixel + before − offset in the window) / stride, where that divides. */
export const conv2dInputGradientOnGpu: GpuKernel<Window & { image: readonly (number | string)[] }> = (
  { inputs, attributes, types },
  gpu,
) => {
  const [dy, w] = [at(inputs, 0), at(inputs, 1)];
  const image = shapeOf(types);
  const walk = walkOf(image, dy.shape, { ...attributes, size: pairOf(w.shape) });
  return gather(gpu, dy, w, image, {
    times: ONES,
    offset: walk.before,
    step: negative(walk.dilation),
    stride: walk.stride,
    strides: [1, w.shape[3] ?? 1],
  });
};

/** Sums over all places: where there are few filters the places are shared out, and what each part has is added up. */
export const conv2dFilterGradientOnGpu: GpuKernel<Window & { size: Pair }> = ({ inputs, attributes, types }, gpu) => {
  const [x, dy] = [at(inputs, 0), at(inputs, 1)];
  const shape = shapeOf(types);
  const walk = walkOf(x.shape, dy.shape, attributes);
  const [, H = 1, W = 1, C = 1] = x.shape;
  const [B = 1, high = 1, wide = 1, N = 1] = dy.shape;
  const M = elements(shape.slice(0, 3));
  const tile = tileOf(gpu, N);
  const [columns, rows] = [Math.ceil(N / acrossOf(tile)), Math.ceil(M / downOf(tile))];
  if (x.size === 0 || dy.size === 0 || M === 0 || rows > MOST) return undefined;
  const wanted = Math.ceil((gpu.software ? BUSY.software : BUSY.hardware) / (columns * rows));
  const each = Math.ceil((B * high) / Math.min(wanted, B * high));
  const parts = Math.ceil((B * high) / each);
  const dw = gpu.make(parts === 1 ? shape : [parts, M * N]);
  const ends = [...negative(walk.before), 0, 0, shape[1] ?? 1, B * high, 0, 0];
  const sizes = [H, W, C, M, high, wide, N, each, ...walk.stride, ...walk.dilation, ...ends];
  gpu.run(filterShader(tile), [x, dy], [dw], [columns, rows, parts], sizes);
  return parts === 1 ? dw : sumRows(gpu, dw, shape);
};

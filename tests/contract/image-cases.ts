import {
  averagePoolGradientOp,
  averagePoolOp,
  constantOp,
  conv2dFilterGradientOp,
  conv2dInputGradientOp,
  conv2dOp,
  depthwiseConv2dOp,
  depthwiseFilterGradientOp,
  depthwiseInputGradientOp,
  maxPoolGradientOp,
  maxPoolOp,
  type Pool,
  type Window,
} from '../../src/ops';
import { made, on, type Shape } from './case-table';

/** Ways of a window over an image, and the sizes of image and filters that show them. */
const windows: readonly (readonly [string, Window, Shape, Shape])[] = [
  ['valid', { stride: [1, 1], dilation: [1, 1], padding: 'valid' }, [2, 4, 5, 3], [3, 2, 3, 2]],
  ['same', { stride: [1, 1], dilation: [1, 1], padding: 'same' }, [2, 4, 3, 2], [2, 3, 2, 5]],
  ['same with strides', { stride: [2, 3], dilation: [1, 1], padding: 'same' }, [2, 5, 7, 2], [3, 2, 2, 3]],
  ['valid with strides', { stride: [2, 2], dilation: [1, 1], padding: 'valid' }, [1, 6, 5, 1], [3, 3, 1, 2]],
  ['dilated', { stride: [1, 1], dilation: [2, 1], padding: 'same' }, [2, 5, 3, 2], [3, 3, 2, 2]],
  ['dilated and valid', { stride: [1, 1], dilation: [2, 3], padding: 'valid' }, [1, 5, 7, 2], [3, 2, 2, 1]],
  ['causal', { stride: [1, 1], dilation: [2, 1], padding: 'causal' }, [2, 5, 1, 3], [3, 1, 3, 2]],
  ['one of everything', { stride: [1, 1], dilation: [1, 1], padding: 'valid' }, [1, 1, 1, 1], [1, 1, 1, 1]],
];
for (const [name, window, image, filters] of windows) {
  on(conv2dOp, name, window, (m) => [m.float(image), m.float(filters)]);
  on(depthwiseConv2dOp, name, window, (m) => [m.float(image), m.float(filters)]);
}

const poolings: readonly (readonly [string, Pool, Shape])[] = [
  ['halves', { size: [2, 2], stride: [2, 2], padding: 'valid' }, [2, 4, 6, 3]],
  ['overlapping', { size: [3, 2], stride: [2, 1], padding: 'valid' }, [1, 5, 3, 2]],
  ['same', { size: [3, 3], stride: [2, 2], padding: 'same' }, [2, 5, 4, 1]],
  ['with gaps', { size: [1, 2], stride: [2, 3], padding: 'valid' }, [2, 5, 6, 2]],
  ['one pixel', { size: [1, 1], stride: [1, 1], padding: 'valid' }, [1, 1, 1, 1]],
];
for (const [name, pool, image] of poolings) {
  on(maxPoolOp, name, pool, (m) => [m.distinct(image)]);
  on(averagePoolOp, name, pool, (m) => [m.float(image)]);
}
on(
  maxPoolOp,
  'equals',
  { size: [2, 2], stride: [2, 2], padding: 'same' },
  (m) => made(m, constantOp, [], { shape: [1, 3, 3, 2], value: 0 }),
  'where two are equal there is no slope',
);

// Every gradient above has run already, as part of what it is the gradient of; here they stand alone once.
const strided: Window = { stride: [2, 1], dilation: [1, 1], padding: 'same' };
const image = [2, 5, 4, 2] as const;
on(conv2dInputGradientOp, 'alone', { ...strided, image }, (m) => [m.float([2, 3, 4, 5]), m.float([3, 2, 2, 5])]);
on(conv2dFilterGradientOp, 'alone', { ...strided, size: [3, 2] }, (m) => [m.float(image), m.float([2, 3, 4, 5])]);
on(depthwiseInputGradientOp, 'alone', { ...strided, image }, (m) => [m.float([2, 3, 4, 6]), m.float([3, 2, 2, 3])]);
on(depthwiseFilterGradientOp, 'alone', { ...strided, size: [3, 2] }, (m) => [m.float(image), m.float([2, 3, 4, 6])]);
const overlapping: Pool = { size: [3, 2], stride: [2, 1], padding: 'same' };
on(averagePoolGradientOp, 'alone', { ...overlapping, image }, (m) => [m.float([2, 3, 4, 2])]);
on(maxPoolGradientOp, 'alone', overlapping, (m) => {
  const x = m.distinct(image);
  return [x, ...made(m, maxPoolOp, [x], overlapping), m.float([2, 3, 4, 2])];
});

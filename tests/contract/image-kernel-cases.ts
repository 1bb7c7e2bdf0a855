import { averagePoolOp, conv2dOp, maxPoolOp, type Pool, type Value } from '../../src/ops';
import type { Stream } from '../../src/random';
import type { Operands } from './case-table';
import { type Build, sized } from './kernel-sizes';

/** A small batch of images and how a window goes over it. */
function walked(random: Stream) {
  const pair = (most: number): [number, number] => [1 + random.int(most), 1 + random.int(most)];
  const [stride, dilation] = random.chance(0.5) ? [pair(3), pair(1)] : [pair(1), pair(2)];
  const image = [1 + random.int(3), sized(random)() % 12 || 5, sized(random)() % 12 || 7, sized(random)()];
  return { image, window: { stride, dilation, padding: random.pick(['same', 'valid', 'causal'] as const) } };
}

/** Images, and how they are pooled. */
function pooling(make: Operands, random: Stream): [[Value], Pool] {
  const { image, window } = walked(random);
  const size: [number, number] = [1 + random.int(3), 1 + random.int(3)];
  const [B = 1, H = 1, W = 1, C = 1] = image;
  const padding = window.padding === 'valid' ? 'valid' : 'same';
  return [[make.distinct([B, H + 2, W + 2, C])], { size, stride: window.stride, padding }];
}

export const imageKernelCases: Readonly<Record<string, Build>> = {
  conv2d: (make, random) => {
    const { window, image } = walked(random);
    const filters = [sized(random)() % 4 || 3, sized(random)() % 4 || 2, image[3] ?? 1, sized(random)()];
    const large = image.map((n, axis) => (axis === 1 || axis === 2 ? n + 2 * (filters[axis - 1] ?? 1) : n));
    return make.trace.emit(conv2dOp, [make.float(large, 0.01, 1), make.float(filters, 0.01, 0.3)], window);
  },
  maxPool: (make, random) => make.trace.emit(maxPoolOp, ...pooling(make, random)),
  averagePool: (make, random) => make.trace.emit(averagePoolOp, ...pooling(make, random)),
};

import type { AttentionAttributes } from '../../ops';
import { at, type GpuKernel, shapeOf } from '../kernel';
import { maskStrides } from '../layout';
import { type Gradients, type Sizes, sizesOf, type Way } from './attention-form';
import { SHARED } from './attention-shared';
import { TILES } from './attention-tiles';
import { drawBits } from './elementwise';
import type { Gpu } from './gpu';

/**
 * Attention: one dispatch forwards, two backwards. Workgroup memory is what a real GPU is fast with, and what a GPU in software
 * has no use for.
 */
const wayOf = (gpu: Gpu): Way => (gpu.software ? TILES : SHARED);

/** Axes that a dispatch goes along at most. */
const MOST = 65_535;

const takes = ({ B, H, T, S, h, e }: Sizes): boolean => B * H > 0 && B * H <= MOST && T > 0 && S > 0 && h > 0 && e > 0;

export const attentionOnGpu: GpuKernel<AttentionAttributes> = ({ inputs, attributes, types, draw }, gpu) => {
  const [q, k, v, mask] = [at(inputs, 0), at(inputs, 1), at(inputs, 2), inputs[3]];
  const sizes = sizesOf(q, v);
  const { B, H, T, S } = sizes;
  const { rate, key } = attributes;
  const strides = mask ? maskStrides(mask.shape, [B, H, T, S]) : undefined;
  if ((mask && !strides) || !takes(sizes)) return undefined;
  const [y, p] = [gpu.make(shapeOf(types, 0)), gpu.make(shapeOf(types, 1))];
  const reads = [q, k, v, ...(mask ? [mask] : []), ...(rate > 0 ? [drawBits(key, draw)] : [])];
  wayOf(gpu).forward(gpu, sizes, { ...attributes, mask: strides }, reads, [y, p]);
  return [y, p];
};

export const attentionGradientOnGpu: GpuKernel<AttentionAttributes> = ({ inputs, attributes, draw }, gpu) => {
  const [q, k, v, p, dy] = [at(inputs, 0), at(inputs, 1), at(inputs, 2), at(inputs, 4), at(inputs, 5)];
  const sizes = sizesOf(q, v);
  if (!takes(sizes)) return undefined;
  const { rate, key } = attributes;
  const bits = rate > 0 ? drawBits(key, draw) : undefined;
  const gradients: Gradients = [gpu.make(q.shape), gpu.make(k.shape), gpu.make(v.shape)];
  const form = { ...attributes, masked: inputs[3] !== undefined };
  wayOf(gpu).backward(gpu, sizes, form, { q, k, v, p, dy, bits }, gradients);
  return gradients;
};

import type { Tensor } from '@tensorflow/tfjs-core';
import type { AttentionAttributes } from '../../ops';
import { at, type Draw, type GpuKernel, shapeOf } from '../kernel';
import { maskStrides } from '../layout';
import { type Extra, type Form, type Gradients, type Sizes, sizesOf, type Way } from './attention-form';
import { probabilities } from './attention-probabilities';
import { SHARED } from './attention-shared';
import { TILES } from './attention-tiles';
import { drawBits } from './elementwise';
import type { Gpu } from './gpu';

/**
 * Attention: one dispatch forwards, two backwards, and nothing written that is as large as [B, H, T, S]. Workgroup memory is what a
 * real GPU is fast with, and what a GPU in software has no use for.
 */
const wayOf = (gpu: Gpu): Way => (gpu.software ? TILES : SHARED);

/** Axes that a dispatch goes along at most. */
const MOST = 65_535;

const takes = ({ B, H, T, S, h, e }: Sizes): boolean => B * H > 0 && B * H <= MOST && T > 0 && S > 0 && h > 0 && e > 0;

/** undefined for a mask of more axes. */
function formOf({ B, H, T, S }: Sizes, mask: Tensor | undefined, attributes: Omit<Form, 'mask'>): Form | undefined {
  const strides = mask && maskStrides(mask.shape, [B, H, T, S]);
  return mask && !strides ? undefined : { ...attributes, mask: strides };
}

const extra = (mask: Tensor | undefined, { rate, key }: AttentionAttributes, draw: Draw): Extra => ({
  mask,
  bits: rate > 0 ? drawBits(key, draw) : undefined,
});

export const attentionOnGpu: GpuKernel<AttentionAttributes> = ({ inputs, attributes, types, draw }, gpu) => {
  const [q, k, v, mask] = [at(inputs, 0), at(inputs, 1), at(inputs, 2), inputs[3]];
  const sizes = sizesOf(q, v);
  const form = formOf(sizes, mask, attributes);
  if (!form || !takes(sizes)) return undefined;
  const made = [gpu.make(shapeOf(types, 0)), gpu.make(shapeOf(types, 1))] as const;
  wayOf(gpu).forward(gpu, sizes, form, { q, k, v, ...extra(mask, attributes, draw) }, made);
  return made;
};

export const attentionProbabilitiesOnGpu: GpuKernel<Pick<AttentionAttributes, 'causal' | 'scale'>> = (
  { inputs, attributes, types },
  gpu,
) => {
  const [q, k, mask, lse] = [at(inputs, 0), at(inputs, 1), inputs[2], at(inputs, 3)];
  const sizes = sizesOf(q, k);
  const form = formOf(sizes, mask, { ...attributes, rate: 0 });
  if (!form || !takes(sizes)) return undefined;
  const p = gpu.make(shapeOf(types));
  probabilities(gpu, sizes, form, [q, k, lse, ...(mask ? [mask] : [])], p);
  return p;
};

/** Arrays that a dispatch of the backward pass binds, but for the mask and the random bits. */
const BOUND = 8;

export const attentionGradientOnGpu: GpuKernel<AttentionAttributes> = ({ inputs, attributes, draw }, gpu) => {
  const [q, k, v, mask] = [at(inputs, 0), at(inputs, 1), at(inputs, 2), inputs[3]];
  const [y, lse, dy] = [at(inputs, 4), at(inputs, 5), at(inputs, 6)];
  const sizes = sizesOf(q, v);
  const form = formOf(sizes, mask, attributes);
  const bound = BOUND + (mask ? 1 : 0) + (attributes.rate > 0 ? 1 : 0);
  if (!form || !takes(sizes) || bound > gpu.bindings) return undefined;
  const gradients: Gradients = [gpu.make(q.shape), gpu.make(k.shape), gpu.make(v.shape)];
  const known = { q, k, v, y, lse, dy, ...extra(mask, attributes, draw) };
  wayOf(gpu).backward(gpu, sizes, form, known, gradients);
  return gradients;
};

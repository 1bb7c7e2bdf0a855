import type { Tensor } from '@tensorflow/tfjs-core';
import type { AttentionAttributes } from '../../ops';
import type { Gpu } from './gpu';

/** What both ways to compute attention on a GPU have in common: attention-tiles.ts and attention-shared.ts. */

/** What is not seen: far below any real score, and finite, so that a row that sees none is no NaN. */
export const MASKED = '-1e9';

/** Queries [B, T, H, h], keys [B, S, G, h], values [B, S, G, e]. */
export interface Sizes {
  readonly B: number;
  readonly H: number;
  readonly G: number;
  readonly T: number;
  readonly S: number;
  readonly h: number;
  readonly e: number;
}

export function sizesOf(q: Tensor, v: Tensor): Sizes {
  const [B = 0, T = 0, H = 0, h = 0] = q.shape;
  const [, S = 0, G = 0, e = 0] = v.shape;
  return { B, H, G, T, S, h, e };
}

export interface Form extends Pick<AttentionAttributes, 'causal' | 'scale' | 'rate'> {
  /** Strides of the mask along [B, H, T, S]. */
  readonly mask: readonly number[] | undefined;
}

export interface BackwardForm extends Pick<AttentionAttributes, 'causal' | 'scale' | 'rate'> {
  readonly masked: boolean;
}

/** A function of what element i is multiplied by where a part is dropped. */
export const keptBy = (rate: number, bits: string): string =>
  `fn kept(i: u32) -> f32 { return select(0.0, f32(${1 / (1 - rate)}), hash(bitcast<u32>(${bits}[0]), i) >= ${Math.ceil(rate * 2 ** 32)}u); }`;

/** What the gradient is made of; `bits` where something is dropped. */
export interface Known {
  readonly q: Tensor;
  readonly k: Tensor;
  readonly v: Tensor;
  readonly p: Tensor;
  readonly dy: Tensor;
  readonly bits: Tensor | undefined;
}

export type Gradients = readonly [dq: Tensor, dk: Tensor, dv: Tensor];

/** A way to compute attention. */
export interface Way {
  /** @param reads q, k, v, the mask if there is one, the random bits where something is dropped */
  readonly forward: (
    gpu: Gpu,
    sizes: Sizes,
    form: Form,
    reads: readonly Tensor[],
    writes: readonly [y: Tensor, p: Tensor],
  ) => void;
  readonly backward: (gpu: Gpu, sizes: Sizes, form: BackwardForm, known: Known, gradients: Gradients) => void;
}

import type { Tensor } from '@tensorflow/tfjs-core';
import type { AttentionAttributes } from '../../ops';
import type { Gpu, Shader } from './gpu';

/** What all ways to compute attention on a GPU have in common: attention-tiles.ts and attention-shared.ts. */

/** What is not seen: far below any real score, and finite, so that a row that sees none is no NaN. */
export const MASKED = '-1e9';

/** An lse below this is that of a row that sees nothing: it has no digits left for how many keys there are. */
const NOTHING = '-5e8';

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

/** Arrays that are read besides others: the mask, and the random bits where something is dropped. */
export interface Extra {
  readonly mask: Tensor | undefined;
  readonly bits: Tensor | undefined;
}

export const extraOf = ({ mask, bits }: Extra): readonly Tensor[] => [...(mask ? [mask] : []), ...(bits ? [bits] : [])];

/** Of a shader that reads `first` arrays of floats before those: all of them, and what they are called in it. */
export function extraReads(first: number, { mask, rate }: Form) {
  const reads: Shader['reads'] = [
    ...Array.from({ length: first }, () => 'f32' as const),
    ...(mask ? (['i32'] as const) : []),
    ...(rate > 0 ? (['i32'] as const) : []),
  ];
  return { reads, mask: `x${first}`, bits: `x${mask ? first + 1 : first}` };
}

/** A function of what element i is multiplied by where a part is dropped. */
export const keptBy = (rate: number, bits: string): string =>
  `fn kept(i: u32) -> f32 { return select(0.0, f32(${1 / (1 - rate)}), hash(bitcast<u32>(${bits}[0]), i) >= ${Math.ceil(rate * 2 ** 32)}u); }`;

/**
 * Functions of vectors of rows: e^x; what p is multiplied by, and what ds is, in rows of this lse; ds itself. A key that has all the
 * weight has no slope, p · (1 − p) · …: what rounding leaves of d − Δ must not become one.
 */
export const rowFunctions = (scale: number): string => `
fn e4(x: vec4f) -> vec4f { return vec4f(e_to(x.x), e_to(x.y), e_to(x.z), e_to(x.w)); }
fn share_of(lse: vec4f, S: u32) -> vec4f { return select(vec4f(1.0), vec4f(1.0 / f32(S)), lse < vec4f(${NOTHING})); }
fn slope_of(lse: vec4f) -> vec4f { return select(vec4f(f32(${scale})), vec4f(), lse < vec4f(${NOTHING})); }
fn ds_of(p: vec4f, d: vec4f, along: vec4f, slope: vec4f) -> vec4f { return select(p * (d - along) * slope, vec4f(), p == vec4f(1.0)); }`;

/** What the gradient is made of. */
export interface Known extends Extra {
  readonly q: Tensor;
  readonly k: Tensor;
  readonly v: Tensor;
  readonly y: Tensor;
  readonly lse: Tensor;
  readonly dy: Tensor;
}

export type Gradients = readonly [dq: Tensor, dk: Tensor, dv: Tensor];

/** A way to compute attention. */
export interface Way {
  readonly forward: (
    gpu: Gpu,
    sizes: Sizes,
    form: Form,
    reads: Pick<Known, 'q' | 'k' | 'v' | keyof Extra>,
    writes: readonly [y: Tensor, lse: Tensor],
  ) => void;
  readonly backward: (gpu: Gpu, sizes: Sizes, form: Form, known: Known, gradients: Gradients) => void;
}

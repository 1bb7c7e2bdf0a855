/**
 * How a weight begins. Fans are those of a matrix [in, out]; filters [h, w, in, out] have h·w times as many.
 *
 * - `glorot`: uniform ±√(6 / (in + out)) (Glorot and Bengio 2010); `he`: normal with σ = √(2 / in) (He et al. 2015);
 * - `orthogonal`: columns of a random rotation, per square block of a wider matrix such as [H, k·H] (Saxe et al. 2013);
 * - `parts`: equal runs of constants, such as an LSTM's bias with 1 for the forget gate.
 */
export type Initialiser =
  | { readonly kind: 'zeros' }
  | { readonly kind: 'ones' }
  | { readonly kind: 'normal'; readonly deviation: number }
  | { readonly kind: 'uniform'; readonly limit: number }
  | { readonly kind: 'glorot' }
  | { readonly kind: 'he' }
  | { readonly kind: 'orthogonal' }
  | { readonly kind: 'parts'; readonly values: readonly number[] };

/** Initialisers that a parameter offers. */
export const INITIALISERS = ['glorot', 'he', 'orthogonal', 'normal', 'zeros'] as const;

/** @param deviation standard deviation of `normal` */
export function initialiserOf(name: (typeof INITIALISERS)[number], deviation = 0.02): Initialiser {
  return name === 'normal' ? { kind: name, deviation } : { kind: name };
}

export interface WeightSpec {
  readonly shape: readonly number[];
  readonly initialiser: Initialiser;
  /** False for what no gradient changes: state that `forward` updates itself, such as a running average. */
  readonly trainable: boolean;
  /** Whether weight decay applies; it does to matrices, not to biases, gains and embeddings of positions. */
  readonly decay: boolean;
}

/** [in, out], Glorot unless said otherwise. */
export const matrix = (rows: number, columns: number, initialiser: Initialiser = { kind: 'glorot' }): WeightSpec => ({
  shape: [rows, columns],
  initialiser,
  trainable: true,
  decay: true,
});

/** Filters [h, w, in, out], or [h, w, in, filters for each]. */
export const filters = (shape: readonly [number, number, number, number], initialiser: Initialiser): WeightSpec => ({
  shape,
  initialiser,
  trainable: true,
  decay: true,
});

/** [n], zeros unless said otherwise; not decayed. */
export const vector = (size: number, initialiser: Initialiser = { kind: 'zeros' }): WeightSpec => ({
  shape: [size],
  initialiser,
  trainable: true,
  decay: false,
});

/** [n] of ones: a gain. */
export const gain = (size: number): WeightSpec => vector(size, { kind: 'ones' });

/** [n] that each training step replaces by what `forward` gives to `update`. */
export const state = (size: number, initialiser: Initialiser): WeightSpec => ({
  ...vector(size, initialiser),
  trainable: false,
});

/** [rows, width] to be looked up by id. */
export const table = (
  rows: number,
  width: number,
  deviation: number,
  initialiser: Initialiser = { kind: 'normal', deviation },
): WeightSpec => ({
  ...matrix(rows, width, initialiser),
  decay: false,
});

import { type Stream, stream } from '../../src/random';
import type { DType, TensorType, Vocabulary } from '../../src/tensor';

/** A tensor's values on the host, row-major, as the harness feeds and reads them. */
export interface HostTensor {
  readonly dtype: DType;
  readonly shape: readonly number[];
  readonly data: Float32Array | Int32Array | Uint8Array;
  readonly vocabulary?: Vocabulary;
}

export const elements = (shape: readonly number[]): number => shape.reduce((a, b) => a * b, 1);

/** What a value from outside is, in types; `symbols` names axes that stay letters. */
export const typeOf = ({ dtype, shape, vocabulary }: HostTensor): TensorType => ({
  dtype,
  shape,
  ...(vocabulary ? { vocabulary } : {}),
});

/**
 * Pseudo-random floats of either sign with a size in [low, high): nothing lies near 0, where ReLU has its kink and where
 * a finite difference would step over it.
 */
export function floats(random: Stream, shape: readonly number[], low = 0.25, high = 1.25): HostTensor {
  const draw = () => (random.chance(0.5) ? 1 : -1) * (low + (high - low) * random.float());
  return { dtype: 'float', shape, data: Float32Array.from({ length: elements(shape) }, draw) };
}

/** Floats of either sign, no two nearer than 0.5 to each other: nothing changes places within a finite difference. */
export function distinct(random: Stream, shape: readonly number[]): HostTensor {
  const size = elements(shape);
  const places = Array.from({ length: size }, (_, i) => ({ value: (i - size / 2) / 2 + 0.125, at: random.float() }));
  places.sort((a, b) => a.at - b.at);
  return { dtype: 'float', shape, data: Float32Array.from(places, ({ value }) => value) };
}

/** Floats in [low, high). */
export function positives(random: Stream, shape: readonly number[], low = 0.5, high = 2): HostTensor {
  const draw = () => low + (high - low) * random.float();
  return { dtype: 'float', shape, data: Float32Array.from({ length: elements(shape) }, draw) };
}

/** Ids below `below`. */
export function ids(random: Stream, shape: readonly number[], below: number): HostTensor {
  const data = Int32Array.from({ length: elements(shape) }, () => random.int(below));
  return { dtype: 'int', shape, data, vocabulary: { id: `example ${below}`, size: below } };
}

/** A mask whose rows [..., T] are true up to their length; all true without lengths. */
export function maskOf(shape: readonly number[], lengths?: readonly number[]): HostTensor {
  const T = shape.at(-1) ?? 1;
  const data = Uint8Array.from({ length: elements(shape) }, (_, i) => {
    const length = lengths?.[Math.floor(i / T)] ?? T;
    return i % T < length ? 1 : 0;
  });
  return { dtype: 'bool', shape, data };
}

/** Values of one dtype by name, the same wherever the name is the same. */
export const named = (name: string): Stream => stream(20_250_101, name);

/** Moved by `step` along a direction; both of one shape. */
export function moved(from: HostTensor, direction: HostTensor, step: number): HostTensor {
  const data = Float32Array.from(from.data, (x, i) => x + step * (direction.data[i] ?? 0));
  return { ...from, data };
}

/** Σ a·b in double precision. */
export const dot = (a: ArrayLike<number>, b: ArrayLike<number>): number =>
  Array.from({ length: a.length }, (_, i) => (a[i] ?? 0) * (b[i] ?? 0)).reduce((sum, x) => sum + x, 0);

/** True and false, as likely. */
export function flags(random: Stream, shape: readonly number[]): HostTensor {
  return { dtype: 'bool', shape, data: Uint8Array.from({ length: elements(shape) }, () => Number(random.chance(0.5))) };
}

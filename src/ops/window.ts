import { addDims, type Dim, floorDivideDim, subtractDims } from '../tensor';

/**
 * How a window walks over an image: `same` gives ⌈n / stride⌉ places with zeros around the image, `valid` only those where
 * the window lies inside, `causal` ⌈n / stride⌉ with all zeros before the beginning.
 */
export const PADDINGS = ['same', 'valid', 'causal'] as const;
export type Padding = (typeof PADDINGS)[number];

/** Along height and width. */
export type Pair = readonly [number, number];

export type Window = { stride: Pair; dilation: Pair; padding: Padding };

/** Elements from a window's first to its last. */
export const reachOf = (size: number, dilation: number): number => (size - 1) * dilation + 1;

/** Places of a window along an axis of n elements. */
export function placesOf(n: Dim, size: number, stride: number, dilation: number, padding: Padding): Dim {
  const room = padding === 'valid' ? subtractDims(n, reachOf(size, dilation)) : subtractDims(n, 1);
  return addDims(floorDivideDim(room, stride), 1);
}

import type { Value } from '../../src/ops';
import type { Stream } from '../../src/random';
import type { Operands } from './case-table';

/** 1, primes, and sizes on and off the tile of 4 × 8. */
export const SIZES = [1, 2, 3, 4, 5, 7, 8, 9, 13, 16, 17, 31, 33];

/** A random case of an operation: shapes, attributes and which optional operands there are. */
export type Build = (make: Operands, random: Stream) => readonly Value[];

export const sized = (random: Stream) => () => random.pick(SIZES);

/** Up to `most` leading axes, small ones. */
export const leading = (random: Stream, most: number): number[] =>
  Array.from({ length: random.int(most + 1) }, () => 1 + random.int(3));

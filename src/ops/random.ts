import { bool, type Dim, float, int } from '../tensor';
import { count, only } from './common';
import { defineOp } from './op';
import type { Trace, Value } from './trace';

type Drawn = { shape: readonly Dim[]; key: number };

/** Standard normal numbers, a function of the run's seed, the step, `key` and the element's index alone (Box and Muller 1958). */
export const randomNormalOp = defineOp<Drawn>({
  name: 'randomNormal',
  doc: 'y [shape] ~ N(0, 1), from bits(seed, step, key, index)',
  type: (_, { shape }) => [float(shape)],
  flops: (_, [y]) => 6 * count(y),
});

/** True for a random part `rate` of the elements, a function of the run's seed, the step, `key` and the element's index. */
export const bernoulliOp = defineOp<Drawn & { rate: number }>({
  name: 'bernoulli',
  doc: 'y bool [shape], true with probability rate, from bits(seed, step, key, index)',
  type: (_, { shape }) => [bool(shape)],
  flops: () => 0,
});

/** Ids from 0 to size − 1, all as likely; a function of the run's seed, the step, `key` and the element's index. */
export const randomIdsOp = defineOp<Drawn & { size: number }>({
  name: 'randomIds',
  doc: 'y int [shape], below size, from bits(seed, step, key, index)',
  type: (_, { shape }) => [int(shape)],
  flops: () => 0,
});

export const randomNormal = (trace: Trace, shape: readonly Dim[], key: number): Value =>
  only(trace.emit(randomNormalOp, [], { shape, key }));
export const bernoulli = (trace: Trace, shape: readonly Dim[], rate: number, key: number): Value =>
  only(trace.emit(bernoulliOp, [], { shape, rate, key }));
export const randomIds = (trace: Trace, shape: readonly Dim[], size: number, key: number): Value =>
  only(trace.emit(randomIdsOp, [], { shape, size, key }));

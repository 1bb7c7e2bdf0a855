import type { Ops, Value } from '../ops';

/** x without its mean over some axes, with mean and (biased) variance along them; the axes stay, with size 1. */
export interface Moments {
  readonly centred: Value;
  readonly mean: Value;
  readonly variance: Value;
  /** How many elements each mean is of. */
  readonly count: Value;
}

/** @param weight 1 where an element counts and 0 where it does not; broadcasts to x */
export function momentsOf(ops: Ops, x: Value, axes: readonly number[], weight?: Value): Moments {
  const counted = weight ? ops.broadcast(weight, x.type.shape) : ops.constant(x.type.shape, 1);
  const count = ops.sum(counted, axes, true);
  const meanOf = (v: Value): Value =>
    weight ? ops.divide(ops.sum(ops.multiply(v, counted), axes, true), count) : ops.mean(v, axes, true);
  const mean = meanOf(x);
  const centred = ops.subtract(x, mean);
  return { centred, mean, variance: meanOf(ops.multiply(centred, centred)), count };
}

/** centred / √(variance + ε). */
export function standardise(
  ops: Ops,
  { centred, variance }: Pick<Moments, 'centred' | 'variance'>,
  epsilon: number,
): Value {
  return ops.divide(centred, ops.sqrt(ops.affine(variance, 1, epsilon)));
}

import type { Ops, Value } from '../ops';
import { axisOf, type Dim, subtractDims } from '../tensor';
import type { Refusal } from './block';

/** The divisor of n nearest to `wanted`, the smaller of two equally near. Looks around `wanted`, as n may be huge. */
export function nearestDivisor(n: number, wanted: number): number {
  for (let off = 0; off < wanted; off++) {
    for (const d of [wanted - off, wanted + off]) if (d <= n && n % d === 0) return d;
  }
  return 1;
}

/** Size of axis `at` of a value whose rank the port's pattern guarantees. */
export function axis(value: Value, at: number): Dim {
  const dim = value.type.shape.at(at);
  if (dim === undefined) throw new RangeError(`no axis ${at} in a shape of ${value.type.shape.length} axes`);
  return dim;
}

/** The complaint about an axis that a tensor of this rank lacks; the parameter is called `at`. */
export function refuseAxis(number: number, rank: number, at: string, fix: string): Refusal | undefined {
  if (axisOf(number, rank) !== undefined) return undefined;
  return { at, expected: `from ${-rank} to ${rank - 1}`, received: `${number}`, fix, edit: { [at]: -1 } };
}

/** x [B, T, C] at one time step → [B, C]; −1 is the last. */
export function stepAt(ops: Ops, x: Value, at: 0 | -1): Value {
  const [B, T, C] = [axis(x, 0), axis(x, 1), axis(x, 2)];
  return ops.reshape(ops.slice(x, 1, at === 0 ? 0 : subtractDims(T, 1), 1), [B, C]);
}

/** Zeros where the mask bool [B, T] is false; x [B, T, C]. */
export function zeroMasked(ops: Ops, x: Value, mask: Value | undefined): Value {
  if (!mask) return x;
  return ops.multiply(x, ops.reshape(ops.toFloat(mask), [axis(x, 0), axis(x, 1), 1]));
}

/** What a recurrent layer gives from the states of one or both directions, each [B, T, H]. */
export function joinDirections(
  ops: Ops,
  forward: Value,
  backward: Value | undefined,
  mask: Value | undefined,
  only: 'sequence' | 'last',
): { readonly y: Value; readonly state: Value } {
  const end = stepAt(ops, forward, -1);
  const state = ops.as(backward ? ops.concat([end, stepAt(ops, backward, 0)], 1) : end, 'state');
  if (only === 'last') return { y: state, state };
  const all = backward ? ops.concat([forward, backward], 2) : forward;
  return { y: zeroMasked(ops, all, mask), state };
}

/** The part of an initial state [B, D·H] that belongs to direction d; undefined where none is given. */
export function stateOf(ops: Ops, state: Value | undefined, direction: 0 | 1, units: number): Value | undefined {
  return state && ops.slice(state, 1, direction * units, units);
}

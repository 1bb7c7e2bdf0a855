import { add, cast, concat, expandDims, mul, stack, sub, type Tensor, unstack, zeros } from '@tensorflow/tfjs-core';

/** Time steps in the order a direction visits them. */
export const order = (steps: number, reverse: boolean): number[] =>
  Array.from({ length: steps }, (_, i) => (reverse ? steps - 1 - i : i));

/** [B, T, C] → T tensors [B, C]. */
export const perStep = (x: Tensor): Tensor[] => unstack(x, 1);

/** mask bool [B, T] → T tensors [B, 1] of 0 and 1; undefined where there is no mask. */
export function masks(mask: Tensor | undefined): Tensor[] | undefined {
  return mask && unstack(expandDims(cast(mask, 'float32'), 2), 1);
}

/** T tensors [B, C] → [B, T, C]. */
export const joinSteps = (steps: readonly (Tensor | undefined)[]): Tensor =>
  stack(
    steps.map((step) => {
      if (!step) throw new RangeError('a time step was not visited');
      return step;
    }),
    1,
  );

/** The new state where the mask is 1, the old one where it is 0. */
export const carry = (m: Tensor | undefined, next: Tensor, before: Tensor): Tensor =>
  m ? add(before, mul(m, sub(next, before))) : next;

/** The part of a gradient that belongs to padding: it passes to the step before unchanged. */
export const passed = (m: Tensor | undefined, d: Tensor): Tensor | undefined => m && mul(sub(1, m), d);

export const masked = (m: Tensor | undefined, d: Tensor): Tensor => (m ? mul(m, d) : d);

export const plus = (a: Tensor, b: Tensor | undefined): Tensor => (b ? add(a, b) : a);

/** State before the first step. */
export const initial = (h0: Tensor | undefined, batch: number, width: number): Tensor => h0 ?? zeros([batch, width]);

/** States before each step, in the order of `visited`: the initial one, then what the steps before left. [B, T, H] */
export function statesBefore(states: readonly Tensor[], first: Tensor, visited: readonly number[]): Tensor[] {
  const before: Tensor[] = [];
  let last = first;
  for (const t of visited) {
    before[t] = last;
    last = states[t] ?? last;
  }
  return before;
}

/** Side by side along the last axis. */
export const beside = (parts: Tensor[]): Tensor => concat(parts, -1);

/** σ′ from σ. */
export const sigmoidSlope = (s: Tensor): Tensor => mul(s, sub(1, s));

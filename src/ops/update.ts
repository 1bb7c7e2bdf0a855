import { sameShape } from '../tensor';
import { count, operand, refuse } from './common';
import { defineOp, type OperandTypes } from './op';

/** The operands from 0 to n − 1 (weight, gradient, slots) must have one shape. */
function alike(op: string, inputs: OperandTypes, n: number) {
  const types = Array.from({ length: n }, (_, i) => operand(op, inputs, i));
  const [first] = types;
  if (!first || types.some((t) => !sameShape(t.shape, first.shape))) return refuse(op, 'equal shapes', ...types);
  return types;
}

/** The numbers of a step: float [n]. */
function factorsOf(op: string, inputs: OperandTypes, at: number, n: number): void {
  const factors = operand(op, inputs, at);
  if (!sameShape(factors.shape, [n])) refuse(op, `factors [${n}]`, factors);
}

/** SGD with momentum as PyTorch writes it. Inputs w, g, velocity and factors [2] =
 * (learningRate, clip); outputs w, velocity. */
export const sgdOp = defineOp<{ momentum: number }>({
  name: 'sgd',
  doc: 'v′ = momentum · v + clip · g, w′ = w − learningRate · v′',
  type(inputs) {
    const [w, , v] = alike('sgd', inputs, 3);
    factorsOf('sgd', inputs, 3, 2);
    return w && v ? [w, v] : [];
  },
  flops: ([w]) => 5 * count(w),
});

/**
 * Adam (Kingma and Ba, arXiv 1412.6980), and AdamW (Loshchilov and Hutter, arXiv 1711.05101) where decay is not 0.
 * Inputs w, g, m, v and factors [4] = (learningRate, clip, 1 − β1^t, 1 − β2^t); outputs w, m, v.
 */
export const adamOp = defineOp<{ beta1: number; beta2: number; epsilon: number; decay: number }>({
  name: 'adam',
  doc: 'w′ = w − learningRate · (m̂ / (√v̂ + ε) + decay · w), with the moments of clip · g',
  type(inputs) {
    const [w, , m, v] = alike('adam', inputs, 4);
    factorsOf('adam', inputs, 4, 4);
    return w && m && v ? [w, m, v] : [];
  },
  flops: ([w]) => 14 * count(w),
});

/** Factor that brings a gradient of the given norm down to `limit`: min(1, limit / (norm + 1e-6)), as PyTorch does. */
export const clipFactorOp = defineOp<{ limit: number }>({
  name: 'clipFactor',
  doc: 'y [] = min(1, limit / (norm + 1e-6))',
  type: (inputs) => [operand('clipFactor', inputs, 0)],
  flops: () => 3,
});

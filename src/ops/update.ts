import { type Dim, float, sameShape, type TensorType } from '../tensor';
import { count, operand, refuse } from './common';
import { defineOp, type OperandTypes } from './op';

/** What belongs to one weight: `size` operands of one shape, from operand `at` on. */
function alike(op: string, inputs: OperandTypes, at: number, size: number): readonly TensorType[] {
  const types = Array.from({ length: size }, (_, i) => operand(op, inputs, at + i));
  const [first] = types;
  if (!first || types.some((t) => !sameShape(t.shape, first.shape))) return refuse(op, 'equal shapes', ...types);
  return types;
}

/** The numbers of a step, float [n] as operand 1, and then `size` operands for each weight. */
function eachWeight(op: string, inputs: OperandTypes, n: number, size: number): (readonly TensorType[])[] {
  const factors = operand(op, inputs, 0);
  if (!sameShape(factors.shape, [n])) refuse(op, `factors [${n}]`, factors);
  if ((inputs.length - 1) % size !== 0) refuse(op, `${size} operands for each weight`, ...inputs);
  return Array.from({ length: (inputs.length - 1) / size }, (_, i) => alike(op, inputs, 1 + i * size, size));
}

const counted = (inputs: OperandTypes): number => inputs.reduce((sum, type) => sum + (type ? count(type) : 0), 0);

/** The squares of gradients' norms. Inputs: the gradients, of any shapes. */
export const squaresOp = defineOp<Record<string, never>>({
  name: 'squares',
  doc: 'y [n], y_i = Σ g_i²',
  type: (inputs) => [float([inputs.length])],
  flops: (inputs) => 2 * counted(inputs),
});

/** The slot in which micro-batches of a step hand on what they have added up. It means nothing between steps. */
export const SUM = 'sum';

/**
 * Gradients added to those of the micro-batches before, and scaled. Inputs: g and, where there is one, s of each weight;
 * outputs s of each.
 */
export const accumulateOp = defineOp<{ scale: number }>({
  name: 'accumulate',
  doc: 's′ = scale · (s + g)',
  type: (inputs) =>
    Array.from({ length: inputs.length / 2 }, (_, i) => {
      const size = inputs[2 * i + 1] ? 2 : 1;
      return operand('accumulate', alike('accumulate', inputs, 2 * i, size), 0);
    }),
  flops: (inputs) => counted(inputs),
});

/**
 * What all weights of a step have in common. Inputs: squares [n], learning rate [], and what else the optimizer goes by,
 * each []. Outputs: the global norm [], and (learning rate, clip, …) as a vector. Clipping as PyTorch does it: `limit` 0
 * is none.
 */
export const factorsOp = defineOp<{ limit: number }>({
  name: 'factors',
  doc: 'norm [] = √Σ squares, clip = min(1, limit / (norm + 1e-6)), factors = (rate, clip, …)',
  type(inputs) {
    operand('factors', inputs, 0);
    const numbers: Dim = inputs.length;
    return [float([]), float([numbers])];
  },
  flops: ([squares]) => (squares ? count(squares) : 0) + 4,
});

/**
 * SGD with momentum as PyTorch writes it. Inputs: factors [2] = (learningRate, clip), then w, g, velocity of each weight;
 * outputs w, velocity of each.
 */
export const sgdOp = defineOp<{ momentum: number }>({
  name: 'sgd',
  doc: 'v′ = momentum · v + clip · g, w′ = w − learningRate · v′',
  type: (inputs) => eachWeight('sgd', inputs, 2, 3).flatMap(([w, , v]) => (w && v ? [w, v] : [])),
  flops: (inputs) => 5 * (counted(inputs.slice(1)) / 3),
});

/**
 * Adam (Kingma and Ba, arXiv 1412.6980), and AdamW (Loshchilov and Hutter, arXiv 1711.05101) for the weights that are
 * `decayed`. Inputs: factors [4] = (learningRate, clip, 1 − β1^t, 1 − β2^t), then w, g, m, v of each weight; outputs w, m,
 * v of each.
 */
export const adamOp = defineOp<{
  beta1: number;
  beta2: number;
  epsilon: number;
  decay: number;
  decayed: readonly boolean[];
}>({
  name: 'adam',
  doc: 'w′ = w − learningRate · (m̂ / (√v̂ + ε) + decay · w), with the moments of clip · g',
  type: (inputs) => eachWeight('adam', inputs, 4, 4).flatMap(([w, , m, v]) => (w && m && v ? [w, m, v] : [])),
  flops: (inputs) => 14 * (counted(inputs.slice(1)) / 4),
});

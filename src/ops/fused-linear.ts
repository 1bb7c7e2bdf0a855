import { float, sameShape } from '../tensor';
import { type Activation, isCheap } from './activation';
import { count, operand, refuse } from './common';
import { linearGradientOp, linearOp } from './matmul';
import { defineOp } from './op';

/** What is done to a dense layer's output, in this order; null, rate 0, or an operand left out, for what is not. */
export type FusedLinearAttributes = {
  transposed: boolean;
  /** f */
  activation: Activation | null;
  /** As in `dropout`. */
  rate: number;
  key: number;
  /** g; g′ comes from `known`, x or y of g as SLOPE_FROM says. */
  slope: Activation | null;
  /** z = x · w + b comes out too. */
  keeps: boolean;
};

/**
 * A dense layer with what follows it, element by element, while its numbers are at hand. Passes make it of several
 * operations once everything is differentiated, so it has no gradient of its own.
 */
export const fusedLinearOp = defineOp<FusedLinearAttributes>({
  name: 'fusedLinear',
  doc: 'y [..., N] = drop(f(z)) · g′(known) + other, z = x [..., K] · w [K, N] + b [N]; z',
  type(inputs, { transposed, activation, slope, keeps }) {
    const z = linearOp.type(inputs.slice(0, 3), { transposed });
    const shape = z[0]?.shape ?? [];
    const [known, other] = inputs.slice(3);
    if ((known !== undefined) !== (slope !== null)) refuse('fusedLinear', 'what the slope comes from', known);
    for (const one of [known, other]) {
      if (one && !sameShape(one.shape, shape)) refuse('fusedLinear', `operands [${shape.join(', ')}]`, one);
    }
    if (keeps && activation === null)
      refuse('fusedLinear', 'an activation whose input is kept', operand('', inputs, 0));
    return keeps ? [float(shape), float(shape)] : [float(shape)];
  },
  flops(inputs, outputs, { transposed, activation, slope, rate }) {
    const cost = (kind: Activation | null, most: number) => (kind === null ? 0 : isCheap(kind) ? 1 : most);
    const each = cost(activation, 8) + cost(slope, 10) + (rate > 0 ? 2 : 0) + (inputs[4] ? 1 : 0);
    return linearOp.flops(inputs.slice(0, 3), outputs.slice(0, 1), { transposed }) + each * count(outputs[0]);
  },
});

export type LinearBackwardAttributes = FusedLinearAttributes & {
  /** The layer had a bias, which gets its gradient. */
  bias: boolean;
};

/** Operands of `linearBackward` as those of the two operations that it is. */
export const backwardOperands = <T>([dy, w, known, other, x]: readonly (T | undefined)[]) => ({
  dx: [dy, w, undefined, known, other],
  dw: [x, dy],
});

/** The backward pass of a dense layer: what goes to its input, and what its weights get. Made by a pass. */
export const linearBackwardOp = defineOp<LinearBackwardAttributes>({
  name: 'linearBackward',
  doc: 'dx [..., K] = fusedLinear(dy [..., N], w, known, other); dw, db = linearGradient(x [..., K], dy)',
  type(inputs, attributes) {
    const { dx, dw } = backwardOperands(inputs);
    const { transposed, bias } = attributes;
    return [...fusedLinearOp.type(dx, attributes), ...linearGradientOp.type(dw, { transposed: !transposed, bias })];
  },
  flops(inputs, outputs, attributes) {
    const { dx, dw } = backwardOperands(inputs);
    const { transposed, bias } = attributes;
    return (
      fusedLinearOp.flops(dx, outputs.slice(0, 1), attributes) +
      linearGradientOp.flops(dw, outputs.slice(1), { transposed: !transposed, bias })
    );
  },
});

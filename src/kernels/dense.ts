import { fused, matMul, reshape, sum, type Tensor } from '@tensorflow/tfjs-core';
import { backwardOperands, type LinearBackwardAttributes } from '../ops';
import { at, type KernelCall, rowsOf, shapeOf } from './kernel';
import { plus } from './sequence';

/**
 * x · w + b by tfjs' products, as operand 1 to 3 of a call. Rows are flattened first: one product whatever the rank, with the
 * bias added by the same kernel.
 */
export function dense({ inputs, attributes, types }: KernelCall<{ transposed: boolean }>): Tensor {
  const [a, b] = [rowsOf(at(inputs, 0)), at(inputs, 1)];
  const bias = inputs[2];
  // tfjs' wasm backend adds the bias to the wrong elements where b is transposed.
  const y = attributes.transposed
    ? plus(matMul(a, b, false, true), bias)
    : fused.matMul({ a, b, transposeA: false, transposeB: false, ...(bias ? { bias } : {}) });
  return reshape(y, shapeOf(types));
}

/** What the weights of a dense layer get, by tfjs' products. */
export function denseGradient({
  inputs,
  attributes: { transposed, bias },
}: KernelCall<{ transposed: boolean; bias: boolean }>): Tensor[] {
  const [x, dy] = [rowsOf(at(inputs, 0)), rowsOf(at(inputs, 1))];
  const dw = transposed ? matMul(dy, x, true, false) : matMul(x, dy, true, false);
  return bias ? [dw, sum(dy, 0)] : [dw];
}

/** A call of `linearBackward` as calls of the two operations that it is. */
export function backwardCalls(call: KernelCall<LinearBackwardAttributes>) {
  const { inputs, attributes, types } = call;
  const { dx, dw } = backwardOperands(inputs);
  const { transposed, bias } = attributes;
  return {
    dx: { ...call, inputs: dx, types: types.slice(0, 1) },
    dw: { ...call, inputs: dw, attributes: { transposed: !transposed, bias }, types: types.slice(1) },
  };
}

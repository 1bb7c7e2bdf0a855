import { add, mul, type Tensor } from '@tensorflow/tfjs-core';
import { type FusedLinearAttributes, fusedLinearOp, linearBackwardOp } from '../ops';
import { activate, slope as slopeOf } from './activation';
import { backwardCalls, dense, denseGradient } from './dense';
import { keepMask } from './dropout';
import { fusedLinearOnGpu, linearBackwardOnGpu } from './gpu';
import { fusedLinearOnHost, linearGradientOnHost } from './host';
import { at, defineKernel, type KernelCall } from './kernel';

function fusedDense(call: KernelCall<FusedLinearAttributes>): Tensor[] {
  const { inputs, attributes, draw } = call;
  const { activation, rate, key, slope, keeps } = attributes;
  const z = dense(call);
  let y = activation === null ? z : activate(z, activation);
  if (rate > 0) y = mul(y, keepMask(z.shape, rate, key, draw));
  if (slope !== null) y = mul(y, slopeOf(at(inputs, 3), slope));
  if (inputs[4]) y = add(y, inputs[4]);
  return keeps ? [y, z] : [y];
}

const listed = (made: Tensor | readonly Tensor[]): readonly Tensor[] => ('dataId' in made ? [made] : made);

export const fusedLinears = [
  defineKernel(fusedLinearOp, fusedDense, fusedLinearOnHost, fusedLinearOnGpu),
  defineKernel(
    linearBackwardOp,
    (call) => {
      const { dx, dw } = backwardCalls(call);
      return [...fusedDense(dx), ...denseGradient(dw)];
    },
    (call, host) => {
      const calls = backwardCalls(call);
      const dx = fusedLinearOnHost(calls.dx, host);
      const dw = linearGradientOnHost(calls.dw, host);
      return dx && dw ? [...listed(dx), ...listed(dw)] : undefined;
    },
    linearBackwardOnGpu,
  ),
];

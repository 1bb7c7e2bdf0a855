import { add, mul } from '@tensorflow/tfjs-core';
import { fusedLinearOp } from '../ops';
import { activate, slope as slopeOf } from './activation';
import { dense } from './dense';
import { keepMask } from './dropout';
import { fusedLinearOnGpu } from './gpu';
import { fusedLinearOnHost } from './host';
import { at, defineKernel } from './kernel';

export const fusedLinears = [
  defineKernel(
    fusedLinearOp,
    (call) => {
      const { inputs, attributes, draw } = call;
      const { activation, rate, key, slope, keeps } = attributes;
      const z = dense(call);
      let y = activation === null ? z : activate(z, activation);
      if (rate > 0) y = mul(y, keepMask(z.shape, rate, key, draw));
      if (slope !== null) y = mul(y, slopeOf(at(inputs, 3), slope));
      if (inputs[4]) y = add(y, inputs[4]);
      return keeps ? [y, z] : [y];
    },
    fusedLinearOnHost,
    fusedLinearOnGpu,
  ),
];

import { mul, type Tensor, tensor } from '@tensorflow/tfjs-core';
import { dropoutOp } from '../ops';
import { hash32 } from '../random';
import { dropoutOnGpu } from './gpu';
import { dropoutOnHost } from './host';
import { at, type Counter, defineKernel } from './kernel';
import { bitsOf } from './random';

/** 0 or 1 / (1 − rate) for every element: a function of seed, step, key and the element's index. */
export function keepMask(shape: readonly number[], rate: number, key: number, counter: Counter): Tensor {
  const size = shape.reduce((a, b) => a * b, 1);
  const mask = new Float32Array(size);
  const stream = bitsOf(key, counter);
  const threshold = rate * 2 ** 32;
  const kept = 1 / (1 - rate);
  for (let i = 0; i < size; i++) mask[i] = hash32(stream, i) >= threshold ? kept : 0;
  return tensor(mask, [...shape], 'float32');
}

export const dropouts = [
  defineKernel(
    dropoutOp,
    ({ inputs, attributes: { rate, key }, counter }) =>
      mul(at(inputs, 0), keepMask(at(inputs, 0).shape, rate, key, counter)),
    dropoutOnHost,
    dropoutOnGpu,
  ),
];

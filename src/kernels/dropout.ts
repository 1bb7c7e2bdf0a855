import { mul, type Tensor } from '@tensorflow/tfjs-core';
import { dropoutOp } from '../ops';
import { hash32 } from '../random';
import { dropoutOnGpu } from './gpu';
import { dropoutOnHost } from './host';
import { at, type Draw, defineKernel } from './kernel';
import { elements } from './layout';
import { bitsOf } from './random';

/** 0 or 1 / (1 − rate) for every element: a function of seed, step, key and the element's index. */
export const keepMask = (shape: readonly number[], rate: number, key: number, draw: Draw): Tensor =>
  draw(shape, 'float32', (counter) => {
    const mask = new Float32Array(elements(shape));
    const bits = bitsOf(key, counter);
    const threshold = rate * 2 ** 32;
    const kept = 1 / (1 - rate);
    for (const i of mask.keys()) mask[i] = hash32(bits, i) >= threshold ? kept : 0;
    return mask;
  });

export const dropouts = [
  defineKernel(
    dropoutOp,
    ({ inputs, attributes: { rate, key }, draw }) => mul(at(inputs, 0), keepMask(at(inputs, 0).shape, rate, key, draw)),
    dropoutOnHost,
    dropoutOnGpu,
  ),
];

import type { Tensor } from '@tensorflow/tfjs-core';
import { bernoulliOp, randomIdsOp, randomNormalOp } from '../ops';
import { hash32 } from '../random';
import { type Counter, type Draw, defineKernel, shapeOf } from './kernel';
import { elements } from './layout';

/** The word that, hashed with an element's index, gives the element's bits. */
export const bitsOf = (key: number, { seed, step }: Counter): number =>
  hash32(seed >>> 0, Math.floor(seed / 2 ** 32), step, key);

/** 1 for a part `rate` of the elements, 0 for the others. */
const chosen = (shape: readonly number[], rate: number, key: number, draw: Draw): Tensor =>
  draw(shape, 'bool', (counter) => {
    const bits = bitsOf(key, counter);
    const threshold = rate * 2 ** 32;
    return Uint8Array.from({ length: elements(shape) }, (_, i) => (hash32(bits, i) < threshold ? 1 : 0));
  });

export const randoms = [
  defineKernel(randomNormalOp, ({ attributes: { key }, types, draw }) => {
    const shape = shapeOf(types);
    return draw(shape, 'float32', (counter) => {
      const bits = bitsOf(key, counter);
      const uniform = (i: number) => hash32(bits, i) / 2 ** 32;
      return Float32Array.from({ length: elements(shape) }, (_, i) => {
        const radius = Math.sqrt(-2 * Math.log(1 - uniform(2 * i)));
        return radius * Math.cos(2 * Math.PI * uniform(2 * i + 1));
      });
    });
  }),
  defineKernel(bernoulliOp, ({ attributes: { rate, key }, types, draw }) => chosen(shapeOf(types), rate, key, draw)),
  defineKernel(randomIdsOp, ({ attributes: { size, key }, types, draw }) => {
    const shape = shapeOf(types);
    return draw(shape, 'int32', (counter) => {
      const bits = bitsOf(key, counter);
      return Int32Array.from({ length: elements(shape) }, (_, i) => Math.floor((hash32(bits, i) / 2 ** 32) * size));
    });
  }),
];

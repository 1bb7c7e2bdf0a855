import { type Tensor, tensor } from '@tensorflow/tfjs-core';
import { bernoulliOp, randomIdsOp, randomNormalOp } from '../ops';
import { hash32 } from '../random';
import { type Counter, defineKernel, shapeOf } from './kernel';

/** The word that, hashed with an element's index, gives the element's bits. */
export const bitsOf = (key: number, { seed, step }: Counter): number =>
  hash32(seed >>> 0, Math.floor(seed / 2 ** 32), step, key);

const elements = (shape: readonly number[]): number => shape.reduce((a, b) => a * b, 1);

/** 1 for a part `rate` of the elements, 0 for the others. */
export function chosen(shape: readonly number[], rate: number, key: number, counter: Counter): Tensor {
  const bits = bitsOf(key, counter);
  const threshold = rate * 2 ** 32;
  const values = Uint8Array.from({ length: elements(shape) }, (_, i) => (hash32(bits, i) < threshold ? 1 : 0));
  return tensor(values, [...shape], 'bool');
}

export const randoms = [
  defineKernel(randomNormalOp, ({ attributes: { key }, types, counter }) => {
    const shape = shapeOf(types);
    const bits = bitsOf(key, counter);
    const uniform = (i: number) => hash32(bits, i) / 2 ** 32;
    const values = Float32Array.from({ length: elements(shape) }, (_, i) => {
      const radius = Math.sqrt(-2 * Math.log(1 - uniform(2 * i)));
      return radius * Math.cos(2 * Math.PI * uniform(2 * i + 1));
    });
    return tensor(values, shape, 'float32');
  }),
  defineKernel(bernoulliOp, ({ attributes: { rate, key }, types, counter }) =>
    chosen(shapeOf(types), rate, key, counter),
  ),
  defineKernel(randomIdsOp, ({ attributes: { size, key }, types, counter }) => {
    const shape = shapeOf(types);
    const bits = bitsOf(key, counter);
    const ids = Int32Array.from({ length: elements(shape) }, (_, i) => Math.floor((hash32(bits, i) / 2 ** 32) * size));
    return tensor(ids, shape, 'int32');
  }),
];

import { add, concat, mul, neg, reshape, split, type Tensor, tensor } from '@tensorflow/tfjs-core';
import { alibiOp, type Rotary, rotaryOp } from '../ops';
import { anglesOf, turnOf } from './angles';
import { rotaryOnGpu } from './gpu';
import { rotaryOnHost } from './host';
import { at, defineKernel, shapeOf } from './kernel';

/** Cosine (0) or sine (1) of every position's angles, [T, h], each angle at both channels of its pair. */
function spread(table: Float32Array, T: number, h: number, pairs: Rotary['pairs'], which: 0 | 1): Tensor {
  const values = Float32Array.from({ length: T * h }, (_, i) => {
    const [t, c] = [Math.floor(i / h), i % h];
    const pair = pairs === 'halves' ? c % (h / 2) : Math.floor(c / 2);
    return table[t * h + 2 * pair + which] ?? 0;
  });
  return tensor(values, [T, h]);
}

/** Each pair (a, b) of channels as (−b, a). */
function quarterTurn(x: Tensor, pairs: Rotary['pairs']): Tensor {
  const h = x.shape.at(-1) ?? 2;
  const pieces = pairs === 'halves' ? reshape(x, [-1, 2, h / 2]) : reshape(x, [-1, h / 2, 2]);
  const axis = pairs === 'halves' ? 1 : 2;
  const [a, b] = split(pieces, 2, axis);
  if (!a || !b) throw new RangeError('a pair has two halves');
  return reshape(concat([neg(b), a], axis), x.shape);
}

/**
 * Slopes 2^(−8/n), 2^(−16/n), … for n heads; where n is no power of 2, those of the power below and between them every
 * other one of twice as many.
 */
function slopesOf(heads: number): number[] {
  const power = 2 ** Math.floor(Math.log2(heads));
  const geometric = (n: number, from: number, stride: number, length: number) =>
    Array.from({ length }, (_, i) => 2 ** ((-8 * (from + i * stride)) / n));
  return [...geometric(power, 1, 1, power), ...geometric(2 * power, 1, 2, heads - power)];
}

export const positions = [
  defineKernel(
    rotaryOp,
    ({ inputs, attributes }) => {
      const x = at(inputs, 0);
      const { heads, pairs } = attributes;
      const { T, h } = turnOf(x.shape, attributes);
      const table = anglesOf(T, h, attributes);
      const [cos, sin] = [spread(table, T, h, pairs, 0), spread(table, T, h, pairs, 1)];
      const along = (angle: Tensor): Tensor => (heads ? reshape(angle, [T, 1, h]) : angle);
      return add(mul(x, along(cos)), mul(quarterTurn(x, pairs), along(sin)));
    },
    rotaryOnHost,
    rotaryOnGpu,
  ),
  defineKernel(alibiOp, ({ types }) => {
    const [H = 1, T = 1, S = 1] = shapeOf(types);
    const slopes = slopesOf(H);
    const values = Float32Array.from({ length: H * T * S }, (_, i) => {
      const [h, t, s] = [Math.floor(i / (T * S)), Math.floor(i / S) % T, i % S];
      return -(slopes[h] ?? 0) * Math.abs(t + S - T - s);
    });
    return tensor(values, [H, T, S]);
  }),
];

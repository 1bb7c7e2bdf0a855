import { add, div, minimum, mul, reshape, slice, sqrt, sub, type Tensor } from '@tensorflow/tfjs-core';
import { adamOp, clipFactorOp, sgdOp } from '../ops';
import { adamOnGpu } from './gpu';
import { adamOnHost } from './host';
import { at, defineKernel } from './kernel';

/** One of the numbers of a step. */
const factor = (factors: Tensor, index: number): Tensor => reshape(slice(factors, [index], [1]), []);

export const updates = [
  defineKernel(sgdOp, ({ inputs, attributes: { momentum } }) => {
    const [w, g, v, factors] = [at(inputs, 0), at(inputs, 1), at(inputs, 2), at(inputs, 3)];
    const [rate, clip] = [factor(factors, 0), factor(factors, 1)];
    const velocity = add(mul(v, momentum), mul(g, clip));
    return [sub(w, mul(velocity, rate)), velocity];
  }),
  defineKernel(
    adamOp,
    ({ inputs, attributes: { beta1, beta2, epsilon, decay } }) => {
      const [w, g, m, v] = [at(inputs, 0), at(inputs, 1), at(inputs, 2), at(inputs, 3)];
      const factors = at(inputs, 4);
      const [rate, clip, correction1, correction2] = [0, 1, 2, 3].map((i) => factor(factors, i));
      if (!rate || !clip || !correction1 || !correction2) throw new RangeError('adam needs four factors');
      const clipped = mul(g, clip);
      const first = add(mul(m, beta1), mul(clipped, 1 - beta1));
      const second = add(mul(v, beta2), mul(mul(clipped, clipped), 1 - beta2));
      const direction = div(div(first, correction1), add(sqrt(div(second, correction2)), epsilon));
      const step = decay === 0 ? direction : add(direction, mul(w, decay));
      return [sub(w, mul(step, rate)), first, second];
    },
    adamOnHost,
    adamOnGpu,
  ),
  defineKernel(clipFactorOp, ({ inputs, attributes: { limit } }) => minimum(1, div(limit, add(at(inputs, 0), 1e-6)))),
];

import { add, concat, div, minimum, mul, reshape, slice, sqrt, sub, sum, type Tensor } from '@tensorflow/tfjs-core';
import { accumulateOp, adamOp, factorsOp, sgdOp, squaresOp } from '../ops';
import { factorsOnGpu } from './gpu';
import { adamOnHost, squaresOnHost } from './host';
import { at, defineKernel } from './kernel';

/** One of the numbers of a step. */
const factor = (factors: Tensor, index: number): Tensor => reshape(slice(factors, [index], [1]), []);

const vector = (numbers: readonly (Tensor | undefined)[]): Tensor =>
  concat(numbers.flatMap((one) => (one ? [reshape(one, [1])] : [])));

/** Operands after the factors, `size` for each weight. */
function eachWeight(
  inputs: readonly (Tensor | undefined)[],
  size: number,
  update: (operands: readonly (Tensor | undefined)[], index: number) => readonly Tensor[],
): Tensor[] {
  const weights = (inputs.length - 1) / size;
  return Array.from({ length: weights }, (_, i) => update(inputs.slice(1 + i * size, 1 + (i + 1) * size), i)).flat();
}

export const updates = [
  defineKernel(accumulateOp, ({ inputs, attributes: { scale } }) =>
    Array.from({ length: inputs.length / 2 }, (_, i) => {
      const before = inputs[2 * i + 1];
      const sum = before ? add(before, at(inputs, 2 * i)) : at(inputs, 2 * i);
      return scale === 1 ? sum : mul(sum, scale);
    }),
  ),
  defineKernel(
    squaresOp,
    ({ inputs }) => vector(inputs.map((_, i) => sum(mul(at(inputs, i), at(inputs, i))))),
    squaresOnHost,
  ),
  defineKernel(
    factorsOp,
    ({ inputs, attributes: { limit } }) => {
      const norm = sqrt(sum(at(inputs, 0)));
      const clip = limit > 0 ? minimum(1, div(limit, add(norm, 1e-6))) : minimum(1, 1);
      const [rate, ...others] = inputs.slice(1);
      return [norm, vector([rate, clip, ...others])];
    },
    undefined,
    factorsOnGpu,
  ),
  defineKernel(sgdOp, ({ inputs, attributes: { momentum } }) => {
    const [rate, clip] = [factor(at(inputs, 0), 0), factor(at(inputs, 0), 1)];
    return eachWeight(inputs, 3, (own) => {
      const [w, g, v] = [at(own, 0), at(own, 1), at(own, 2)];
      const velocity = add(mul(v, momentum), mul(g, clip));
      return [sub(w, mul(velocity, rate)), velocity];
    });
  }),
  defineKernel(
    adamOp,
    ({ inputs, attributes: { beta1, beta2, epsilon, decay, decayed } }) => {
      const factors = at(inputs, 0);
      const [rate, clip, correction1, correction2] = [0, 1, 2, 3].map((i) => factor(factors, i));
      if (!rate || !clip || !correction1 || !correction2) throw new RangeError('adam needs four factors');
      return eachWeight(inputs, 4, (own, i) => {
        const [w, g, m, v] = [at(own, 0), at(own, 1), at(own, 2), at(own, 3)];
        const clipped = mul(g, clip);
        const first = add(mul(m, beta1), mul(clipped, 1 - beta1));
        const second = add(mul(v, beta2), mul(mul(clipped, clipped), 1 - beta2));
        const direction = div(div(first, correction1), add(sqrt(div(second, correction2)), epsilon));
        const step = decay !== 0 && decayed[i] ? add(direction, mul(w, decay)) : direction;
        return [sub(w, mul(step, rate)), first, second];
      });
    },
    adamOnHost,
  ),
];

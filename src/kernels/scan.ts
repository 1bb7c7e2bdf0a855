import { dispose, reshape, slice, stack, type Tensor } from '@tensorflow/tfjs-core';
import { scanOp } from '../ops';
import { at, defineKernel } from './kernel';

/** x [B, T, …] at one time step → [B, …]. */
function stepOf(x: Tensor, t: number): Tensor {
  const begin = x.shape.map((_, axis) => (axis === 1 ? t : 0));
  const size = x.shape.map((n, axis) => (axis === 1 ? 1 : n));
  const piece = slice(x, begin, size);
  const step = reshape(piece, x.shape.toSpliced(1, 1));
  piece.dispose();
  return step;
}

export const scans = [
  defineKernel(scanOp, ({ inputs, attributes: { body, states, sequences, reverse }, run }) => {
    const length = at(inputs, states).shape[1] ?? 0;
    const given = inputs.map((_, i) => at(inputs, i));
    const rest = given.slice(states + sequences);
    let carried = given.slice(0, states).map((state) => state.clone());
    const stacks = body.outputs.slice(states).map(() => new Array<Tensor>(length));
    for (let n = 0; n < length; n++) {
      const t = reverse ? length - 1 - n : n;
      const steps = given.slice(states, states + sequences).map((x) => stepOf(x, t));
      // A body draws other random bits at every step, and the same ones when it is computed again for the gradient.
      const made = run(body, [...carried, ...steps, ...rest], t);
      dispose([...carried, ...steps]);
      carried = made.slice(0, states);
      for (const [i, list] of stacks.entries()) list[t] = at(made, states + i);
    }
    const joined = stacks.map((list) => {
      const whole = stack(list, 1);
      dispose(list);
      return whole;
    });
    return [...carried, ...joined];
  }),
];

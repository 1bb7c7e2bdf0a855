import { add, matMul, mul, sub, type Tensor, tanh } from '@tensorflow/tfjs-core';
import { rnnGradientOp, rnnOp } from '../ops';
import { rnnGradientOnGpu, rnnOnGpu } from './gpu';
import { rnnGradientOnHost, rnnOnHost } from './host';
import { at, defineKernel, rowsOf } from './kernel';
import { carry, initial, joinSteps, masked, masks, order, passed, perStep, plus, statesBefore } from './sequence';

/** h_t = tanh(a_t + h_{t−1} · u), carried over where the mask is false. */
export const rnns = [
  defineKernel(
    rnnOp,
    ({ inputs, attributes: { reverse } }) => {
      const a = perStep(at(inputs, 0)); // T × [B, H]
      const u = at(inputs, 1);
      const m = masks(inputs[3]);
      const [B = 1] = at(inputs, 0).shape;
      let h = initial(inputs[2], B, u.shape[0] ?? 1);
      const states: Tensor[] = [];
      for (const t of order(a.length, reverse)) {
        h = carry(m?.[t], tanh(add(at(a, t), matMul(h, u))), h);
        states[t] = h;
      }
      return joinSteps(states);
    },
    rnnOnHost,
    rnnOnGpu,
  ),
  defineKernel(
    rnnGradientOp,
    ({ inputs, attributes: { reverse } }) => {
      const [u, h0, mask] = [at(inputs, 0), inputs[1], inputs[2]];
      const [states, dh] = [perStep(at(inputs, 3)), perStep(at(inputs, 4))];
      const m = masks(mask);
      const [B = 1, H = 1] = [at(inputs, 3).shape[0], u.shape[0]];
      const visited = order(states.length, reverse);
      const before = statesBefore(states, initial(h0, B, H), visited);
      const da: Tensor[] = [];
      let back: Tensor | undefined;
      for (const t of visited.toReversed()) {
        const d = plus(at(dh, t), back);
        const h = at(states, t);
        da[t] = mul(masked(m?.[t], d), sub(1, mul(h, h)));
        back = plus(matMul(at(da, t), u, false, true), passed(m?.[t], d));
      }
      const all = joinSteps(da);
      const du = matMul(rowsOf(joinSteps(before)), rowsOf(all), true, false);
      return [all, du, back ?? initial(undefined, B, H)];
    },
    rnnGradientOnHost,
    rnnGradientOnGpu,
  ),
];

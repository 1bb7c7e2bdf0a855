import { add, matMul, mul, sigmoid, split, sub, type Tensor, tanh } from '@tensorflow/tfjs-core';
import { lstmGradientOp, lstmOp } from '../ops';
import { lstmGradientOnGpu, lstmOnGpu } from './gpu';
import { lstmGradientOnHost, lstmOnHost } from './host';
import { at, defineKernel, rowsOf } from './kernel';
import {
  beside,
  carry,
  initial,
  joinSteps,
  masked,
  masks,
  order,
  passed,
  perStep,
  plus,
  sigmoidSlope,
  statesBefore,
} from './sequence';

/** tanh′ from tanh. */
const tanhSlope = (t: Tensor): Tensor => sub(1, mul(t, t));

const quarters = (x: Tensor): [Tensor, Tensor, Tensor, Tensor] => {
  const parts = split(x, 4, -1);
  return [at(parts, 0), at(parts, 1), at(parts, 2), at(parts, 3)];
};

/** c_t = f·c_{t−1} + i·g, h_t = o·tanh(c_t); gates side by side in the order i, f, g, o. */
export const lstms = [
  defineKernel(
    lstmOp,
    ({ inputs, attributes: { reverse } }) => {
      const a = perStep(at(inputs, 0)); // T × [B, 4H]
      const u = at(inputs, 1);
      const m = masks(inputs[4]);
      const [B = 1] = at(inputs, 0).shape;
      let h = initial(inputs[2], B, u.shape[0] ?? 1);
      let c = initial(inputs[3], B, u.shape[0] ?? 1);
      const hs: Tensor[] = [];
      const cs: Tensor[] = [];
      const gates: Tensor[] = [];
      for (const t of order(a.length, reverse)) {
        const [zi, zf, zg, zo] = quarters(add(at(a, t), matMul(h, u)));
        const [i, f, g, o] = [sigmoid(zi), sigmoid(zf), tanh(zg), sigmoid(zo)];
        const next = add(mul(f, c), mul(i, g));
        h = carry(m?.[t], mul(o, tanh(next)), h);
        c = carry(m?.[t], next, c);
        hs[t] = h;
        cs[t] = c;
        gates[t] = beside([i, f, g, o]);
      }
      return [joinSteps(hs), joinSteps(cs), joinSteps(gates)];
    },
    lstmOnHost,
    lstmOnGpu,
  ),
  defineKernel(
    lstmGradientOp,
    ({ inputs, attributes: { reverse } }) => {
      const [u, h0, c0] = [at(inputs, 0), inputs[1], inputs[2]];
      const m = masks(inputs[3]);
      const [hs, cs, gates] = [perStep(at(inputs, 4)), perStep(at(inputs, 5)), perStep(at(inputs, 6))];
      const dh = inputs[7] && perStep(inputs[7]);
      const dc = inputs[8] && perStep(inputs[8]);
      const [B = 1, H = 1] = [at(inputs, 4).shape[0], u.shape[0]];
      const visited = order(hs.length, reverse);
      const hBefore = statesBefore(hs, initial(h0, B, H), visited);
      const cBefore = statesBefore(cs, initial(c0, B, H), visited);
      const da: Tensor[] = [];
      const none = initial(undefined, B, H);
      let hBack: Tensor = none;
      let cBack: Tensor = none;
      for (const t of visited.toReversed()) {
        const [i, f, g, o] = quarters(at(gates, t));
        const dhAll = plus(hBack, dh?.[t]);
        const dcAll = plus(cBack, dc?.[t]);
        const dhHere = masked(m?.[t], dhAll);
        const y = tanh(at(cs, t));
        const dcHere = add(masked(m?.[t], dcAll), mul(mul(dhHere, o), tanhSlope(y)));
        da[t] = beside([
          mul(mul(dcHere, g), sigmoidSlope(i)),
          mul(mul(dcHere, at(cBefore, t)), sigmoidSlope(f)),
          mul(mul(dcHere, i), tanhSlope(g)),
          mul(mul(dhHere, y), sigmoidSlope(o)),
        ]);
        hBack = plus(matMul(at(da, t), u, false, true), passed(m?.[t], dhAll));
        cBack = plus(mul(dcHere, f), passed(m?.[t], dcAll));
      }
      const all = joinSteps(da);
      const du = matMul(rowsOf(joinSteps(hBefore)), rowsOf(all), true, false);
      return [all, du, hBack, cBack];
    },
    lstmGradientOnHost,
    lstmGradientOnGpu,
  ),
];

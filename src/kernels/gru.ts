import { add, matMul, mul, sigmoid, slice, split, sub, sum, type Tensor, tanh } from '@tensorflow/tfjs-core';
import { gruGradientOp, gruOp } from '../ops';
import { gruGradientOnGpu, gruOnGpu } from './gpu';
import { gruGradientOnHost, gruOnHost } from './host';
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

const thirds = (x: Tensor): [Tensor, Tensor, Tensor] => {
  const parts = split(x, 3, -1);
  return [at(parts, 0), at(parts, 1), at(parts, 2)];
};

/** h_t = (1 − z)·n + z·h_{t−1}, n = tanh(a_n + r·s), s = h_{t−1}·u_n + bias; gates in the order r, z, n. */
export const grus = [
  defineKernel(
    gruOp,
    ({ inputs, attributes: { reverse } }) => {
      const a = perStep(at(inputs, 0)); // T × [B, 3H]
      const [u, bias] = [at(inputs, 1), inputs[2]];
      const m = masks(inputs[4]);
      const [B = 1] = at(inputs, 0).shape;
      let h = initial(inputs[3], B, u.shape[0] ?? 1);
      const hs: Tensor[] = [];
      const gates: Tensor[] = [];
      const ss: Tensor[] = [];
      for (const t of order(a.length, reverse)) {
        const [ar, az, an] = thirds(at(a, t));
        const [ur, uz, un] = thirds(matMul(h, u));
        const r = sigmoid(add(ar, ur));
        const z = sigmoid(add(az, uz));
        const s = plus(un, bias);
        const n = tanh(add(an, mul(r, s)));
        h = carry(m?.[t], add(n, mul(z, sub(h, n))), h);
        hs[t] = h;
        gates[t] = beside([r, z, n]);
        ss[t] = s;
      }
      return [joinSteps(hs), joinSteps(gates), joinSteps(ss)];
    },
    gruOnHost,
    gruOnGpu,
  ),
  defineKernel(
    gruGradientOp,
    ({ inputs, attributes: { reverse } }) => {
      const [u, h0] = [at(inputs, 0), inputs[1]];
      const m = masks(inputs[2]);
      const [hs, gates, ss, dh] = [3, 4, 5, 6].map((i) => perStep(at(inputs, i)));
      if (!hs || !gates || !ss || !dh) throw new RangeError('gruGradient needs h, gates, s and dh');
      const [B = 1, H = 1] = [at(inputs, 3).shape[0], u.shape[0]];
      const visited = order(hs.length, reverse);
      const before = statesBefore(hs, initial(h0, B, H), visited);
      const da: Tensor[] = [];
      // What reaches the recurrent product: as da, but the candidate's part passes the reset gate.
      const dp: Tensor[] = [];
      let back: Tensor = initial(undefined, B, H);
      for (const t of visited.toReversed()) {
        const [r, z, n] = thirds(at(gates, t));
        const h = at(before, t);
        const d = plus(back, dh[t]);
        const here = masked(m?.[t], d);
        const dn = mul(mul(here, sub(1, z)), sub(1, mul(n, n)));
        const dz = mul(mul(here, sub(h, n)), sigmoidSlope(z));
        const dr = mul(mul(dn, at(ss, t)), sigmoidSlope(r));
        da[t] = beside([dr, dz, dn]);
        dp[t] = beside([dr, dz, mul(dn, r)]);
        back = plus(add(mul(here, z), matMul(at(dp, t), u, false, true)), passed(m?.[t], d));
      }
      const products = rowsOf(joinSteps(dp));
      const du = matMul(rowsOf(joinSteps(before)), products, true, false);
      const dbias = sum(slice(products, [0, 2 * H], [-1, H]), 0);
      return [joinSteps(da), du, dbias, back];
    },
    gruGradientOnHost,
    gruGradientOnGpu,
  ),
];

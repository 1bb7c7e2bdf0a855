/**
 * Recurrent layers over whole sequences. Sequences are [B, T, …], x · W + b already in `a`; a null pointer is an operand that
 * is not there. u is packed by `pack`, for the gradients as uᵀ. `step` is 1, or −1 from the last time step to the first.
 */
import { loadSome, sigmoid4, storeSome, tanh4 } from './math';
import { multiply, pack } from './product';

/** Where the state before time step t lies, and how far apart its rows are. */
function before(states: usize, initial: usize, t: i32, step: i32, T: i32, H: i32): usize {
  const last = t - step;
  return last >= 0 && last < T ? states + ((<usize>(last * H)) << 2) : initial;
}

function strideBefore(t: i32, step: i32, T: i32, H: i32): i32 {
  const last = t - step;
  return last >= 0 && last < T ? T * H : H;
}

/** One float per lane, of a row that may not be there. */
function stateAt(row: usize, at: usize, count: i32): v128 {
  return row === 0 ? f32x4.splat(0) : loadSome(row + at, count);
}

function hidden(mask: usize, index: i32): bool {
  return mask !== 0 && load<u8>(mask + <usize>index) === 0;
}

/** to[b] = from[b] of `width` floats, `stride` apart; zero where there is no `from`. */
function copyRows(to: usize, toStride: i32, from: usize, fromStride: i32, rows: i32, width: i32): void {
  for (let b = 0; b < rows; b++) {
    const target = to + ((<usize>(b * toStride)) << 2);
    if (from === 0) memory.fill(target, 0, (<usize>width) << 2);
    else memory.copy(target, from + ((<usize>(b * fromStride)) << 2), (<usize>width) << 2);
  }
}

/** h_t = tanh(a_t + h_{t−1} · u). */
export function rnn(h: usize, a: usize, u: usize, h0: usize, mask: usize, B: i32, T: i32, H: i32, step: i32): void {
  const row = T * H;
  for (let n = 0; n < T; n++) {
    const t = step > 0 ? n : T - 1 - n;
    const here = (<usize>(t * H)) << 2;
    const old = before(h, h0, t, step, T, H);
    const stride = strideBefore(t, step, T, H);
    copyRows(h + here, row, a + here, row, B, H);
    if (old !== 0) multiply(h + here, row, old, stride, 1, u, B, H, H, true);
    for (let b = 0; b < B; b++) {
      const at = h + here + ((<usize>(b * row)) << 2);
      if (hidden(mask, b * T + t)) {
        copyRows(at, 0, old === 0 ? <usize>0 : old + ((<usize>(b * stride)) << 2), 0, 1, H);
        continue;
      }
      for (let j = 0; j < H; j += 4) {
        const x = at + ((<usize>j) << 2);
        storeSome(x, tanh4(loadSome(x, H - j)), H - j);
      }
    }
  }
}

/** da, du, dh0 from h and dh; `scratch` holds packed panels of [T, H]. */
export function rnnGradient(
  da: usize,
  du: usize,
  dh0: usize,
  ut: usize,
  h0: usize,
  mask: usize,
  h: usize,
  dh: usize,
  scratch: usize,
  B: i32,
  T: i32,
  H: i32,
  step: i32,
): void {
  const row = T * H;
  const one = f32x4.splat(1);
  copyRows(dh0, H, 0, 0, B, H);
  for (let n = T - 1; n >= 0; n--) {
    const t = step > 0 ? n : T - 1 - n;
    for (let b = 0; b < B; b++) {
      const here = (<usize>(b * row + t * H)) << 2;
      const back = dh0 + ((<usize>(b * H)) << 2);
      const skip = hidden(mask, b * T + t);
      for (let j = 0; j < H; j += 4) {
        const at = (<usize>j) << 2;
        const d = f32x4.add(loadSome(dh + here + at, H - j), loadSome(back + at, H - j));
        const y = loadSome(h + here + at, H - j);
        storeSome(da + here + at, skip ? f32x4.splat(0) : f32x4.mul(d, f32x4.sub(one, f32x4.mul(y, y))), H - j);
        storeSome(back + at, skip ? d : f32x4.splat(0), H - j);
      }
    }
    multiply(dh0, H, da + ((<usize>(t * H)) << 2), row, 1, ut, B, H, H, true);
  }
  weightGradient(du, h, h0, da, scratch, B, T, H, H, step);
}

/** du [H, G] = Σ h_{t−1}ᵀ · d_t over batch and time. */
function weightGradient(
  du: usize,
  h: usize,
  h0: usize,
  d: usize,
  scratch: usize,
  B: i32,
  T: i32,
  H: i32,
  G: i32,
  step: i32,
): void {
  memory.fill(du, 0, (<usize>(H * G)) << 2);
  for (let b = 0; b < B; b++) {
    const states = h + ((<usize>(b * T * H)) << 2);
    const steps = d + ((<usize>(b * T * G)) << 2);
    if (T > 1) {
      // Forwards, states 0 … T−2 stand before the steps 1 … T−1; backwards the other way round.
      const first = states + (step > 0 ? 0 : (<usize>H) << 2);
      pack(scratch, steps + (step > 0 ? (<usize>G) << 2 : 0), T - 1, G, G, 1);
      multiply(du, G, first, 1, H, scratch, H, G, T - 1, true);
    }
    if (h0 !== 0) {
      const at = step > 0 ? 0 : T - 1;
      pack(scratch, steps + ((<usize>(at * G)) << 2), 1, G, G, 1);
      multiply(du, G, h0 + ((<usize>(b * H)) << 2), 1, 1, scratch, H, G, 1, true);
    }
  }
}

/** c_t = f·c_{t−1} + i·g, h_t = o·tanh(c_t); gates side by side in the order i, f, g, o. */
export function lstm(
  h: usize,
  c: usize,
  gates: usize,
  a: usize,
  u: usize,
  h0: usize,
  c0: usize,
  mask: usize,
  B: i32,
  T: i32,
  H: i32,
  step: i32,
): void {
  const G = 4 * H;
  const row = T * H;
  const part = (<usize>H) << 2;
  for (let n = 0; n < T; n++) {
    const t = step > 0 ? n : T - 1 - n;
    const now = (<usize>(t * G)) << 2;
    const old = before(h, h0, t, step, T, H);
    const oldCell = before(c, c0, t, step, T, H);
    const stride = strideBefore(t, step, T, H);
    copyRows(gates + now, T * G, a + now, T * G, B, G);
    if (old !== 0) multiply(gates + now, T * G, old, stride, 1, u, B, G, H, true);
    for (let b = 0; b < B; b++) {
      const gate = gates + ((<usize>(b * T * G + t * G)) << 2);
      const here = (<usize>(b * row + t * H)) << 2;
      const hRow = old === 0 ? <usize>0 : old + ((<usize>(b * stride)) << 2);
      const cRow = oldCell === 0 ? <usize>0 : oldCell + ((<usize>(b * stride)) << 2);
      const skip = hidden(mask, b * T + t);
      for (let j = 0; j < H; j += 4) {
        const at = (<usize>j) << 2;
        const count = H - j;
        const z = gate + at;
        const i = sigmoid4(loadSome(z, count));
        const f = sigmoid4(loadSome(z + part, count));
        const g = tanh4(loadSome(z + 2 * part, count));
        const o = sigmoid4(loadSome(z + 3 * part, count));
        storeSome(z, i, count);
        storeSome(z + part, f, count);
        storeSome(z + 2 * part, g, count);
        storeSome(z + 3 * part, o, count);
        const last = stateAt(cRow, at, count);
        const cell = f32x4.add(f32x4.mul(f, last), f32x4.mul(i, g));
        storeSome(c + here + at, skip ? last : cell, count);
        storeSome(h + here + at, skip ? stateAt(hRow, at, count) : f32x4.mul(o, tanh4(cell)), count);
      }
    }
  }
}

/** da, du, dh0, dc0 from h, c, gates, dh, dc; `scratch` holds packed panels of [T, 4H]. */
export function lstmGradient(
  da: usize,
  du: usize,
  dh0: usize,
  dc0: usize,
  ut: usize,
  h0: usize,
  c0: usize,
  mask: usize,
  h: usize,
  c: usize,
  gates: usize,
  dh: usize,
  dc: usize,
  scratch: usize,
  B: i32,
  T: i32,
  H: i32,
  step: i32,
): void {
  const G = 4 * H;
  const row = T * H;
  const part = (<usize>H) << 2;
  const one = f32x4.splat(1);
  const zero = f32x4.splat(0);
  copyRows(dh0, H, 0, 0, B, H);
  copyRows(dc0, H, 0, 0, B, H);
  for (let n = T - 1; n >= 0; n--) {
    const t = step > 0 ? n : T - 1 - n;
    const oldCell = before(c, c0, t, step, T, H);
    const stride = strideBefore(t, step, T, H);
    for (let b = 0; b < B; b++) {
      const gate = (<usize>(b * T * G + t * G)) << 2;
      const here = (<usize>(b * row + t * H)) << 2;
      const back = (<usize>(b * H)) << 2;
      const cRow = oldCell === 0 ? <usize>0 : oldCell + ((<usize>(b * stride)) << 2);
      const skip = hidden(mask, b * T + t);
      for (let j = 0; j < H; j += 4) {
        const at = (<usize>j) << 2;
        const count = H - j;
        const z = gates + gate + at;
        const to = da + gate + at;
        const dhHere = f32x4.add(loadSome(dh0 + back + at, count), stateAt(dh === 0 ? <usize>0 : dh + here, at, count));
        const dcHere = f32x4.add(loadSome(dc0 + back + at, count), stateAt(dc === 0 ? <usize>0 : dc + here, at, count));
        if (skip) {
          for (let p: usize = 0; p < 4; p++) storeSome(to + p * part, zero, count);
          storeSome(dh0 + back + at, dhHere, count);
          storeSome(dc0 + back + at, dcHere, count);
          continue;
        }
        const i = loadSome(z, count);
        const f = loadSome(z + part, count);
        const g = loadSome(z + 2 * part, count);
        const o = loadSome(z + 3 * part, count);
        const y = tanh4(loadSome(c + here + at, count));
        const slope = f32x4.sub(one, f32x4.mul(y, y));
        const d = f32x4.add(dcHere, f32x4.mul(f32x4.mul(dhHere, o), slope));
        const last = stateAt(cRow, at, count);
        storeSome(to, f32x4.mul(f32x4.mul(d, g), f32x4.mul(i, f32x4.sub(one, i))), count);
        storeSome(to + part, f32x4.mul(f32x4.mul(d, last), f32x4.mul(f, f32x4.sub(one, f))), count);
        storeSome(to + 2 * part, f32x4.mul(f32x4.mul(d, i), f32x4.sub(one, f32x4.mul(g, g))), count);
        storeSome(to + 3 * part, f32x4.mul(f32x4.mul(dhHere, y), f32x4.mul(o, f32x4.sub(one, o))), count);
        storeSome(dh0 + back + at, zero, count);
        storeSome(dc0 + back + at, f32x4.mul(d, f), count);
      }
    }
    multiply(dh0, H, da + ((<usize>(t * G)) << 2), T * G, 1, ut, B, H, G, true);
  }
  weightGradient(du, h, h0, da, scratch, B, T, H, G, step);
}

/** h_t = (1 − z)·n + z·h_{t−1}, n = tanh(a_n + r·s), s = h_{t−1}·u_n + bias; gates in the order r, z, n. `scratch` is [B, 3H]. */
export function gru(
  h: usize,
  gates: usize,
  s: usize,
  a: usize,
  u: usize,
  bias: usize,
  h0: usize,
  mask: usize,
  scratch: usize,
  B: i32,
  T: i32,
  H: i32,
  step: i32,
): void {
  const G = 3 * H;
  const row = T * H;
  const part = (<usize>H) << 2;
  const one = f32x4.splat(1);
  for (let n = 0; n < T; n++) {
    const t = step > 0 ? n : T - 1 - n;
    const old = before(h, h0, t, step, T, H);
    const stride = strideBefore(t, step, T, H);
    if (old === 0) memory.fill(scratch, 0, (<usize>(B * G)) << 2);
    else multiply(scratch, G, old, stride, 1, u, B, G, H, false);
    for (let b = 0; b < B; b++) {
      const gate = (<usize>(b * T * G + t * G)) << 2;
      const here = (<usize>(b * row + t * H)) << 2;
      const product = scratch + ((<usize>(b * G)) << 2);
      const hRow = old === 0 ? <usize>0 : old + ((<usize>(b * stride)) << 2);
      const skip = hidden(mask, b * T + t);
      for (let j = 0; j < H; j += 4) {
        const at = (<usize>j) << 2;
        const count = H - j;
        const x = a + gate + at;
        const y = gates + gate + at;
        const r = sigmoid4(f32x4.add(loadSome(x, count), loadSome(product + at, count)));
        const z = sigmoid4(f32x4.add(loadSome(x + part, count), loadSome(product + part + at, count)));
        const sum = f32x4.add(loadSome(product + 2 * part + at, count), stateAt(bias, at, count));
        const m = tanh4(f32x4.add(loadSome(x + 2 * part, count), f32x4.mul(r, sum)));
        storeSome(y, r, count);
        storeSome(y + part, z, count);
        storeSome(y + 2 * part, m, count);
        storeSome(s + here + at, sum, count);
        const last = stateAt(hRow, at, count);
        const next = f32x4.add(f32x4.mul(f32x4.sub(one, z), m), f32x4.mul(z, last));
        storeSome(h + here + at, skip ? last : next, count);
      }
    }
  }
}

/**
 * da, du, dbias, dh0 from h, gates, s, dh. `dp` [B, T, 3H] takes what reaches the recurrent product: as da, but the
 * candidate's part passes the reset gate. `scratch` holds packed panels of [T, 3H].
 */
export function gruGradient(
  da: usize,
  du: usize,
  dbias: usize,
  dh0: usize,
  dp: usize,
  ut: usize,
  h0: usize,
  mask: usize,
  h: usize,
  gates: usize,
  s: usize,
  dh: usize,
  scratch: usize,
  B: i32,
  T: i32,
  H: i32,
  step: i32,
): void {
  const G = 3 * H;
  const row = T * H;
  const part = (<usize>H) << 2;
  const one = f32x4.splat(1);
  const zero = f32x4.splat(0);
  copyRows(dh0, H, 0, 0, B, H);
  memory.fill(dbias, 0, part);
  for (let n = T - 1; n >= 0; n--) {
    const t = step > 0 ? n : T - 1 - n;
    const old = before(h, h0, t, step, T, H);
    const stride = strideBefore(t, step, T, H);
    for (let b = 0; b < B; b++) {
      const gate = (<usize>(b * T * G + t * G)) << 2;
      const here = (<usize>(b * row + t * H)) << 2;
      const back = dh0 + ((<usize>(b * H)) << 2);
      const hRow = old === 0 ? <usize>0 : old + ((<usize>(b * stride)) << 2);
      const skip = hidden(mask, b * T + t);
      for (let j = 0; j < H; j += 4) {
        const at = (<usize>j) << 2;
        const count = H - j;
        const y = gates + gate + at;
        const to = da + gate + at;
        const product = dp + gate + at;
        const d = f32x4.add(loadSome(back + at, count), loadSome(dh + here + at, count));
        if (skip) {
          for (let p: usize = 0; p < 3; p++) {
            storeSome(to + p * part, zero, count);
            storeSome(product + p * part, zero, count);
          }
          storeSome(back + at, d, count);
          continue;
        }
        const r = loadSome(y, count);
        const z = loadSome(y + part, count);
        const m = loadSome(y + 2 * part, count);
        const last = stateAt(hRow, at, count);
        const dm = f32x4.mul(f32x4.mul(d, f32x4.sub(one, z)), f32x4.sub(one, f32x4.mul(m, m)));
        const dz = f32x4.mul(f32x4.mul(d, f32x4.sub(last, m)), f32x4.mul(z, f32x4.sub(one, z)));
        const dr = f32x4.mul(f32x4.mul(dm, loadSome(s + here + at, count)), f32x4.mul(r, f32x4.sub(one, r)));
        const ds = f32x4.mul(dm, r);
        storeSome(to, dr, count);
        storeSome(to + part, dz, count);
        storeSome(to + 2 * part, dm, count);
        storeSome(product, dr, count);
        storeSome(product + part, dz, count);
        storeSome(product + 2 * part, ds, count);
        storeSome(dbias + at, f32x4.add(loadSome(dbias + at, count), ds), count);
        storeSome(back + at, f32x4.mul(d, z), count);
      }
    }
    multiply(dh0, H, dp + ((<usize>(t * G)) << 2), T * G, 1, ut, B, H, G, true);
  }
  weightGradient(du, h, h0, dp, scratch, B, T, H, G, step);
}

/** Scaled dot-product attention, one head after the other: [outer, inner, T, …] with keys and values [outer, inner, S, …]. */
import { loadSome, storeSome } from './math';
import { multiply, pack } from './product';
import { keep4 } from './random';
import { exponentials, hideRow, MASKED, scaleRow, softmaxGradientRow } from './rows';

/** to = from, each element dropped or raised; `first` is the index of the first. */
function drop(to: usize, from: usize, size: i32, bits: i32, first: i32, threshold: i32, kept: f32): void {
  for (let i = 0; i < size; i += 4) {
    const at = (<usize>i) << 2;
    const x = f32x4.mul(loadSome(from + at, size - i), keep4(bits, first + i, threshold, kept));
    storeSome(to + at, x, size - i);
  }
}

/** y = x · keep / (1 − rate) of n elements. */
export function dropout(y: usize, x: usize, n: i32, bits: i32, threshold: i32, kept: f32): void {
  drop(y, x, n, bits, 0, threshold, kept);
}

/**
 * y [.., T, e] = drop(p) · v, p [.., T, S] = softmax(q · kᵀ · scale, masked). The mask's strides are in bytes, 0 along an axis
 * it repeats over. `used` takes one head's dropped probabilities where `kept` is not 1; `packed` one head's k or v.
 */
export function attention(
  y: usize,
  p: usize,
  q: usize,
  k: usize,
  v: usize,
  mask: usize,
  maskOuter: i32,
  maskInner: i32,
  maskRow: i32,
  maskColumn: i32,
  packed: usize,
  used: usize,
  outer: i32,
  inner: i32,
  T: i32,
  S: i32,
  h: i32,
  e: i32,
  scale: f32,
  causal: bool,
  bits: i32,
  threshold: i32,
  kept: f32,
): void {
  for (let n = 0; n < outer * inner; n++) {
    const scores = p + ((<usize>(n * T * S)) << 2);
    pack(packed, k + ((<usize>(n * S * h)) << 2), h, S, 1, h);
    multiply(scores, S, q + ((<usize>(n * T * h)) << 2), h, 1, packed, T, S, h, false);
    const visible = mask === 0 ? <usize>0 : mask + (n / inner) * maskOuter + (n % inner) * maskInner;
    for (let t = 0; t < T; t++) {
      const row = scores + ((<usize>(t * S)) << 2);
      scaleRow(row, row, scale, S);
      if (visible !== 0) hideRow(row, row, visible + t * maskRow, maskColumn, S);
      if (causal) for (let s = max(0, t + S - T + 1); s < S; s++) store<f32>(row + ((<usize>s) << 2), MASKED);
      scaleRow(row, row, 1 / exponentials(row, row, S), S);
    }
    let weights = scores;
    if (kept !== 1) {
      drop(used, scores, T * S, bits, n * T * S, threshold, kept);
      weights = used;
    }
    pack(packed, v + ((<usize>(n * S * e)) << 2), S, e, e, 1);
    multiply(y + ((<usize>(n * T * e)) << 2), e, weights, S, 1, packed, T, e, S, false);
  }
}

/** dq, dk, dv from q, k, v, p, dy; `ds` and `used` are [T, S], `packed` holds one head's k, q or dy. */
export function attentionGradient(
  dq: usize,
  dk: usize,
  dv: usize,
  q: usize,
  k: usize,
  v: usize,
  p: usize,
  dy: usize,
  packed: usize,
  ds: usize,
  used: usize,
  heads: i32,
  T: i32,
  S: i32,
  h: i32,
  e: i32,
  scale: f32,
  bits: i32,
  threshold: i32,
  kept: f32,
): void {
  for (let n = 0; n < heads; n++) {
    const probabilities = p + ((<usize>(n * T * S)) << 2);
    const above = dy + ((<usize>(n * T * e)) << 2);
    let weights = probabilities;
    if (kept !== 1) {
      drop(used, probabilities, T * S, bits, n * T * S, threshold, kept);
      weights = used;
    }
    pack(packed, above, T, e, e, 1);
    multiply(dv + ((<usize>(n * S * e)) << 2), e, weights, 1, S, packed, S, e, T, false);
    pack(packed, v + ((<usize>(n * S * e)) << 2), e, S, 1, e);
    multiply(ds, S, above, e, 1, packed, T, S, e, false);
    if (kept !== 1) drop(ds, ds, T * S, bits, n * T * S, threshold, kept);
    for (let t = 0; t < T; t++) {
      const row = (<usize>(t * S)) << 2;
      softmaxGradientRow(ds + row, probabilities + row, ds + row, S, scale);
    }
    pack(packed, k + ((<usize>(n * S * h)) << 2), S, h, h, 1);
    multiply(dq + ((<usize>(n * T * h)) << 2), h, ds, S, 1, packed, T, h, S, false);
    pack(packed, q + ((<usize>(n * T * h)) << 2), T, h, h, 1);
    multiply(dk + ((<usize>(n * S * h)) << 2), h, ds, 1, S, packed, S, h, T, false);
  }
}

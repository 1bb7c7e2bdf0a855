/** Scaled dot-product attention, one head after the other: queries [B, T, H, …], keys and values [B, S, G, …]. */
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

/** Where head `head` of example b lies in x [B, T, heads, width]. */
function headAt(x: usize, b: i32, T: i32, heads: i32, head: i32, width: i32): usize {
  return x + ((<usize>((b * T * heads + head) * width)) << 2);
}

/**
 * y [B, T, H, e] = drop(p) · v, p [B, H, T, S] = softmax(q · kᵀ · scale, masked). The mask's strides are in bytes, 0 along an
 * axis it repeats over. `used` takes one head's dropped probabilities where `kept` is not 1; `packed` one head's k or v.
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
  B: i32,
  H: i32,
  G: i32,
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
  for (let n = 0; n < B * H; n++) {
    const b = n / H;
    const head = n % H;
    const group = head / (H / G);
    const scores = p + ((<usize>(n * T * S)) << 2);
    pack(packed, headAt(k, b, S, G, group, h), h, S, 1, G * h);
    multiply(scores, S, headAt(q, b, T, H, head, h), H * h, 1, packed, T, S, h, false);
    const visible = mask === 0 ? <usize>0 : mask + b * maskOuter + head * maskInner;
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
    pack(packed, headAt(v, b, S, G, group, e), S, e, G * e, 1);
    multiply(headAt(y, b, T, H, head, e), H * e, weights, S, 1, packed, T, e, S, false);
  }
}

/**
 * dq, dk, dv from q, k, v, p, dy; `ds` and `used` are [T, S], `packed` holds one head's k, q or dy. Heads of queries that
 * share a key are neighbours: the first of them writes its gradient, the others add to it.
 */
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
  B: i32,
  H: i32,
  G: i32,
  T: i32,
  S: i32,
  h: i32,
  e: i32,
  scale: f32,
  bits: i32,
  threshold: i32,
  kept: f32,
): void {
  for (let n = 0; n < B * H; n++) {
    const b = n / H;
    const head = n % H;
    const group = head / (H / G);
    const more = head % (H / G) !== 0;
    const probabilities = p + ((<usize>(n * T * S)) << 2);
    const above = headAt(dy, b, T, H, head, e);
    let weights = probabilities;
    if (kept !== 1) {
      drop(used, probabilities, T * S, bits, n * T * S, threshold, kept);
      weights = used;
    }
    pack(packed, above, T, e, H * e, 1);
    multiply(headAt(dv, b, S, G, group, e), G * e, weights, 1, S, packed, S, e, T, more);
    pack(packed, headAt(v, b, S, G, group, e), e, S, 1, G * e);
    multiply(ds, S, above, H * e, 1, packed, T, S, e, false);
    if (kept !== 1) drop(ds, ds, T * S, bits, n * T * S, threshold, kept);
    for (let t = 0; t < T; t++) {
      const row = (<usize>(t * S)) << 2;
      softmaxGradientRow(ds + row, probabilities + row, ds + row, S, scale);
    }
    pack(packed, headAt(k, b, S, G, group, h), S, h, G * h, 1);
    multiply(headAt(dq, b, T, H, head, h), H * h, ds, S, 1, packed, T, h, S, false);
    pack(packed, headAt(q, b, T, H, head, h), T, h, H * h, 1);
    multiply(headAt(dk, b, S, G, group, h), G * h, ds, 1, S, packed, S, h, T, more);
  }
}

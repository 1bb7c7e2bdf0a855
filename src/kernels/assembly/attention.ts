/** Scaled dot-product attention, one head after the other: queries [B, T, H, …], keys and values [B, S, G, …]. */
import { loadSome, storeSome } from './math';
import { multiplyPart, pack } from './product';
import { keep4 } from './random';
import { dotRow, exponentialsBelow, hideRow, logOf, MASKED, scaleRow, topOf } from './rows';

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

/** Rows of one head that go together under a causal mask: none of them is asked about keys that all of them lie before. */
const BLOCK: i32 = 16;

/** An lse below this is that of a row that sees nothing. */
const NOTHING: f32 = MASKED / 2;

/** Every row of a causal mask alone sees something: then what comes after the last key it sees is zero and left out. */
function skips(T: i32, S: i32, causal: bool, visible: usize): bool {
  return causal && visible === 0 && S >= T;
}

/** Of the keys, in whole blocks, how many may be seen from some row before `end`. */
function seenTo(end: i32, T: i32, S: i32): i32 {
  return min(S, ((end + S - T + BLOCK - 1) / BLOCK) * BLOCK);
}

/** One head's k as the right-hand side of the scores, times `scale`. */
function packKeys(packed: usize, k: usize, S: i32, h: i32, stride: i32, scale: f32): void {
  pack(packed, k, h, S, 1, stride);
  scaleRow(packed, packed, scale, ((S + 7) / 8) * 8 * h);
}

/** Scores of rows [t, t + rows) to the first `width` keys, far below any real one where nothing is seen. */
function scoreRows(
  scores: usize,
  q: usize,
  stride: i32,
  packed: usize,
  visible: usize,
  maskRow: i32,
  maskColumn: i32,
  t: i32,
  rows: i32,
  width: i32,
  T: i32,
  S: i32,
  h: i32,
  causal: bool,
): void {
  multiplyPart(scores, S, q + ((<usize>(t * stride)) << 2), stride, 1, packed, h, rows, width, h, false);
  for (let i = 0; i < rows; i++) {
    const row = scores + ((<usize>(i * S)) << 2);
    if (visible !== 0) hideRow(row, row, visible + (t + i) * maskRow, maskColumn, width);
    if (causal) for (let s = max(0, t + i + S - T + 1); s < width; s++) store<f32>(row + ((<usize>s) << 2), MASKED);
  }
}

/** p of a row of scores, in its place. Where a row sees nothing, lse has no digits left for how many keys there are. */
function probabilities(row: usize, lse: f32, width: i32): void {
  exponentialsBelow(row, row, lse, width);
  if (lse < NOTHING) scaleRow(row, row, 1 / <f32>width, width);
}

/**
 * Of a row of scores in `p` and of d = dy · vᵀ in `ds`: drop(p), and ds = p · (drop(d) − Σ p · drop(d)) · scale. The sums are over what is
 * there, in place of lse and of y · dy, which is the same but for rounding: where a row's d are much alike, little is left of them.
 */
function slopes(
  ds: usize,
  p: usize,
  width: i32,
  lse: f32,
  scale: f32,
  bits: i32,
  first: i32,
  threshold: i32,
  kept: f32,
): void {
  const share: f32 = 1 / exponentialsBelow(p, p, lse, width);
  if (kept !== 1) drop(ds, ds, width, bits, first, threshold, kept);
  const along = f32x4.splat(dotRow(p, ds, width) * share);
  // A row that sees nothing has no score that q or k would change.
  const by = f32x4.splat(lse < NOTHING ? 0 : share * scale);
  for (let j = 0; j < width; j += 4) {
    const at = (<usize>j) << 2;
    const d = f32x4.sub(loadSome(ds + at, width - j), along);
    storeSome(ds + at, f32x4.mul(f32x4.mul(loadSome(p + at, width - j), by), d), width - j);
  }
  if (kept === 1) scaleRow(p, p, share, width);
  else drop(p, p, width, bits, first, threshold, kept * share);
}

/**
 * y [B, T, H, e] = drop(p) · v, p [T, S] = softmax(q · kᵀ · scale, masked) of a head, lse [B, H, T] = log Σ e^score. The mask's
 * strides are in bytes, 0 along an axis it repeats over. `scores` takes one head's, `packed` one head's k or v.
 */
export function attention(
  y: usize,
  lse: usize,
  q: usize,
  k: usize,
  v: usize,
  mask: usize,
  maskOuter: i32,
  maskInner: i32,
  maskRow: i32,
  maskColumn: i32,
  packed: usize,
  scores: usize,
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
    const visible = mask === 0 ? <usize>0 : mask + b * maskOuter + head * maskInner;
    const some = skips(T, S, causal, visible);
    const step = some ? BLOCK : T;
    packKeys(packed, headAt(k, b, S, G, group, h), S, h, G * h, scale);
    const from = headAt(q, b, T, H, head, h);
    for (let t = 0; t < T; t += step) {
      const rows = min(step, T - t);
      const width = some ? seenTo(t + rows, T, S) : S;
      const block = scores + ((<usize>(t * S)) << 2);
      scoreRows(block, from, H * h, packed, visible, maskRow, maskColumn, t, rows, width, T, S, h, causal);
      for (let i = 0; i < rows; i++) {
        const row = block + ((<usize>(i * S)) << 2);
        const top = topOf(row, width);
        const sum = exponentialsBelow(row, row, top, width);
        store<f32>(lse + ((<usize>(n * T + t + i)) << 2), top + logOf(sum));
        if (kept === 1) scaleRow(row, row, 1 / sum, width);
        else drop(row, row, width, bits, (n * T + t + i) * S, threshold, kept / sum);
      }
    }
    pack(packed, headAt(v, b, S, G, group, e), S, e, G * e, 1);
    const to = headAt(y, b, T, H, head, e);
    for (let t = 0; t < T; t += step) {
      const rows = min(step, T - t);
      const width = some ? seenTo(t + rows, T, S) : S;
      const block = scores + ((<usize>(t * S)) << 2);
      multiplyPart(to + ((<usize>(t * H * e)) << 2), H * e, block, S, 1, packed, S, rows, e, width, false);
    }
  }
}

/** p [B, H, T, S] of q, k and lse [B, H, T]; what is not seen is zero. */
export function attentionProbabilities(
  p: usize,
  q: usize,
  k: usize,
  mask: usize,
  lse: usize,
  maskOuter: i32,
  maskInner: i32,
  maskRow: i32,
  maskColumn: i32,
  packed: usize,
  B: i32,
  H: i32,
  G: i32,
  T: i32,
  S: i32,
  h: i32,
  scale: f32,
  causal: bool,
): void {
  for (let n = 0; n < B * H; n++) {
    const b = n / H;
    const head = n % H;
    const visible = mask === 0 ? <usize>0 : mask + b * maskOuter + head * maskInner;
    const to = p + ((<usize>(n * T * S)) << 2);
    packKeys(packed, headAt(k, b, S, G, head / (H / G), h), S, h, G * h, scale);
    const from = headAt(q, b, T, H, head, h);
    scoreRows(to, from, H * h, packed, visible, maskRow, maskColumn, 0, T, S, T, S, h, causal);
    for (let t = 0; t < T; t++) {
      probabilities(to + ((<usize>(t * S)) << 2), load<f32>(lse + ((<usize>(n * T + t)) << 2)), S);
    }
  }
}

/**
 * dq, dk, dv from q, k, v, lse, dy; p is made again. `p` and `ds` are [T, S], `packed` holds one head's k, q or dy. Heads of
 * queries that share a key are neighbours: the first of them writes its gradient, the others add to it.
 */
export function attentionGradient(
  dq: usize,
  dk: usize,
  dv: usize,
  q: usize,
  k: usize,
  v: usize,
  mask: usize,
  lse: usize,
  dy: usize,
  maskOuter: i32,
  maskInner: i32,
  maskRow: i32,
  maskColumn: i32,
  packed: usize,
  p: usize,
  ds: usize,
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
    const more = head % (H / G) !== 0;
    const visible = mask === 0 ? <usize>0 : mask + b * maskOuter + head * maskInner;
    const some = skips(T, S, causal, visible);
    const step = some ? BLOCK : T;
    const above = headAt(dy, b, T, H, head, e);
    const from = headAt(q, b, T, H, head, h);
    pack(packed, headAt(v, b, S, G, group, e), e, S, 1, G * e);
    for (let t = 0; t < T; t += step) {
      const rows = min(step, T - t);
      const width = some ? seenTo(t + rows, T, S) : S;
      const at = (<usize>(t * S)) << 2;
      multiplyPart(ds + at, S, above + ((<usize>(t * H * e)) << 2), H * e, 1, packed, e, rows, width, e, false);
    }
    packKeys(packed, headAt(k, b, S, G, group, h), S, h, G * h, scale);
    for (let t = 0; t < T; t += step) {
      const rows = min(step, T - t);
      const width = some ? seenTo(t + rows, T, S) : S;
      const at = (<usize>(t * S)) << 2;
      scoreRows(p + at, from, H * h, packed, visible, maskRow, maskColumn, t, rows, width, T, S, h, causal);
      for (let i = 0; i < rows; i++) {
        const row = at + ((<usize>(i * S)) << 2);
        const index = n * T + t + i;
        const sum = load<f32>(lse + ((<usize>index) << 2));
        slopes(ds + row, p + row, width, sum, scale, bits, index * S, threshold, kept);
      }
    }
    pack(packed, headAt(k, b, S, G, group, h), S, h, G * h, 1);
    const toQ = headAt(dq, b, T, H, head, h);
    for (let t = 0; t < T; t += step) {
      const rows = min(step, T - t);
      const width = some ? seenTo(t + rows, T, S) : S;
      const at = (<usize>(t * S)) << 2;
      multiplyPart(toQ + ((<usize>(t * H * h)) << 2), H * h, ds + at, S, 1, packed, S, rows, h, width, false);
    }
    pack(packed, above, T, e, H * e, 1);
    keysGradient(headAt(dv, b, S, G, group, e), G * e, p, packed, T, S, e, some, more);
    pack(packed, from, T, h, H * h, 1);
    keysGradient(headAt(dk, b, S, G, group, h), G * h, ds, packed, T, S, h, some, more);
  }
}

/** to [S, width] = weightsᵀ · x of weights [T, S] and x [T, width], packed; what no row of a block sees was never written. */
function keysGradient(
  to: usize,
  stride: i32,
  weights: usize,
  packed: usize,
  T: i32,
  S: i32,
  width: i32,
  some: bool,
  more: bool,
): void {
  const step = some ? BLOCK : S;
  for (let s = 0; s < S; s += step) {
    // The first block of queries of which some see the key; they are written as far as its block goes.
    const first = some ? (max(0, s - (S - T)) / BLOCK) * BLOCK : 0;
    const rows = min(step, S - s);
    multiplyPart(
      to + ((<usize>(s * stride)) << 2),
      stride,
      weights + ((<usize>(first * S + s)) << 2),
      1,
      S,
      packed + ((<usize>first) << 5),
      T,
      rows,
      width,
      T - first,
      more,
    );
  }
}

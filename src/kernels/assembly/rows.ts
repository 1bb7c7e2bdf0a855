/** Operations on rows [rows, C]: softmax, cross-entropy, layer norm, sums. */
import { expBelow4, loadSome, log4, maxLanes, storeSome, sumLanes } from './math';

const LOWEST: f32 = -3.4028234e38;

/** The largest of a row. */
export function topOf(x: usize, C: i32): f32 {
  let most = f32x4.splat(LOWEST);
  let j = 0;
  for (; j + 4 <= C; j += 4) most = f32x4.max(most, v128.load(x + ((<usize>j) << 2)));
  let top = maxLanes(most);
  for (; j < C; j++) top = max(top, load<f32>(x + ((<usize>j) << 2)));
  return top;
}

/** e^(x − max x), unnormalised, into y; gives the sum. */
export function exponentials(y: usize, x: usize, C: i32): f32 {
  return exponentialsBelow(y, x, topOf(x, C), C);
}

/** e^(x − top) into y; gives the sum. */
export function exponentialsBelow(y: usize, x: usize, top: f32, C: i32): f32 {
  const shift = f32x4.splat(top);
  let sums = f32x4.splat(0);
  let j = 0;
  for (; j + 4 <= C; j += 4) {
    const at = (<usize>j) << 2;
    const e = expBelow4(f32x4.sub(v128.load(x + at), shift));
    sums = f32x4.add(sums, e);
    v128.store(y + at, e);
  }
  let sum = sumLanes(sums);
  if (j < C) {
    const at = (<usize>j) << 2;
    const e = expBelow4(f32x4.sub(loadSome(x + at, C - j), shift));
    storeSome(y + at, e, C - j);
    for (; j < C; j++) sum += load<f32>(y + ((<usize>j) << 2));
  }
  return sum;
}

/** log x. */
export function logOf(x: f32): f32 {
  return f32x4.extract_lane(log4(f32x4.splat(x)), 0);
}

/** y = x · factor over a row. */
export function scaleRow(y: usize, x: usize, factor: f32, C: i32): void {
  const by = f32x4.splat(factor);
  let j = 0;
  for (; j + 4 <= C; j += 4) {
    const at = (<usize>j) << 2;
    v128.store(y + at, f32x4.mul(v128.load(x + at), by));
  }
  for (; j < C; j++) {
    const at = (<usize>j) << 2;
    store<f32>(y + at, load<f32>(x + at) * factor);
  }
}

/** Σ a · b over a row. */
export function dotRow(a: usize, b: usize, C: i32): f32 {
  let sums = f32x4.splat(0);
  let j = 0;
  for (; j + 4 <= C; j += 4) {
    const at = (<usize>j) << 2;
    sums = f32x4.add(sums, f32x4.mul(v128.load(a + at), v128.load(b + at)));
  }
  let sum = sumLanes(sums);
  for (; j < C; j++) sum += load<f32>(a + ((<usize>j) << 2)) * load<f32>(b + ((<usize>j) << 2));
  return sum;
}

function sumRow(x: usize, C: i32): f32 {
  let sums = f32x4.splat(0);
  let j = 0;
  for (; j + 4 <= C; j += 4) sums = f32x4.add(sums, v128.load(x + ((<usize>j) << 2)));
  let sum = sumLanes(sums);
  for (; j < C; j++) sum += load<f32>(x + ((<usize>j) << 2));
  return sum;
}

/** What is not seen: far below any real one, and finite, so that a row without any true entry is no NaN. */
export const MASKED: f32 = -1e9;

/** y = x, or what is not seen where the mask's byte is 0; the mask's bytes are `stride` apart. */
export function hideRow(y: usize, x: usize, mask: usize, stride: i32, C: i32): void {
  let j = 0;
  if (stride === 1) {
    for (; j + 4 <= C; j += 4) {
      const at = (<usize>j) << 2;
      const bytes = i32x4.extend_low_i16x8_u(i16x8.extend_low_i8x16_u(v128.load32_zero(mask + j)));
      v128.store(y + at, v128.bitselect(f32x4.splat(MASKED), v128.load(x + at), i32x4.eq(bytes, i32x4.splat(0))));
    }
  }
  for (; j < C; j++) {
    const at = (<usize>j) << 2;
    store<f32>(y + at, load<u8>(mask + j * stride) === 0 ? MASKED : load<f32>(x + at));
  }
}

/**
 * y [outer, inner, T, C] = softmax over C of what the mask shows; the mask's strides are in bytes, 0 along an axis it
 * repeats over.
 */
export function softmax(
  y: usize,
  x: usize,
  mask: usize,
  maskOuter: i32,
  maskInner: i32,
  maskRow: i32,
  maskColumn: i32,
  outer: i32,
  inner: i32,
  T: i32,
  C: i32,
): void {
  const wide = (<usize>C) << 2;
  for (let i = 0; i < outer * inner * T; i++) {
    const at = <usize>i * wide;
    let from = x + at;
    if (mask !== 0) {
      const n = i / T;
      const bytes = mask + (n / inner) * maskOuter + (n % inner) * maskInner + (i % T) * maskRow;
      hideRow(y + at, from, bytes, maskColumn, C);
      from = y + at;
    }
    scaleRow(y + at, y + at, 1 / exponentials(y + at, from, C), C);
  }
}

/** dx = y · (dy − Σ y · dy) over a row. */
function softmaxGradientRow(dx: usize, y: usize, dy: usize, C: i32): void {
  const mean = f32x4.splat(dotRow(y, dy, C));
  for (let j = 0; j < C; j += 4) {
    const at = (<usize>j) << 2;
    const d = f32x4.sub(loadSome(dy + at, C - j), mean);
    storeSome(dx + at, f32x4.mul(loadSome(y + at, C - j), d), C - j);
  }
}

export function softmaxGradient(dx: usize, y: usize, dy: usize, rows: i32, C: i32): void {
  const wide = (<usize>C) << 2;
  for (let i = 0; i < rows; i++) {
    const at = <usize>i * wide;
    softmaxGradientRow(dx + at, y + at, dy + at, C);
  }
}

/**
 * y = x̂ · scale + shift, x̂ = (x − μ) · inverse, inverse [rows] = 1 / √(σ² + ε). Without a shift the norm is by the root mean
 * square: μ = 0.
 */
export function layerNorm(
  y: usize,
  normalised: usize,
  inverse: usize,
  x: usize,
  scale: usize,
  shift: usize,
  rows: i32,
  C: i32,
  epsilon: f32,
): void {
  for (let i = 0; i < rows; i++) {
    const row = (<usize>(i * C)) << 2;
    const mean: f32 = shift === 0 ? 0 : sumRow(x + row, C) / <f32>C;
    const centre = f32x4.splat(mean);
    for (let j = 0; j < C; j += 4) {
      const at = (<usize>j) << 2;
      storeSome(normalised + row + at, f32x4.sub(loadSome(x + row + at, C - j), centre), C - j);
    }
    const factor = <f32>1 / sqrt<f32>(dotRow(normalised + row, normalised + row, C) / <f32>C + epsilon);
    store<f32>(inverse + ((<usize>i) << 2), factor);
    const by = f32x4.splat(factor);
    for (let j = 0; j < C; j += 4) {
      const at = (<usize>j) << 2;
      const hat = f32x4.mul(loadSome(normalised + row + at, C - j), by);
      storeSome(normalised + row + at, hat, C - j);
      const scaled = f32x4.mul(hat, loadSome(scale + at, C - j));
      storeSome(y + row + at, shift === 0 ? scaled : f32x4.add(scaled, loadSome(shift + at, C - j)), C - j);
    }
  }
}

/**
 * dx = (d − mean d − x̂ · mean(d · x̂)) · inverse + other, where it is there, with d = dy · scale; dscale = Σ dy · x̂, dshift =
 * Σ dy. Without a dshift the norm was by the root mean square, and mean d is left out.
 */
export function layerNormGradient(
  dx: usize,
  dscale: usize,
  dshift: usize,
  dy: usize,
  scale: usize,
  normalised: usize,
  inverse: usize,
  other: usize,
  rows: i32,
  C: i32,
): void {
  memory.fill(dscale, 0, (<usize>C) << 2);
  if (dshift !== 0) memory.fill(dshift, 0, (<usize>C) << 2);
  for (let i = 0; i < rows; i++) {
    const row = (<usize>(i * C)) << 2;
    for (let j = 0; j < C; j += 4) {
      const at = (<usize>j) << 2;
      const count = C - j;
      const d = loadSome(dy + row + at, count);
      const hat = loadSome(normalised + row + at, count);
      storeSome(dscale + at, f32x4.add(loadSome(dscale + at, count), f32x4.mul(d, hat)), count);
      if (dshift !== 0) storeSome(dshift + at, f32x4.add(loadSome(dshift + at, count), d), count);
      storeSome(dx + row + at, f32x4.mul(d, loadSome(scale + at, count)), count);
    }
    const mean = f32x4.splat(dshift === 0 ? 0 : sumRow(dx + row, C) / <f32>C);
    const along = f32x4.splat(dotRow(dx + row, normalised + row, C) / <f32>C);
    const factor = f32x4.splat(load<f32>(inverse + ((<usize>i) << 2)));
    for (let j = 0; j < C; j += 4) {
      const at = (<usize>j) << 2;
      const count = C - j;
      const centred = f32x4.sub(loadSome(dx + row + at, count), mean);
      const rest = f32x4.sub(centred, f32x4.mul(loadSome(normalised + row + at, count), along));
      const own = f32x4.mul(rest, factor);
      storeSome(dx + row + at, other === 0 ? own : f32x4.add(own, loadSome(other + row + at, count)), count);
    }
  }
}

/** y [C] = Σ over rows of x. */
export function sumRows(y: usize, x: usize, rows: i32, C: i32): void {
  memory.fill(y, 0, (<usize>C) << 2);
  for (let i = 0; i < rows; i++) {
    const row = x + ((<usize>(i * C)) << 2);
    for (let j = 0; j < C; j += 4) {
      const at = (<usize>j) << 2;
      storeSome(y + at, f32x4.add(loadSome(y + at, C - j), loadSome(row + at, C - j)), C - j);
    }
  }
}

/** y [1] = Σ x² of n floats, added up in double precision. */
export function sumSquares(y: usize, x: usize, n: i32): void {
  let low = f64x2.splat(0);
  let high = low;
  let i = 0;
  for (; i + 4 <= n; i += 4) {
    const four = v128.load(x + ((<usize>i) << 2));
    const a = f64x2.promote_low_f32x4(four);
    const b = f64x2.promote_low_f32x4(v128.shuffle<f32>(four, four, 2, 3, 0, 1));
    low = f64x2.add(low, f64x2.mul(a, a));
    high = f64x2.add(high, f64x2.mul(b, b));
  }
  const all = f64x2.add(low, high);
  let sum = f64x2.extract_lane(all, 0) + f64x2.extract_lane(all, 1);
  for (; i < n; i++) {
    const one = <f64>load<f32>(x + ((<usize>i) << 2));
    sum += one * one;
  }
  store<f32>(y, <f32>sum);
}

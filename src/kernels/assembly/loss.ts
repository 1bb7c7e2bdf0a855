/** Losses: cross-entropy of rows of logits [rows, V], and means of what a mask shows. */
import { expBelow4, loadSome, storeSome } from './math';
import { exponentials, logOf } from './rows';

const LOWEST: f32 = -3.4028234e38;

/**
 * y [rows] = −Σ q · log softmax(logits), q the smoothed one-hot of targets; hit [rows], 1 where the first largest logit is the target's;
 * partition [rows, 2], maximum and Σ e^(x − max); plain [rows], y without smoothing, where it is not 0. `scratch` is one row.
 */
export function crossEntropy(
  y: usize,
  hit: usize,
  partition: usize,
  plain: usize,
  logits: usize,
  targets: usize,
  scratch: usize,
  rows: i32,
  V: i32,
  smoothing: f32,
): void {
  for (let i = 0; i < rows; i++) {
    const at = (<usize>i) << 2;
    const x = logits + ((<usize>(i * V)) << 2);
    const sum = exponentials(scratch, x, V);
    let top = LOWEST;
    let first = 0;
    for (let j = 0; j < V; j++) {
      const each = load<f32>(x + ((<usize>j) << 2));
      if (each > top) {
        top = each;
        first = j;
      }
    }
    const target = load<i32>(targets + at);
    store<f32>(hit + at, target === first ? 1 : 0);
    store<f32>(partition + 2 * at, top);
    store<f32>(partition + 2 * at + 4, sum);
    // −log p = log Σ + (top − x): the difference first, or the digits of a small loss are lost beside a large logit.
    const rest = logOf(sum);
    let loss: f32 = 0;
    if (target >= 0 && target < V) loss = rest + (top - load<f32>(x + ((<usize>target) << 2)));
    if (plain !== 0) store<f32>(plain + at, loss);
    if (smoothing !== 0) {
      let below: f32 = 0;
      for (let j = 0; j < V; j++) below += top - load<f32>(x + ((<usize>j) << 2));
      loss = (1 - smoothing) * loss + smoothing * (rest + below / <f32>V);
    }
    store<f32>(y + at, loss);
  }
}

/** dx [rows, V] = (softmax(logits) − q) · dy [rows], with each row's maximum and sum from `partition`. */
export function crossEntropyGradient(
  dx: usize,
  logits: usize,
  targets: usize,
  dy: usize,
  partition: usize,
  rows: i32,
  V: i32,
  smoothing: f32,
): void {
  const rest = f32x4.splat(smoothing / <f32>V);
  for (let i = 0; i < rows; i++) {
    const from = logits + ((<usize>(i * V)) << 2);
    const to = dx + ((<usize>(i * V)) << 2);
    const factor = load<f32>(dy + ((<usize>i) << 2));
    const top = f32x4.splat(load<f32>(partition + ((<usize>(2 * i)) << 2)));
    const share = f32x4.splat(1 / load<f32>(partition + ((<usize>(2 * i)) << 2) + 4));
    for (let j = 0; j < V; j += 4) {
      const at = (<usize>j) << 2;
      const e = expBelow4(f32x4.sub(loadSome(from + at, V - j), top));
      const p = f32x4.sub(f32x4.mul(e, share), rest);
      storeSome(to + at, f32x4.mul(p, f32x4.splat(factor)), V - j);
    }
    const target = load<i32>(targets + ((<usize>i) << 2));
    if (target < 0 || target >= V) continue;
    const own = to + ((<usize>target) << 2);
    store<f32>(own, load<f32>(own) - (1 - smoothing) * factor);
  }
}

/** Σ m · x, and where there is room Σ m and their quotient; m is 1 without a mask, whose elements are bytes. */
export function maskedMean(mean: usize, count: usize, sum: usize, x: usize, mask: usize, n: i32): void {
  let all: f64 = 0;
  let shown: f64 = 0;
  for (let i = 0; i < n; i++) {
    const m: f64 = mask === 0 || load<u8>(mask + i) !== 0 ? 1 : 0;
    all += m * <f64>load<f32>(x + ((<usize>i) << 2));
    shown += m;
  }
  store<f32>(sum, <f32>all);
  if (count !== 0) store<f32>(count, <f32>shown);
  if (mean !== 0) store<f32>(mean, <f32>(all / shown));
}

/** dx [n] = m · dy / count. */
export function maskedMeanGradient(dx: usize, mask: usize, dy: usize, count: usize, n: i32): void {
  const each = load<f32>(dy) / load<f32>(count);
  for (let i = 0; i < n; i++) store<f32>(dx + ((<usize>i) << 2), load<u8>(mask + i) !== 0 ? each : 0);
}

/** y = how many rows of hit [B, T] have nothing but ones where the mask's bytes are not 0. */
export function exactMatch(y: usize, mask: usize, hit: usize, B: i32, T: i32): void {
  let exact: f32 = 0;
  for (let b = 0; b < B; b++) {
    let misses: f32 = 0;
    for (let i = b * T; i < (b + 1) * T; i++) {
      if (load<u8>(mask + i) !== 0) misses += 1 - load<f32>(hit + ((<usize>i) << 2));
    }
    if (misses === 0) exact += 1;
  }
  store<f32>(y, exact);
}

/**
 * Products of matrices in 4 × 8 tiles. The right-hand matrix is packed first: panels of eight columns, each row after
 * row, so that the inner loop reads forward only. Strides are in elements and may be anything on the left.
 */
import { sumRows } from './rows';

/** b [K, N] with `row` and `column` strides → panels [⌈N/8⌉, K, 8], missing columns zero. */
export function pack(packed: usize, b: usize, K: i32, N: i32, row: i32, column: i32): void {
  let to = packed;
  for (let j = 0; j < N; j += 8) {
    const width = min(8, N - j);
    const from = b + ((<usize>(j * column)) << 2);
    if (width === 8 && column === 1) {
      for (let k = 0; k < K; k++) {
        const source = from + ((<usize>(k * row)) << 2);
        v128.store(to, v128.load(source));
        v128.store(to, v128.load(source, 16), 16);
        to += 32;
      }
    } else if (width === 8 && row === 1) {
      packTransposed(to, from, K, column);
      to += (<usize>K) << 5;
    } else {
      for (let k = 0; k < K; k++) {
        const source = from + ((<usize>(k * row)) << 2);
        for (let n = 0; n < 8; n++) {
          store<f32>(to + ((<usize>n) << 2), n < width ? load<f32>(source + ((<usize>(n * column)) << 2)) : 0);
        }
        to += 32;
      }
    }
  }
}

/** Eight rows of K contiguous floats, `stride` apart → [K, 8], four by four. */
function packTransposed(to: usize, from: usize, K: i32, stride: i32): void {
  const row = (<usize>stride) << 2;
  let k = 0;
  for (; k + 4 <= K; k += 4) {
    const source = from + ((<usize>k) << 2);
    transpose4(to + ((<usize>k) << 5), source, row);
    transpose4(to + ((<usize>k) << 5) + 16, source + 4 * row, row);
  }
  for (; k < K; k++) {
    const source = from + ((<usize>k) << 2);
    for (let n: usize = 0; n < 8; n++) store<f32>(to + ((<usize>k) << 5) + (n << 2), load<f32>(source + n * row));
  }
}

function transpose4(to: usize, from: usize, row: usize): void {
  const a = v128.load(from);
  const b = v128.load(from + row);
  const c = v128.load(from + 2 * row);
  const d = v128.load(from + 3 * row);
  const ab = v128.shuffle<f32>(a, b, 0, 4, 1, 5);
  const abHigh = v128.shuffle<f32>(a, b, 2, 6, 3, 7);
  const cd = v128.shuffle<f32>(c, d, 0, 4, 1, 5);
  const cdHigh = v128.shuffle<f32>(c, d, 2, 6, 3, 7);
  v128.store(to, v128.shuffle<f32>(ab, cd, 0, 1, 4, 5));
  v128.store(to + 32, v128.shuffle<f32>(ab, cd, 2, 3, 6, 7));
  v128.store(to + 64, v128.shuffle<f32>(abHigh, cdHigh, 0, 1, 4, 5));
  v128.store(to + 96, v128.shuffle<f32>(abHigh, cdHigh, 2, 3, 6, 7));
}

/** c [M, N] = a [M, K] · b, or c + a · b where `add` is set. */
export function multiply(
  c: usize,
  cRow: i32,
  a: usize,
  aRow: i32,
  aColumn: i32,
  packed: usize,
  M: i32,
  N: i32,
  K: i32,
  add: bool,
): void {
  multiplyPart(c, cRow, a, aRow, aColumn, packed, K, M, N, K, add);
}

/** The same with some of b's rows, `K` from where `packed` points; each panel has `depth` rows. */
export function multiplyPart(
  c: usize,
  cRow: i32,
  a: usize,
  aRow: i32,
  aColumn: i32,
  packed: usize,
  depth: i32,
  M: i32,
  N: i32,
  K: i32,
  add: bool,
): void {
  for (let j = 0; j < N; j += 8) {
    const panel = packed + ((<usize>(j * depth)) << 2);
    const width = min(8, N - j);
    const target = c + ((<usize>j) << 2);
    let i = 0;
    for (; i + 4 <= M; i += 4) {
      tile4(
        target + ((<usize>(i * cRow)) << 2),
        cRow,
        a + ((<usize>(i * aRow)) << 2),
        aRow,
        aColumn,
        panel,
        K,
        width,
        add,
      );
    }
    for (; i < M; i++) {
      tile1(target + ((<usize>(i * cRow)) << 2), a + ((<usize>(i * aRow)) << 2), aColumn, panel, K, width, add);
    }
  }
}

function tile4(
  c: usize,
  cRow: i32,
  a: usize,
  aRow: i32,
  aColumn: i32,
  panel: usize,
  K: i32,
  width: i32,
  add: bool,
): void {
  let a0 = a;
  let a1 = a0 + ((<usize>aRow) << 2);
  let a2 = a1 + ((<usize>aRow) << 2);
  let a3 = a2 + ((<usize>aRow) << 2);
  const step = (<usize>aColumn) << 2;
  let l0 = f32x4.splat(0);
  let h0 = l0;
  let l1 = l0;
  let h1 = l0;
  let l2 = l0;
  let h2 = l0;
  let l3 = l0;
  let h3 = l0;
  const end = panel + ((<usize>K) << 5);
  for (let b = panel; b < end; b += 32) {
    const low = v128.load(b);
    const high = v128.load(b, 16);
    const x0 = v128.load32_splat(a0);
    l0 = f32x4.add(l0, f32x4.mul(x0, low));
    h0 = f32x4.add(h0, f32x4.mul(x0, high));
    const x1 = v128.load32_splat(a1);
    l1 = f32x4.add(l1, f32x4.mul(x1, low));
    h1 = f32x4.add(h1, f32x4.mul(x1, high));
    const x2 = v128.load32_splat(a2);
    l2 = f32x4.add(l2, f32x4.mul(x2, low));
    h2 = f32x4.add(h2, f32x4.mul(x2, high));
    const x3 = v128.load32_splat(a3);
    l3 = f32x4.add(l3, f32x4.mul(x3, low));
    h3 = f32x4.add(h3, f32x4.mul(x3, high));
    a0 += step;
    a1 += step;
    a2 += step;
    a3 += step;
  }
  const next = (<usize>cRow) << 2;
  put(c, l0, h0, width, add);
  put(c + next, l1, h1, width, add);
  put(c + 2 * next, l2, h2, width, add);
  put(c + 3 * next, l3, h3, width, add);
}

function tile1(c: usize, a: usize, aColumn: i32, panel: usize, K: i32, width: i32, add: bool): void {
  let x = a;
  const step = (<usize>aColumn) << 2;
  let low = f32x4.splat(0);
  let high = low;
  const end = panel + ((<usize>K) << 5);
  for (let b = panel; b < end; b += 32) {
    const factor = v128.load32_splat(x);
    low = f32x4.add(low, f32x4.mul(factor, v128.load(b)));
    high = f32x4.add(high, f32x4.mul(factor, v128.load(b, 16)));
    x += step;
  }
  put(c, low, high, width, add);
}

/** Stores the first `width` of eight floats. */
function put(c: usize, low: v128, high: v128, width: i32, add: bool): void {
  if (width === 8) {
    if (add) {
      v128.store(c, f32x4.add(v128.load(c), low));
      v128.store(c, f32x4.add(v128.load(c, 16), high), 16);
    } else {
      v128.store(c, low);
      v128.store(c, high, 16);
    }
    return;
  }
  let at = c;
  let rest = width;
  let part = low;
  if (rest >= 4) {
    v128.store(at, add ? f32x4.add(v128.load(at), low) : low);
    at += 16;
    rest -= 4;
    part = high;
  }
  for (; rest > 0; rest--) {
    const value = f32x4.extract_lane(part, 0);
    store<f32>(at, add ? load<f32>(at) + value : value);
    part = v128.shuffle<f32>(part, part, 1, 2, 3, 0);
    at += 4;
  }
}

/** y [batch, M, N] = a · b; `packed` takes one packed b. */
export function product(
  y: usize,
  a: usize,
  aRow: i32,
  aColumn: i32,
  b: usize,
  bRow: i32,
  bColumn: i32,
  packed: usize,
  batch: i32,
  M: i32,
  N: i32,
  K: i32,
): void {
  for (let n = 0; n < batch; n++) {
    pack(packed, b + ((<usize>(n * K * N)) << 2), K, N, bRow, bColumn);
    multiply(
      y + ((<usize>(n * M * N)) << 2),
      N,
      a + ((<usize>(n * M * K)) << 2),
      aRow,
      aColumn,
      packed,
      M,
      N,
      K,
      false,
    );
  }
}

/** y [M, N] = x [M, K] · w + bias [N], where there is one. */
export function linear(
  y: usize,
  x: usize,
  w: usize,
  wRow: i32,
  wColumn: i32,
  bias: usize,
  packed: usize,
  M: i32,
  N: i32,
  K: i32,
): void {
  pack(packed, w, K, N, wRow, wColumn);
  if (bias !== 0) {
    for (let i = 0; i < M; i++) memory.copy(y + ((<usize>(i * N)) << 2), bias, (<usize>N) << 2);
  }
  multiply(y, N, x, K, 1, packed, M, N, K, bias !== 0);
}

/** dw [K, N] = xᵀ · dy of x [rows, K] and dy [rows, N], or [N, K] where it is `transposed`; db [N] = Σ dy, where it is there. */
export function linearGradient(
  dw: usize,
  db: usize,
  x: usize,
  dy: usize,
  packed: usize,
  rows: i32,
  K: i32,
  N: i32,
  transposed: bool,
): void {
  if (transposed) {
    pack(packed, x, rows, K, K, 1);
    multiply(dw, K, dy, 1, N, packed, N, K, rows, false);
  } else {
    pack(packed, dy, rows, N, N, 1);
    multiply(dw, N, x, 1, K, packed, K, N, rows, false);
  }
  if (db !== 0) sumRows(db, dy, rows, N);
}

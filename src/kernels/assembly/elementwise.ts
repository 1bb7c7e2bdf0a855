/** Element by element: activations, sums and products, the update of the weights. */
import { erf4, exp4, loadSome, log4, sigmoid4, storeSome, tanh4 } from './math';

/** In the order of ACTIVATIONS in src/ops. */
enum Kind {
  Relu,
  LeakyRelu,
  Elu,
  Gelu,
  GeluTanh,
  Silu,
  Mish,
  Sigmoid,
  Tanh,
  Softplus,
}

const LEAK: f32 = 0.01;
const ROOT_2_OVER_PI: f32 = 0.7978845608;
const CUBIC: f32 = 0.044715;
const ROOT_HALF: f32 = Mathf.SQRT1_2;
const DENSITY: f32 = 0.3989422804;

function zero(): v128 {
  return f32x4.splat(0);
}

function one(): v128 {
  return f32x4.splat(1);
}

function times(x: v128, factor: f32): v128 {
  return f32x4.mul(x, f32x4.splat(factor));
}

/** Φ(x), the normal distribution's cumulative function. */
function normalCdf(x: v128): v128 {
  return times(f32x4.add(erf4(times(x, ROOT_HALF)), one()), 0.5);
}

/** tanh(√(2/π) (x + 0.044715 x³)). */
function geluTanh(x: v128): v128 {
  return tanh4(times(f32x4.add(x, times(f32x4.mul(f32x4.mul(x, x), x), CUBIC)), ROOT_2_OVER_PI));
}

/** ln(1 + eˣ) = max(x, 0) + ln(1 + e^−|x|); the small end by its series, where 1 + z would round z away. */
function softplus(x: v128): v128 {
  const z = exp4(f32x4.neg(f32x4.abs(x)));
  const series = f32x4.mul(z, f32x4.sub(one(), times(z, 0.5)));
  const log = v128.bitselect(series, log4(f32x4.add(one(), z)), f32x4.lt(z, f32x4.splat(1e-4)));
  return f32x4.add(f32x4.max(x, zero()), log);
}

function activate(x: v128, kind: i32): v128 {
  switch (kind) {
    case Kind.Relu:
      return f32x4.max(x, zero());
    case Kind.LeakyRelu:
      return v128.bitselect(x, times(x, LEAK), f32x4.gt(x, zero()));
    case Kind.Elu:
      return v128.bitselect(x, expMinusOne(x), f32x4.gt(x, zero()));
    case Kind.Gelu:
      return f32x4.mul(x, normalCdf(x));
    case Kind.GeluTanh:
      return f32x4.mul(times(x, 0.5), f32x4.add(geluTanh(x), one()));
    case Kind.Silu:
      return f32x4.mul(x, sigmoid4(x));
    case Kind.Mish:
      return f32x4.mul(x, tanh4(softplus(x)));
    case Kind.Sigmoid:
      return sigmoid4(x);
    case Kind.Tanh:
      return tanh4(x);
    default:
      return softplus(x);
  }
}

/** eˣ − 1 for x ≤ 0; near 0 by its series, where the difference would lose the digits. */
function expMinusOne(x: v128): v128 {
  let series = f32x4.add(one(), times(x, 0.2));
  series = f32x4.add(one(), f32x4.mul(times(x, 0.25), series));
  series = f32x4.add(one(), f32x4.mul(times(x, 0.33333334), series));
  series = f32x4.add(one(), f32x4.mul(times(x, 0.5), series));
  series = f32x4.mul(x, series);
  return v128.bitselect(series, f32x4.sub(exp4(x), one()), f32x4.gt(x, f32x4.splat(-0.1)));
}

/** f′, from x or y = f(x): whichever SLOPE_FROM in src/ops says. */
function slope(known: v128, kind: i32): v128 {
  const x = known;
  const y = known;
  const positive = f32x4.gt(known, zero());
  switch (kind) {
    case Kind.Relu:
      return v128.and(positive, one());
    case Kind.LeakyRelu:
      return v128.bitselect(one(), f32x4.splat(LEAK), positive);
    case Kind.Elu:
      return v128.bitselect(one(), f32x4.add(y, one()), positive);
    case Kind.Gelu: {
      const density = times(exp4(times(f32x4.mul(x, x), -0.5)), DENSITY);
      return f32x4.add(normalCdf(x), f32x4.mul(x, density));
    }
    case Kind.GeluTanh: {
      const t = geluTanh(x);
      const within = times(f32x4.add(times(f32x4.mul(x, x), 3 * CUBIC), one()), ROOT_2_OVER_PI);
      const bend = f32x4.mul(f32x4.mul(times(x, 0.5), f32x4.sub(one(), f32x4.mul(t, t))), within);
      return f32x4.add(times(f32x4.add(t, one()), 0.5), bend);
    }
    case Kind.Silu: {
      const s = sigmoid4(x);
      return f32x4.mul(s, f32x4.add(f32x4.mul(x, f32x4.sub(one(), s)), one()));
    }
    case Kind.Mish: {
      const t = tanh4(softplus(x));
      return f32x4.add(t, f32x4.mul(f32x4.mul(x, sigmoid4(x)), f32x4.sub(one(), f32x4.mul(t, t))));
    }
    case Kind.Sigmoid:
      return f32x4.mul(y, f32x4.sub(one(), y));
    case Kind.Tanh:
      return f32x4.sub(one(), f32x4.mul(y, y));
    default:
      return sigmoid4(x);
  }
}

export function activation(y: usize, x: usize, n: i32, kind: i32): void {
  for (let i = 0; i < n; i += 4) {
    const at = (<usize>i) << 2;
    storeSome(y + at, activate(loadSome(x + at, n - i), kind), n - i);
  }
}

/** dx = f′(x) · dy, with f′ from x or y. */
export function activationGradient(dx: usize, known: usize, dy: usize, n: i32, kind: i32): void {
  for (let i = 0; i < n; i += 4) {
    const at = (<usize>i) << 2;
    const d = slope(loadSome(known + at, n - i), kind);
    storeSome(dx + at, f32x4.mul(d, loadSome(dy + at, n - i)), n - i);
  }
}

/** What `combine` does: a + b, a − b, a · b. */
enum Operation {
  Add,
  Subtract,
  Multiply,
}

function both(left: v128, right: v128, operation: i32): v128 {
  if (operation === Operation.Add) return f32x4.add(left, right);
  if (operation === Operation.Subtract) return f32x4.sub(left, right);
  return f32x4.mul(left, right);
}

/** y [rows, n] = a [rows, n] ∘ b [n], the same for every row. */
export function combine(y: usize, a: usize, b: usize, rows: i32, n: i32, operation: i32): void {
  if (n === 1) {
    const right = v128.load32_splat(b);
    for (let i = 0; i < rows; i += 4) {
      const at = (<usize>i) << 2;
      storeSome(y + at, both(loadSome(a + at, rows - i), right, operation), rows - i);
    }
    return;
  }
  for (let r = 0; r < rows; r++) {
    const row = (<usize>(r * n)) << 2;
    for (let i = 0; i < n; i += 4) {
      const at = (<usize>i) << 2;
      const x = both(loadSome(a + row + at, n - i), loadSome(b + at, n - i), operation);
      storeSome(y + row + at, x, n - i);
    }
  }
}

/** y = scale · x + shift. */
export function affine(y: usize, x: usize, n: i32, scale: f32, shift: f32): void {
  for (let i = 0; i < n; i += 4) {
    const at = (<usize>i) << 2;
    storeSome(y + at, f32x4.add(times(loadSome(x + at, n - i), scale), f32x4.splat(shift)), n - i);
  }
}

/** New w, m, v of n weights; `factors` are learning rate, clipping factor and the two bias corrections. */
export function adam(
  w: usize,
  m: usize,
  v: usize,
  oldW: usize,
  g: usize,
  oldM: usize,
  oldV: usize,
  factors: usize,
  n: i32,
  beta1: f32,
  beta2: f32,
  rest1: f32,
  rest2: f32,
  epsilon: f32,
  decay: f32,
): void {
  const step = f32x4.splat(load<f32>(factors));
  const factor = load<f32>(factors, 4);
  const first = f32x4.splat(load<f32>(factors, 8));
  const second = f32x4.splat(load<f32>(factors, 12));
  for (let i = 0; i < n; i += 4) {
    const at = (<usize>i) << 2;
    const count = n - i;
    const weight = loadSome(oldW + at, count);
    const gradient = times(loadSome(g + at, count), factor);
    const mean = f32x4.add(times(loadSome(oldM + at, count), beta1), times(gradient, rest1));
    const square = times(f32x4.mul(gradient, gradient), rest2);
    const spread = f32x4.add(times(loadSome(oldV + at, count), beta2), square);
    const root = f32x4.add(f32x4.sqrt(f32x4.div(spread, second)), f32x4.splat(epsilon));
    const direction = f32x4.add(f32x4.div(f32x4.div(mean, first), root), times(weight, decay));
    storeSome(w + at, f32x4.sub(weight, f32x4.mul(direction, step)), count);
    storeSome(m + at, mean, count);
    storeSome(v + at, spread, count);
  }
}

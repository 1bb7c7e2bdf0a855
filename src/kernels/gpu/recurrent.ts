import { matMul, type Tensor } from '@tensorflow/tfjs-core';
import { at, type GpuKernel, rowsOf } from '../kernel';
import { part } from './copy';
import type { Product } from './forms';
import { eachElement, type Gpu } from './gpu';
import { multiply, runProduct, takesProduct } from './product';
import { type Direction, gatesTogether, runLoop, sizesOf, turned } from './recurrent-loop';
import { sumRows } from './rows';

/** The state before each step [B, T, H]: the initial one or zeros, then what the steps before left. */
function before(gpu: Gpu, states: Tensor, h0: Tensor | undefined, reverse: boolean): Tensor {
  const [, T = 0, H = 0] = states.shape;
  const made = gpu.make(states.shape);
  const begins = reverse ? T - 1 : 0;
  const code = () =>
    eachElement(`let t = i / ${H}u % ${T}u;
  if (t == ${begins}u) { y0[i] = ${h0 ? `x1[i / ${T * H}u * ${H}u + i % ${H}u]` : '0.0'}; return; }
  y0[i] = x0[i ${reverse ? '+' : '-'} ${H}u];`);
  const key = `states before ${T} ${H} ${reverse} ${h0 !== undefined}`;
  gpu.each(
    { key, reads: h0 ? ['f32', 'f32'] : ['f32'], writes: 1, code },
    h0 ? [states, h0] : [states],
    [made],
    made.size,
  );
  return made;
}

/** What reaches a GRU's recurrent product: as da, but the candidate's part passes the reset gate. */
function throughReset(gpu: Gpu, da: Tensor, gates: Tensor, H: number): Tensor {
  const made = gpu.make(da.shape);
  const code = () =>
    eachElement(`let j = i % ${3 * H}u;
  y0[i] = x0[i] * select(1.0, x1[i - min(j, ${2 * H}u)], j >= ${2 * H}u);`);
  gpu.each({ key: `through reset ${H}`, reads: ['f32', 'f32'], writes: 1, code }, [da, gates], [made], made.size);
  return made;
}

const overSteps = (states: Tensor, d: Tensor): Product => {
  const [M = 0, N = 0] = [states.shape.at(-1), d.shape.at(-1)];
  return { kind: 'tn', batch: 1, M, N, K: states.size / M };
};

/** du = Σ h_{t−1}ᵀ · d_t over batch and time. */
function weightGradient(gpu: Gpu, states: Tensor, d: Tensor): Tensor {
  const product = overSteps(states, d);
  return takesProduct(product)
    ? multiply(gpu, product, states, d, [product.M, product.N])
    : matMul(rowsOf(states), rowsOf(d), true, false);
}

/** The same, and Σ d_t [G]. */
function weightAndBiasGradient(gpu: Gpu, states: Tensor, d: Tensor): readonly [du: Tensor, sums: Tensor] {
  const product = overSteps(states, d);
  if (!takesProduct(product)) return [weightGradient(gpu, states, d), sumRows(gpu, d)];
  const [du, sums] = [gpu.make([product.M, product.N]), gpu.make([product.N])];
  runProduct(gpu, product, { sums: 'b' }, [states, d], [du, sums]);
  return [du, sums];
}

export const rnnOnGpu: GpuKernel<Direction> = ({ inputs, attributes: { reverse } }, gpu) => {
  const [a, u] = [at(inputs, 0), at(inputs, 1)];
  const sizes = sizesOf(a, u);
  if (!sizes) return undefined;
  const { B, T, H } = sizes;
  const y = gpu.make([B, T, H]);
  const done = runLoop(gpu, {
    name: 'rnn',
    sizes,
    reverse,
    u,
    reads: { a },
    optional: { h0: inputs[2], mask: inputs[3] },
    writes: { y },
    memory: { h: 1, next: 1 },
    begin: `h[j] = ?h0[b * ${H}u + j];`,
    parts: [
      { product: 'h', code: 'next[j] = select(h[j], flat_tanh($a[row + j] + product), seen);' },
      { code: 'h[j] = next[j]; $y[row + j] = next[j];' },
    ],
  });
  return done ? y : undefined;
};

export const rnnGradientOnGpu: GpuKernel<Direction> = ({ inputs, attributes: { reverse } }, gpu) => {
  const [u, y, dy] = [at(inputs, 0), at(inputs, 3), at(inputs, 4)];
  const sizes = sizesOf(y, u);
  if (!sizes) return undefined;
  const { B, T, H } = sizes;
  const [da, dh0] = [gpu.make([B, T, H]), gpu.make([B, H])];
  const done = runLoop(gpu, {
    name: 'rnn gradient',
    sizes,
    reverse,
    backward: true,
    u: turned(gpu, u),
    gates: 1,
    reads: { y, dy },
    optional: { mask: inputs[2] },
    writes: { da, dh0 },
    memory: { back: 1, d: 1 },
    begin: 'back[j] = 0.0;',
    parts: [
      {
        code: `let all = $dy[row + j] + back[j];
      d[j] = select(0.0, all * (1.0 - $y[row + j] * $y[row + j]), seen);
      $da[row + j] = d[j];
      back[j] = select(all, 0.0, seen);`,
      },
      'back',
    ],
    end: `$dh0[b * ${H}u + j] = back[j];`,
  });
  return done ? [da, weightGradient(gpu, before(gpu, y, inputs[1], reverse), da), dh0] : undefined;
};

export const lstmOnGpu: GpuKernel<Direction> = ({ inputs, attributes: { reverse } }, gpu) => {
  const [a, u] = [at(inputs, 0), at(inputs, 1)];
  const sizes = sizesOf(a, u);
  if (!sizes) return undefined;
  const { B, T, H } = sizes;
  const G = 4 * H;
  const [y, cells, gates] = [gpu.make([B, T, H]), gpu.make([B, T, H]), gpu.make([B, T, G])];
  const done = runLoop(gpu, {
    name: 'lstm',
    sizes,
    reverse,
    u: gatesTogether(gpu, u, 4),
    reads: { a },
    optional: { h0: inputs[2], c0: inputs[3], mask: inputs[4] },
    writes: { y, cells, gates },
    memory: { h: 1, next: 1, c: 1 },
    begin: `h[j] = ?h0[b * ${H}u + j]; c[j] = ?c0[b * ${H}u + j];`,
    parts: [
      {
        product: 'h',
        code: `let g = (b * T + t) * ${G}u + j;
      var z = product + vec4f($a[g], $a[g + ${H}u], $a[g + ${2 * H}u], $a[g + ${3 * H}u]);
      z = vec4f(sigmoid(z.x), sigmoid(z.y), flat_tanh(z.z), sigmoid(z.w));
      $gates[g] = z.x; $gates[g + ${H}u] = z.y; $gates[g + ${2 * H}u] = z.z; $gates[g + ${3 * H}u] = z.w;
      let cell = z.y * c[j] + z.x * z.z;
      next[j] = select(h[j], z.w * flat_tanh(cell), seen);
      c[j] = select(c[j], cell, seen);`,
      },
      { code: 'h[j] = next[j]; $y[row + j] = next[j]; $cells[row + j] = c[j];' },
    ],
  });
  return done ? [y, cells, gates] : undefined;
};

export const lstmGradientOnGpu: GpuKernel<Direction> = ({ inputs, attributes: { reverse } }, gpu) => {
  const [u, y, cells, gates] = [at(inputs, 0), at(inputs, 4), at(inputs, 5), at(inputs, 6)];
  const sizes = sizesOf(y, u);
  if (!sizes) return undefined;
  const { B, T, H } = sizes;
  const G = 4 * H;
  const [da, dh0, dc0] = [gpu.make([B, T, G]), gpu.make([B, H]), gpu.make([B, H])];
  const done = runLoop(gpu, {
    name: 'lstm gradient',
    sizes,
    reverse,
    backward: true,
    u: turned(gpu, u),
    gates: 4,
    reads: { cells, gates },
    optional: { c0: inputs[2], mask: inputs[3], dh: inputs[7], dc: inputs[8] },
    writes: { da, dh0, dc0 },
    memory: { back: 1, cellBack: 1, d: 4 },
    begin: 'back[j] = 0.0; cellBack[j] = 0.0;',
    parts: [
      {
        code: `let g = (b * T + t) * ${G}u + j;
      let gate = vec4f($gates[g], $gates[g + ${H}u], $gates[g + ${2 * H}u], $gates[g + ${3 * H}u]);
      let dhAll = back[j] + ?dh[row + j];
      let dcAll = cellBack[j] + ?dc[row + j];
      let tanhCell = flat_tanh($cells[row + j]);
      let dCell = dcAll + dhAll * gate.w * (1.0 - tanhCell * tanhCell);
      var lastCell = 0.0;
      if (first) { lastCell = ?c0[b * ${H}u + j]; } else { lastCell = $cells[last + j]; }
      var z = vec4f(
        dCell * gate.z * gates_slope(gate.x),
        dCell * lastCell * gates_slope(gate.y),
        dCell * gate.x * (1.0 - gate.z * gate.z),
        dhAll * tanhCell * gates_slope(gate.w));
      if (!seen) { z = vec4f(0.0); }
      d[j] = z.x; d[j + ${H}u] = z.y; d[j + ${2 * H}u] = z.z; d[j + ${3 * H}u] = z.w;
      $da[g] = z.x; $da[g + ${H}u] = z.y; $da[g + ${2 * H}u] = z.z; $da[g + ${3 * H}u] = z.w;
      back[j] = select(dhAll, 0.0, seen);
      cellBack[j] = select(dcAll, dCell * gate.y, seen);`,
      },
      'back',
    ],
    end: `$dh0[b * ${H}u + j] = back[j]; $dc0[b * ${H}u + j] = cellBack[j];`,
  });
  return done ? [da, weightGradient(gpu, before(gpu, y, inputs[1], reverse), da), dh0, dc0] : undefined;
};

export const gruOnGpu: GpuKernel<Direction> = ({ inputs, attributes: { reverse } }, gpu) => {
  const [a, u] = [at(inputs, 0), at(inputs, 1)];
  const sizes = sizesOf(a, u);
  if (!sizes) return undefined;
  const { B, T, H } = sizes;
  const G = 3 * H;
  const [y, gates, s] = [gpu.make([B, T, H]), gpu.make([B, T, G]), gpu.make([B, T, H])];
  const done = runLoop(gpu, {
    name: 'gru',
    sizes,
    reverse,
    u: gatesTogether(gpu, u, 3),
    reads: { a },
    optional: { bias: inputs[2], h0: inputs[3], mask: inputs[4] },
    writes: { y, gates, s },
    memory: { h: 1, next: 1 },
    begin: `h[j] = ?h0[b * ${H}u + j];`,
    parts: [
      {
        product: 'h',
        code: `let g = (b * T + t) * ${G}u + j;
      let r = sigmoid($a[g] + product.x);
      let keep = sigmoid($a[g + ${H}u] + product.y);
      let sum = product.z + ?bias[j];
      let m = flat_tanh($a[g + ${2 * H}u] + r * sum);
      $gates[g] = r; $gates[g + ${H}u] = keep; $gates[g + ${2 * H}u] = m;
      $s[row + j] = sum;
      next[j] = select(h[j], (1.0 - keep) * m + keep * h[j], seen);`,
      },
      { code: 'h[j] = next[j]; $y[row + j] = next[j];' },
    ],
  });
  return done ? [y, gates, s] : undefined;
};

export const gruGradientOnGpu: GpuKernel<Direction> = ({ inputs, attributes: { reverse } }, gpu) => {
  const [u, y, gates, s, dy] = [at(inputs, 0), at(inputs, 3), at(inputs, 4), at(inputs, 5), at(inputs, 6)];
  const sizes = sizesOf(y, u);
  if (!sizes) return undefined;
  const { B, T, H } = sizes;
  const G = 3 * H;
  const [da, dh0] = [gpu.make([B, T, G]), gpu.make([B, H])];
  const done = runLoop(gpu, {
    name: 'gru gradient',
    sizes,
    reverse,
    backward: true,
    u: turned(gpu, u),
    gates: 3,
    reads: { y, gates, s, dy },
    optional: { h0: inputs[1], mask: inputs[2] },
    writes: { da, dh0 },
    memory: { back: 1, d: 3 },
    begin: 'back[j] = 0.0;',
    parts: [
      {
        code: `let g = (b * T + t) * ${G}u + j;
      let all = back[j] + $dy[row + j];
      let r = $gates[g];
      let keep = $gates[g + ${H}u];
      let m = $gates[g + ${2 * H}u];
      var old = 0.0;
      if (first) { old = ?h0[b * ${H}u + j]; } else { old = $y[last + j]; }
      let here = select(0.0, all, seen);
      let dm = here * (1.0 - keep) * (1.0 - m * m);
      let dz = here * (old - m) * gates_slope(keep);
      let dr = dm * $s[row + j] * gates_slope(r);
      $da[g] = dr; $da[g + ${H}u] = dz; $da[g + ${2 * H}u] = dm;
      d[j] = dr; d[j + ${H}u] = dz; d[j + ${2 * H}u] = dm * r;
      back[j] = select(all, all * keep, seen);`,
      },
      'back',
    ],
    end: `$dh0[b * ${H}u + j] = back[j];`,
  });
  if (!done) return undefined;
  const dp = throughReset(gpu, da, gates, H);
  const [du, sums] = weightAndBiasGradient(gpu, before(gpu, y, inputs[1], reverse), dp);
  return [da, du, part(gpu, sums, 0, 2 * H, H), dh0];
};

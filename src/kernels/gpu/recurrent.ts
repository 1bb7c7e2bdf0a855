import { matMul, slice, sum, type Tensor } from '@tensorflow/tfjs-core';
import { at, type GpuKernel, rowsOf } from '../kernel';
import { FUNCTIONS } from './functions';
import { eachElement, type Gpu, type Shader } from './gpu';
import { multiply, type Product, takesProduct } from './product';

/**
 * Recurrent layers over whole sequences: a workgroup for each sequence of the batch goes through all time steps, the state in
 * workgroup memory. Sequences are [B, T, …], x · W + b already in `a`.
 */
type Direction = { readonly reverse: boolean };

/** Invocations of a workgroup, on a GPU and on one in software. */
const TEAM = { hardware: 128, software: 32 } as const;
/** Widest state that is kept in workgroup memory (16 KiB wherever WebGPU is), gates and all. */
const WIDEST = 512;
/** Floats of that memory. */
const MEMORY = 4096;
/** Most workgroups along an axis. */
const MOST = 65_535;
/** Sequences that a workgroup of a GPU in software goes through together, so that a weight is read once for all of them. */
const TOGETHER = 8;

interface Sizes {
  readonly B: number;
  readonly T: number;
  readonly H: number;
}

/** Operands that may be missing, as names in the code: `mask`, `h0` … */
type Optional = Readonly<Record<string, Tensor | undefined>>;

/** Of a step `t`, for every unit `j` of every sequence `b`. */
interface Part {
  /** `z` = Σ over the units k of h_k · u_kj, or of u_jk · d_k: a vector of gates, or a number. */
  readonly product?: 'h' | 'd';
  readonly code: string;
}

interface Loop {
  readonly name: string;
  readonly sizes: Sizes;
  readonly reverse: boolean;
  /** The recurrent matrix, by `gatesTogether` where there are several gates. */
  readonly u: Tensor;
  /** By name in the code. */
  readonly reads: Readonly<Record<string, Tensor>>;
  readonly optional: Optional;
  readonly writes: Readonly<Record<string, Tensor>>;
  /** Workgroup memory, an element for every unit. */
  readonly memory: Readonly<Record<string, 'f32' | 'vec4f'>>;
  /** Before the first step. */
  readonly begin: string;
  /** Between the parts all are waited for. */
  readonly parts: readonly Part[];
  /** After the last step. */
  readonly end?: string;
  /** From the last step visited to the first. */
  readonly backward?: boolean;
}

const PRELUDE = `${FUNCTIONS}
fn gates_slope(s: f32) -> f32 { return s * (1.0 - s); }
`;

/** false where it binds more than the device takes. */
function runLoop(gpu: Gpu, loop: Loop): boolean {
  const { name, sizes, reverse, u, optional, writes, memory, begin, parts, end, backward } = loop;
  const { B, H } = sizes;
  const present = Object.entries(optional).flatMap(([key, tensor]): [string, Tensor][] =>
    tensor ? [[key, tensor]] : [],
  );
  const bound = [...Object.entries({ u, ...loop.reads }), ...present];
  if (bound.length + Object.keys(writes).length > gpu.bindings) return false;
  const names = new Map([
    ...bound.map(([key], i): [string, string] => [key, `x${i}`]),
    ...Object.keys(writes).map((key, i): [string, string] => [key, `y${i}`]),
  ]);
  const several = u.shape.length === 3;
  const floats = Object.values(memory).reduce((total, type) => total + H * (type === 'f32' ? 1 : 4), 0);
  const together = gpu.software ? Math.max(1, Math.min(TOGETHER, B, Math.floor(MEMORY / floats))) : 1;
  const team = gpu.software ? TEAM.software : TEAM.hardware;
  const rows = Array.from({ length: together }, (_, r) => r);
  // `$h[…]` is an operand, `?h0[…]` one that is 0 where it is missing, `h[…]` the sequence's own part of the memory.
  const filled = (code: string, r: number) =>
    code
      .replace(/\?(\w+)\[([^\]]*)\]/g, (_, key: string, index: string) => {
        const bind = names.get(key);
        return bind === undefined ? '0.0' : `${bind}[${index}]`;
      })
      .replace(/\$(\w+)/g, (_, key: string) => names.get(key) ?? key)
      .replace(new RegExp(`\\b(${Object.keys(memory).join('|')})\\[`, 'g'), (_, key: string) => `${key}[${r * H}u + `);
  // Where the batch does not come out even, the last sequence is computed more than once, and gives the same each time.
  const sequence = (r: number) => `let b = min(group.x * ${together}u + ${r}u, ${B - 1}u);`;
  const units = (code: string) => `for (var j = at; j < ${H}u; j += ${team}u) {\n    ${code}\n  }`;
  const plain = (code: string) => units(rows.map((r) => `{ ${sequence(r)} ${filled(code, r)} }`).join('\n    '));
  const seen = optional.mask ? '$mask[b * T + t] != 0' : 'true';
  const place = `let row = (b * T + t) * ${H}u;
      let last = ${reverse ? `row + ${H}u` : `row - ${H}u`};
      let seen = ${seen};`;
  const part = ({ product, code }: Part) => {
    const weight = product === 'h' ? `k * ${H}u + j` : `j * ${H}u + k`;
    const [type, zero] = product === 'h' && several ? ['vec4f', 'vec4f()'] : ['f32', '0.0'];
    const term = (r: number) => {
      const value = filled(`${product}[k]`, r);
      return product === 'd' && several ? `dot(w, ${value})` : `${value} * w`;
    };
    const sums = product
      ? `${rows.map((r) => `var z${r}: ${type} = ${zero};`).join(' ')}
    for (var k = 0u; k < ${H}u; k++) {
      let w = ${filled('$u', 0)}[${weight}];
      ${rows.map((r) => `z${r} += ${term(r)};`).join(' ')}
    }`
      : '';
    const each = rows.map((r) => {
      const z = product ? `let product = z${r};` : '';
      return `{ ${sequence(r)}\n      ${filled(place, r)}\n      ${z} ${filled(code, r)} }`;
    });
    return units(`${sums}\n    ${each.join('\n    ')}`);
  };
  // The first array written is a sequence: its length says how many steps there are.
  const perStep = Object.values(writes)[0]?.shape.at(-1) ?? H;
  // The order in which steps are visited, turned round for a gradient.
  const forwards = reverse === (backward ?? false);
  const shader: Shader = {
    key: `${name} ${B} ${H} ${together} ${reverse} ${present.map(([key]) => key).join()}`,
    reads: bound.map(([key]) => (key === 'mask' ? 'i32' : 'f32')),
    vectors: bound.map(([key]) => key === 'u' && several),
    writes: Object.keys(writes).length,
    code: `${PRELUDE}
${Object.entries(memory)
  .map(([key, type]) => `var<workgroup> ${key}: array<${type}, ${together * H}>;`)
  .join('\n')}
@compute @workgroup_size(${team})
fn main(@builtin(workgroup_id) group: vec3u, @builtin(local_invocation_index) at: u32) {
  let T = arrayLength(&y0) / ${B * perStep}u;
  ${plain(begin)}
  workgroupBarrier();
  for (var n = 0u; n < T; n++) {
    let t = ${forwards ? 'n' : 'T - 1u - n'};
    let first = n == ${backward ? 'T - 1u' : '0u'};
    ${parts.map((one) => `${part(one)}\n    workgroupBarrier();`).join('\n    ')}
  }
  ${end === undefined ? '' : plain(end)}
}`,
  };
  gpu.run(
    shader,
    bound.map(([, tensor]) => tensor),
    Object.values(writes),
    Math.ceil(B / together),
  );
  return true;
}

/** u [H, gates · H] → [H, H, 4]: the gates of a unit side by side, zeros where there are fewer than four. */
function gatesTogether(gpu: Gpu, u: Tensor, gates: number): Tensor {
  const H = u.shape[0] ?? 0;
  const made = gpu.make([H, H, 4]);
  const code = eachElement(`let gate = i % 4u;
  let j = i / 4u % ${H}u;
  let place = i / ${4 * H}u * ${gates * H}u + min(gate, ${gates - 1}u) * ${H}u + j;
  y0[i] = select(0.0, x0[place], gate < ${gates}u);`);
  gpu.each({ key: `gates together ${H} ${gates}`, reads: ['f32'], writes: 1, code }, [u], [made], made.size);
  return made;
}

function sizesOf(sequence: Tensor, u: Tensor): Sizes | undefined {
  const [B = 0, T = 0] = sequence.shape;
  const H = u.shape[0] ?? 0;
  return H <= WIDEST && T > 0 && B > 0 && B <= MOST ? { B, T, H } : undefined;
}

/** The state before each step [B, T, H]: the initial one or zeros, then what the steps before left. */
function before(gpu: Gpu, states: Tensor, h0: Tensor | undefined, reverse: boolean): Tensor {
  const [, T = 0, H = 0] = states.shape;
  const made = gpu.make(states.shape);
  const begins = reverse ? T - 1 : 0;
  const code = eachElement(`let t = i / ${H}u % ${T}u;
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
  const code = eachElement(`let j = i % ${3 * H}u;
  y0[i] = x0[i] * select(1.0, x1[i - min(j, ${2 * H}u)], j >= ${2 * H}u);`);
  gpu.each({ key: `through reset ${H}`, reads: ['f32', 'f32'], writes: 1, code }, [da, gates], [made], made.size);
  return made;
}

/** du = Σ h_{t−1}ᵀ · d_t over batch and time. */
function weightGradient(gpu: Gpu, states: Tensor, d: Tensor): Tensor {
  const [M = 0, N = 0] = [states.shape.at(-1), d.shape.at(-1)];
  const product: Product = { kind: 'tn', batch: 1, M, N, K: states.size / M };
  return takesProduct(gpu, product)
    ? multiply(gpu, product, states, d, [M, N])
    : matMul(rowsOf(states), rowsOf(d), true, false);
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
    memory: { h: 'f32', next: 'f32' },
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
    u,
    reads: { y, dy },
    optional: { mask: inputs[2] },
    writes: { da, dh0 },
    memory: { back: 'f32', d: 'f32' },
    begin: 'back[j] = 0.0;',
    parts: [
      {
        code: `let all = $dy[row + j] + back[j];
      d[j] = select(0.0, all * (1.0 - $y[row + j] * $y[row + j]), seen);
      $da[row + j] = d[j];
      back[j] = select(all, 0.0, seen);`,
      },
      { product: 'd', code: 'back[j] += product;' },
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
    memory: { h: 'f32', next: 'f32', c: 'f32' },
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
    u: gatesTogether(gpu, u, 4),
    reads: { cells, gates },
    optional: { c0: inputs[2], mask: inputs[3], dh: inputs[7], dc: inputs[8] },
    writes: { da, dh0, dc0 },
    memory: { back: 'f32', cellBack: 'f32', d: 'vec4f' },
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
      d[j] = z;
      $da[g] = z.x; $da[g + ${H}u] = z.y; $da[g + ${2 * H}u] = z.z; $da[g + ${3 * H}u] = z.w;
      back[j] = select(dhAll, 0.0, seen);
      cellBack[j] = select(dcAll, dCell * gate.y, seen);`,
      },
      { product: 'd', code: 'back[j] += product;' },
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
    memory: { h: 'f32', next: 'f32' },
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
    u: gatesTogether(gpu, u, 3),
    reads: { y, gates, s, dy },
    optional: { h0: inputs[1], mask: inputs[2] },
    writes: { da, dh0 },
    memory: { back: 'f32', d: 'vec4f' },
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
      d[j] = vec4f(dr, dz, dm * r, 0.0);
      back[j] = select(all, all * keep, seen);`,
      },
      { product: 'd', code: 'back[j] += product;' },
    ],
    end: `$dh0[b * ${H}u + j] = back[j];`,
  });
  if (!done) return undefined;
  const dp = throughReset(gpu, da, gates, H);
  const dbias = sum(slice(rowsOf(dp), [0, 2 * H], [-1, H]), 0);
  return [da, weightGradient(gpu, before(gpu, y, inputs[1], reverse), dp), dbias, dh0];
};

import type { Tensor } from '@tensorflow/tfjs-core';
import { FUNCTIONS } from './functions';
import { eachElement, type Gpu, type Shader } from './gpu';

/**
 * Recurrent layers over whole sequences: a workgroup for each sequence of the batch goes through all time steps, the state in
 * workgroup memory. Sequences are [B, T, …], x · W + b already in `a`.
 */
export type Direction = { readonly reverse: boolean };

/** Invocations of a workgroup, on a GPU and on one in software. */
const TEAM = { hardware: 128, software: 32 } as const;
/** Widest state that is kept in workgroup memory (16 KiB wherever WebGPU is), gates and all. */
const WIDEST = 512;
/** Most workgroups along an axis. */
const MOST = 65_535;
/** Sequences that a workgroup of a GPU in software goes through together, so that a weight is read once for all of them. */
const TOGETHER = 8;

export interface Sizes {
  readonly B: number;
  readonly T: number;
  readonly H: number;
}

/** Operands that may be missing, as names in the code: `mask`, `h0` … */
type Optional = Readonly<Record<string, Tensor | undefined>>;

/** Of a step `t`, for every unit `j` of every sequence `b`. */
interface Part {
  /** `product` = Σ over the units k of h_k · u_kj: a vector of gates, or a number. */
  readonly product?: 'h';
  readonly code: string;
}

/** `back` += d · uᵀ, what comes back through the recurrent product; `uᵀ` [gates · H, H]. */
const BACK = 'back';

interface Loop {
  readonly name: string;
  readonly sizes: Sizes;
  readonly reverse: boolean;
  /** The recurrent matrix: by `gatesTogether` where there are several gates, `turned` for a gradient. */
  readonly u: Tensor;
  /** By name in the code. */
  readonly reads: Readonly<Record<string, Tensor>>;
  readonly optional: Optional;
  readonly writes: Readonly<Record<string, Tensor>>;
  /** Workgroup memory: floats for every unit. */
  readonly memory: Readonly<Record<string, number>>;
  /** Before the first step. */
  readonly begin: string;
  /** Between the parts all are waited for. */
  readonly parts: readonly (Part | typeof BACK)[];
  /** Gates that `d` holds for every unit, one after the other; the matrix is then `turned`. */
  readonly gates?: number;
  /** After the last step. */
  readonly end?: string;
  /** From the last step visited to the first. */
  readonly backward?: boolean;
}

const PRELUDE = `${FUNCTIONS}
fn gates_slope(s: f32) -> f32 { return s * (1.0 - s); }
`;

/** false where it binds more than the device takes. */
export function runLoop(gpu: Gpu, loop: Loop): boolean {
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
  const floats = H * Object.values(memory).reduce((total, size) => total + size, 0);
  const room = gpu.device.limits.maxComputeWorkgroupStorageSize / Float32Array.BYTES_PER_ELEMENT;
  if (floats > room) return false;
  const together = gpu.software ? Math.min(TOGETHER, B, Math.floor(room / floats)) : 1;
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
      .replace(
        new RegExp(`\\b(${Object.keys(memory).join('|')})\\[`, 'g'),
        (_, key: string) => `${key}[${r * H * (memory[key] ?? 1)}u + `,
      );
  // Where the batch does not come out even, the last sequence is computed more than once, and gives the same each time.
  const sequence = (r: number) => `let b = min(group.x * ${together}u + ${r}u, ${B - 1}u);`;
  const units = (code: string) => `for (var j = at; j < ${H}u; j += ${team}u) {\n    ${code}\n  }`;
  const plain = (code: string) => units(rows.map((r) => `{ ${sequence(r)} ${filled(code, r)} }`).join('\n    '));
  const seen = optional.mask ? '$mask[b * T + t] != 0' : 'true';
  const place = `let row = (b * T + t) * ${H}u;
      let last = ${reverse ? `row + ${H}u` : `row - ${H}u`};
      let seen = ${seen};`;
  /** A vector of four units at a time, where there are as many: a weight is read once for all of them. */
  const quads = H % 4 === 0 && gpu.software;
  const back = () => {
    const [type, zero, step, place] = quads
      ? ['vec4f', 'vec4f()', 4, `k * ${H / 4}u + j / 4u`]
      : ['f32', '0.0', 1, `k * ${H}u + j`];
    const put = (r: number) =>
      Array.from(
        { length: Number(step) },
        (_, i) => `${filled(`back[j + ${i}u]`, r)} += z${r}${quads ? `[${i}]` : ''};`,
      );
    return `for (var j = ${step}u * at; j < ${H}u; j += ${Number(step) * team}u) {
    ${rows.map((r) => `var z${r}: ${type} = ${zero};`).join(' ')}
    for (var k = 0u; k < ${H * (loop.gates ?? 1)}u; k++) {
      let w = ${filled('$u', 0)}[${place}];
      ${rows.map((r) => `z${r} += ${filled('d[k]', r)} * w;`).join(' ')}
    }
    ${rows.flatMap(put).join('\n    ')}
  }`;
  };
  const part = (one: Part | typeof BACK) => {
    if (one === BACK) return back();
    const { product, code } = one;
    const [type, zero] = several ? ['vec4f', 'vec4f()'] : ['f32', '0.0'];
    const sums = product
      ? `${rows.map((r) => `var z${r}: ${type} = ${zero};`).join(' ')}
    for (var k = 0u; k < ${H}u; k++) {
      let w = ${filled('$u', 0)}[k * ${H}u + j];
      ${rows.map((r) => `z${r} += ${filled('h[k]', r)} * w;`).join(' ')}
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
    vectors: bound.map(([key]) => key === 'u' && (several || (quads && loop.gates !== undefined))),
    writes: Object.keys(writes).length,
    code: () => `${PRELUDE}
${Object.entries(memory)
  .map(([key, size]) => `var<workgroup> ${key}: array<f32, ${together * H * size}>;`)
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
export function gatesTogether(gpu: Gpu, u: Tensor, gates: number): Tensor {
  const H = u.shape[0] ?? 0;
  const made = gpu.make([H, H, 4]);
  const code = () =>
    eachElement(`let gate = i % 4u;
  let j = i / 4u % ${H}u;
  let place = i / ${4 * H}u * ${gates * H}u + min(gate, ${gates - 1}u) * ${H}u + j;
  y0[i] = select(0.0, x0[place], gate < ${gates}u);`);
  gpu.each({ key: `gates together ${H} ${gates}`, reads: ['f32'], writes: 1, code }, [u], [made], made.size);
  return made;
}

/** uᵀ [G, H] of u [H, G]: neighbouring units read neighbours. */
export function turned(gpu: Gpu, u: Tensor): Tensor {
  const [H = 0, G = 0] = u.shape;
  const made = gpu.make([G, H]);
  const code = () => eachElement(`y0[i] = x0[i % ${H}u * ${G}u + i / ${H}u];`);
  gpu.each({ key: `turned ${H} ${G}`, reads: ['f32'], writes: 1, code }, [u], [made], made.size);
  return made;
}

export function sizesOf(sequence: Tensor, u: Tensor): Sizes | undefined {
  const [B = 0, T = 0] = sequence.shape;
  const H = u.shape[0] ?? 0;
  return H <= WIDEST && T > 0 && B > 0 && B <= MOST ? { B, T, H } : undefined;
}

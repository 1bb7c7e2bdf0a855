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
/** Floats of that memory. */
const MEMORY = 4096;
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
  /** `z` = Σ over the units k of h_k · u_kj, or of d_k · u_kj with u turned round: a vector of gates, or a number. */
  readonly product?: 'h' | 'd';
  readonly code: string;
}

interface Loop {
  readonly name: string;
  readonly sizes: Sizes;
  readonly reverse: boolean;
  /** The recurrent matrix, by `gatesTogether` where there are several gates, `turned` for a gradient where there is one. */
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
    const [type, zero] = product === 'h' && several ? ['vec4f', 'vec4f()'] : ['f32', '0.0'];
    const term = (r: number) => {
      const value = filled(`${product}[k]`, r);
      return product === 'd' && several ? `dot(w, ${value})` : `${value} * w`;
    };
    const sums = product
      ? `${rows.map((r) => `var z${r}: ${type} = ${zero};`).join(' ')}
    for (var k = 0u; k < ${H}u; k++) {
      let w = ${filled('$u', 0)}[k * ${H}u + j];
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
    code: () => `${PRELUDE}
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

/**
 * u [H, gates · H] → [H, H, 4]: the gates of a unit side by side, zeros where there are fewer than four. Neighbours read
 * neighbours: [from, to] as the forward pass sums, [to, from] as the gradient does.
 */
export function gatesTogether(gpu: Gpu, u: Tensor, gates: number, pass: 'forward' | 'gradient'): Tensor {
  const H = u.shape[0] ?? 0;
  const made = gpu.make([H, H, 4]);
  const [from, to] = pass === 'forward' ? ['outer', 'inner'] : ['inner', 'outer'];
  const code = () =>
    eachElement(`let gate = i % 4u;
  let inner = i / 4u % ${H}u;
  let outer = i / ${4 * H}u;
  let place = ${from} * ${gates * H}u + min(gate, ${gates - 1}u) * ${H}u + ${to};
  y0[i] = select(0.0, x0[place], gate < ${gates}u);`);
  gpu.each({ key: `gates together ${H} ${gates} ${pass}`, reads: ['f32'], writes: 1, code }, [u], [made], made.size);
  return made;
}

/** uᵀ [H, H]. */
export function turned(gpu: Gpu, u: Tensor): Tensor {
  const H = u.shape[0] ?? 0;
  const made = gpu.make([H, H]);
  const code = () => eachElement(`y0[i] = x0[i % ${H}u * ${H}u + i / ${H}u];`);
  gpu.each({ key: `turned ${H}`, reads: ['f32'], writes: 1, code }, [u], [made], made.size);
  return made;
}

export function sizesOf(sequence: Tensor, u: Tensor): Sizes | undefined {
  const [B = 0, T = 0] = sequence.shape;
  const H = u.shape[0] ?? 0;
  return H <= WIDEST && T > 0 && B > 0 && B <= MOST ? { B, T, H } : undefined;
}

import type { Tensor } from '@tensorflow/tfjs-core';
import { FUNCTIONS } from './functions';
import { eachElement, type Gpu, type Shader } from './gpu';
import { floatsOf, type Loop, type Sizes } from './recurrent-form';
import { inTiles } from './recurrent-tiles';
import { oneByOne } from './recurrent-units';

/**
 * Recurrent layers over whole sequences: a workgroup goes through all time steps of a sequence (recurrent-units.ts), or of several on a
 * GPU in software (recurrent-tiles.ts), and keeps the state. Sequences are [B, T, …], x · W + b already in `a`.
 */
export type Direction = { readonly reverse: boolean };

/** Widest state that is kept in workgroup memory (16 KiB wherever WebGPU is), gates and all. */
const WIDEST = 512;
/** Most workgroups along an axis. */
const MOST = 65_535;

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
  const way = gpu.software ? inTiles(loop, gpu.quads) : oneByOne(loop);
  const { team, together, buffered, quads, vectors, plain, part } = way;
  const written = Object.entries(writes);
  const workgroups = Math.ceil(B / together);
  if (buffered) written.push(['memory', gpu.make([workgroups * together * floatsOf(loop)])]);
  const room = gpu.device.limits.maxComputeWorkgroupStorageSize / Float32Array.BYTES_PER_ELEMENT;
  if (bound.length + written.length > gpu.bindings || (!buffered && floatsOf(loop) > room)) return false;
  const names = new Map([
    ...bound.map(([key], i): [string, string] => [key, `x${i}`]),
    ...written.map(([key], i): [string, string] => [key, `y${i}`]),
  ]);
  // `$a[…]` is an operand, `?h0[…]` one that is 0 where it is missing.
  const filled = (code: string) =>
    code
      .replace(/\?(\w+)\[([^\]]*)\]/g, (_, key: string, index: string) => {
        const bind = names.get(key);
        return bind === undefined ? '0.0' : `${bind}[${index}]`;
      })
      .replace(/\$(\w+)/g, (_, key: string) => names.get(key) ?? key);
  // The first array written is a sequence: its length says how many steps there are.
  const perStep = Object.values(writes)[0]?.shape.at(-1) ?? H;
  // The order in which steps are visited, turned round for a gradient.
  const forwards = reverse === (backward ?? false);
  const wait = buffered ? 'storageBarrier();' : 'workgroupBarrier();';
  const shader: Shader = {
    key: `${name} ${B} ${H} ${together} ${reverse} ${present.map(([key]) => key).join()}`,
    reads: bound.map(([key]) => (key === 'mask' ? 'i32' : 'f32')),
    vectors: bound.map(([key]) => key === 'u' && vectors),
    writes: written.length,
    quads,
    code: () => `${PRELUDE}
${
  buffered
    ? ''
    : Object.entries(memory)
        .map(([key, size]) => `var<workgroup> ${key}: array<f32, ${H * size}>;`)
        .join('\n')
}
@compute @workgroup_size(${team})
fn main(
  @builtin(workgroup_id) group: vec3u, @builtin(local_invocation_index) at: u32,${
    quads ? ' @builtin(subgroup_invocation_id) place: u32,' : ''
  }
) {
  let T = arrayLength(&y0) / ${B * perStep}u;
  ${filled(plain(begin))}
  ${wait}
  for (var n = 0u; n < T; n++) {
    let t = ${forwards ? 'n' : 'T - 1u - n'};
    let first = n == ${backward ? 'T - 1u' : '0u'};
    ${parts.map((one) => `${filled(part(one))}\n    ${wait}`).join('\n    ')}
  }
  ${end === undefined ? '' : filled(plain(end))}
}`,
  };
  gpu.run(
    shader,
    bound.map(([, tensor]) => tensor),
    written.map(([, tensor]) => tensor),
    [workgroups],
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

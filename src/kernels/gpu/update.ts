import type { Tensor } from '@tensorflow/tfjs-core';
import { at, type GpuKernel } from '../kernel';
import { eachElement, type Gpu, type Shader } from './gpu';
import { eachRow, runRows, teamOf } from './team';

/**
 * The end of a training step. Gradients, weights and the optimizer's state lie in arenas (arena.ts), one buffer each, in
 * chunks of CHUNK numbers that belong to one weight: whatever is done to all weights is one dispatch.
 */
export const CHUNK = 64;

/** y = scale · (x + y), or without an x scale · y, in the chunks that have a role. */
export const addedUp = (scale: number, several: boolean): Shader => ({
  key: `added up ${scale} ${several}`,
  reads: several ? ['i32', 'f32'] : ['i32'],
  writes: 1,
  code: () =>
    eachElement(`if (x0[i / ${CHUNK}u] == ${ROLE.none}) { return; }
  y0[i] = f32(${scale}) * ${several ? '(x1[i] + y0[i])' : 'y0[i]'};`),
});

/** Whether a number's bits are those of an infinity or of no number; WGSL may take it for granted that there are none. */
const FINITE = 'fn finite(x: f32) -> bool { return (bitcast<u32>(x) & 0x7f800000u) != 0x7f800000u; }';

export const factorsOnGpu: GpuKernel<{ limit: number }> = ({ inputs, attributes: { limit } }, gpu) =>
  factorsOf(
    gpu,
    inputs.map((_, i) => at(inputs, i)),
    limit,
  );

/**
 * Norm and factors from squares and numbers. With a loss and a flag, the flag is raised where loss or norm is no finite number.
 */
export function factorsOf(
  gpu: Gpu,
  numbers: readonly Tensor[],
  limit: number,
  guard?: { readonly loss: Tensor; readonly flag: Tensor },
): Tensor[] {
  const made = [gpu.make([]), gpu.make([numbers.length])];
  const others = numbers.slice(2).map((_, i) => `y1[${i + 2}] = x${i + 2}[0];`);
  const clip = limit > 0 ? `min(1.0, f32(${limit}) / (norm + 1e-6))` : '1.0';
  const team = teamOf(gpu);
  const read = guard ? [...numbers, guard.loss] : numbers;
  const raise = guard ? `if (!finite(norm) || !finite(x${numbers.length}[0])) { y2[0] = 1.0; }` : '';
  const shader: Shader = {
    key: `factors ${limit} ${numbers.length} ${guard !== undefined}`,
    reads: read.map(() => 'f32'),
    writes: guard ? 3 : 2,
    code: () =>
      (guard ? FINITE : '') +
      eachRow(
        team,
        '1u',
        `var sum = 0.0;
  ${team.over('arrayLength(&x0)', 'sum += x0[j];')}
  sum = total(at, sum);
  if (at == 0u) {
    let norm = sqrt(sum);
    y0[0] = norm;
    y1[0] = x1[0];
    y1[1] = ${clip};
    ${others.join(' ')}
    ${raise}
  }`,
      ),
  };
  runRows(gpu, shader, read, guard ? [...made, guard.flag] : made, 1);
  return made;
}

/** Raises the flag y where x is no finite number. */
export const GUARD: Shader = {
  key: 'guard',
  reads: ['f32'],
  writes: 1,
  code: () => `${FINITE}\n${eachElement('if (!finite(x0[0])) { y0[0] = 1.0; }')}`,
};

/** Σ g² of each chunk of the gradients' arena. */
export const CHUNK_SQUARES: Shader = {
  key: 'squares of chunks',
  reads: ['f32'],
  vectors: [true],
  writes: 1,
  code: () =>
    eachElement(`var sum = 0.0;
  for (var j = 0u; j < ${CHUNK / 4}u; j++) { let g = x0[i * ${CHUNK / 4}u + j]; sum += dot(g, g); }
  y0[i] = sum;`),
};

/** squares [weights] = Σ of each weight's chunks; `ranges` holds the first chunk and the number of them for each. */
export function sumWeights(gpu: Gpu, chunks: Tensor, ranges: Tensor, squares: Tensor): void {
  const team = teamOf(gpu);
  const shader: Shader = {
    key: 'squares of weights',
    reads: ['f32', 'i32'],
    writes: 1,
    code: () =>
      eachRow(
        team,
        'arrayLength(&y0)',
        `var sum = 0.0;
  let first = u32(x1[2u * row]);
  let count = u32(x1[2u * row + 1u]);
  ${team.over('count', 'sum += x0[first + j];')}
  sum = total(at, sum);
  if (at == 0u) { y0[row] = sum; }`,
      ),
  };
  runRows(gpu, shader, [chunks, ranges], [squares], squares.size);
}

/** What stands for each chunk: nothing is done to it, it is trained, it is trained and decays. */
export const ROLE = { none: 0, trained: 1, decayed: 2 } as const;

const guarded = (body: string): string =>
  eachElement(`let role = x1[i / ${CHUNK}u];
  if (role == 0 || x3[0] != 0.0) { return; }
  ${body}`);

/**
 * The optimizers in place: reads the gradients, each chunk's role, factors and the flag; writes weights and state. Where
 * the flag is raised nothing is changed.
 */
export function optimizerOf(
  update:
    | { readonly kind: 'sgd'; readonly momentum: number }
    | {
        readonly kind: 'adam';
        readonly beta1: number;
        readonly beta2: number;
        readonly epsilon: number;
        readonly decay: number;
      },
): Shader {
  const reads = ['f32', 'i32', 'f32', 'f32'] as const;
  if (update.kind === 'sgd') {
    const code = () =>
      guarded(`let v = y1[i] * f32(${update.momentum}) + x0[i] * x2[1];
  y1[i] = v;
  y0[i] = y0[i] - v * x2[0];`);
    return { key: `sgd ${update.momentum}`, reads, writes: 2, code };
  }
  const { beta1, beta2, epsilon, decay } = update;
  const code = () =>
    guarded(`let g = x0[i] * x2[1];
  let m = y1[i] * f32(${beta1}) + g * f32(${1 - beta1});
  let v = y2[i] * f32(${beta2}) + g * g * f32(${1 - beta2});
  let direction = (m / x2[2]) / (sqrt(v / x2[3]) + f32(${epsilon})) + select(0.0, f32(${decay}), role == ${ROLE.decayed}) * y0[i];
  y0[i] = y0[i] - x2[0] * direction;
  y1[i] = m;
  y2[i] = v;`);
  return { key: `adam ${beta1} ${beta2} ${epsilon} ${decay}`, reads, writes: 3, code };
}

/** A new state of a block (a running average) to where it stays: x0 to y0, unless the flag is raised. */
export const KEEP: Shader = {
  key: 'keep',
  reads: ['f32', 'f32'],
  writes: 1,
  code: () => eachElement('if (x1[0] == 0.0) { y0[i] = x0[i]; }'),
};

export const COPY: Shader = {
  key: 'copy',
  reads: ['f32'],
  writes: 1,
  code: () => eachElement('y0[i] = x0[i];'),
};

import type { Tensor } from '@tensorflow/tfjs-core';
import { at, type GpuKernel } from '../kernel';
import { rowsAndColumns } from '../layout';
import { eachElement, type Gpu, type Shader } from './gpu';

type None = Record<string, never>;

/** Invocations that go through an array together: four where a GPU in software has no more lanes than that. */
const sizeOf = (gpu: Gpu): number => (gpu.software ? 4 : 256);

/**
 * One workgroup that adds up whole arrays: `body` for each `i` below `count`, an expression in WGSL, where it adds to the sums s0 …;
 * `end` has them in t0 …, each invocation's in their order.
 */
const wholeOf = (size: number, sums: number, count: string, body: string, end: string): string => {
  const each = (text: (k: number) => string) => Array.from({ length: sums }, (_, k) => text(k)).join(' ');
  return `
var<workgroup> parts: array<f32, ${sums * size}>;
@compute @workgroup_size(${size})
fn main(@builtin(local_invocation_index) at: u32) {
  ${each((k) => `var s${k} = 0.0;`)}
  for (var i = at; i < ${count}; i += ${size}u) { ${body} }
  ${each((k) => `parts[at * ${sums}u + ${k}u] = s${k};`)}
  workgroupBarrier();
  if (at > 0u) { return; }
  ${each((k) => `var t${k} = 0.0;`)}
  for (var k = 0u; k < ${size}u; k++) { ${each((k) => `t${k} += parts[k * ${sums}u + ${k}u];`)} }
  ${end}
}`;
};

/** y, of one element, = Σ x, or with `mean` its mean. */
export function sumAll(gpu: Gpu, x: Tensor, shape: readonly number[], mean: boolean): Tensor {
  const y = gpu.make(shape);
  const size = sizeOf(gpu);
  const end = `y0[0] = t0${mean ? ' / f32(arrayLength(&x0))' : ''};`;
  const code = () => wholeOf(size, 1, 'arrayLength(&x0)', 's0 += x0[i];', end);
  gpu.run({ key: `sum all ${mean} ${size}`, reads: ['f32'], writes: 1, code }, [x], [y], [1]);
  return y;
}

export const maskedMeanOnGpu: GpuKernel<None> = ({ inputs: [mask, ...rest] }, gpu) => {
  const values = rest.filter((x): x is Tensor => x !== undefined);
  const made = [undefined, undefined, ...values].map(() => gpu.make([]));
  const reads = [...values, ...(mask ? [mask] : [])];
  if (reads.length + made.length > gpu.bindings) return undefined;
  const n = values.length;
  const size = sizeOf(gpu);
  const of = (text: (k: number) => string) => values.map((_, k) => text(k)).join(' ');
  const code = () => {
    const weighed = mask
      ? `let m = select(0.0, 1.0, x${n}[i] != 0); ${of((k) => `s${k} += m * x${k}[i];`)} s${n} += m;`
      : of((k) => `s${k} += x${k}[i];`);
    const count = mask ? `t${n}` : 'f32(arrayLength(&x0))';
    const end = `y0[0] = t0 / ${count}; y1[0] = ${count}; ${of((k) => `y${k + 2}[0] = t${k};`)}`;
    return wholeOf(size, mask ? n + 1 : n, 'arrayLength(&x0)', weighed, end);
  };
  const types = [...values.map(() => 'f32' as const), ...(mask ? (['i32'] as const) : [])];
  const key = `masked mean ${n} ${mask !== undefined} ${size}`;
  gpu.run({ key, reads: types, writes: made.length, code }, reads, made, [1]);
  return made;
};

export const maskedMeanGradientOnGpu: GpuKernel<None> = ({ inputs }, gpu) => {
  const [mask, dy, n] = [at(inputs, 0), at(inputs, 1), at(inputs, 2)];
  const dx = gpu.make(mask.shape);
  const code = () => eachElement('y0[i] = select(0.0, 1.0, x0[i] != 0) * (x1[0] / x2[0]);');
  gpu.each(
    { key: 'masked mean gradient', reads: ['i32', 'f32', 'f32'], writes: 1, code },
    [mask, dy, n],
    [dx],
    dx.size,
  );
  return dx;
};

export const exactMatchOnGpu: GpuKernel<None> = ({ inputs }, gpu) => {
  const [mask, hit] = [at(inputs, 0), at(inputs, 1)];
  const y = gpu.make([]);
  const size = sizeOf(gpu);
  const code = () =>
    wholeOf(
      size,
      1,
      'arrayLength(&x0) / sizes[0].x',
      `var misses = 0.0;
    for (var t = i * sizes[0].x; t < (i + 1u) * sizes[0].x; t++) { misses += select(0.0, 1.0 - x1[t], x0[t] != 0); }
    s0 += select(0.0, 1.0, misses == 0.0);`,
      'y0[0] = t0;',
    );
  const [, T] = rowsAndColumns(hit.shape);
  const shader: Shader = { key: `exact match ${size}`, reads: ['i32', 'f32'], writes: 1, sizes: 1, code };
  gpu.run(shader, [mask, hit], [y], [1], [T, 0, 0, 0]);
  return y;
};

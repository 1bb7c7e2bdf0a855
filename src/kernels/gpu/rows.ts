import type { Tensor } from '@tensorflow/tfjs-core';
import { at, type GpuKernel, shapeOf } from '../kernel';
import { leadingOf, maskStrides, rowsAndColumns } from '../layout';
import type { Gpu, Shader } from './gpu';
import { eachRow, runRows, teamOf } from './team';

type None = Record<string, never>;

/** What is not seen: far below any real one, and finite, so that a row without any true entry is no NaN. */
const MASKED = '-1e9';

export const softmaxOnGpu: GpuKernel<None> = ({ inputs }, gpu) => {
  const team = teamOf(gpu);
  const [x, mask] = [at(inputs, 0), inputs[1]];
  const strides = maskStrides(mask?.shape, x.shape);
  if (!strides) return undefined;
  const { inner } = leadingOf(x.shape);
  const [rows, C] = rowsAndColumns(x.shape);
  const T = x.shape.at(-2) ?? 1;
  const y = gpu.make(x.shape);
  const [outerStride = 0, innerStride = 0, rowStride = 0, columnStride = 0] = strides;
  const place =
    `(row / ${T * inner}u) * ${outerStride}u + (row / ${T}u % ${inner}u) * ${innerStride}u + ` +
    `(row % ${T}u) * ${rowStride}u + j * ${columnStride}u`;
  const score = mask ? `select(${MASKED}, x0[row * ${C}u + j], x1[${place}] != 0)` : `x0[row * ${C}u + j]`;
  const shader: Shader = {
    key: `softmax ${C} ${mask ? [T, inner, ...strides].join(' ') : ''}`,
    reads: mask ? ['f32', 'i32'] : ['f32'],
    writes: 1,
    code: () =>
      eachRow(
        team,
        `arrayLength(&y0) / ${C}u`,
        `var top = -3.4e38;
  ${team.over(C, `top = max(top, ${score});`)}
  top = largest(at, top);
  var sum = 0.0;
  ${team.over(C, `let e = e_to(${score} - top); y0[row * ${C}u + j] = e; sum += e;`)}
  sum = total(at, sum);
  ${team.over(C, `y0[row * ${C}u + j] /= sum;`)}`,
      ),
  };
  runRows(gpu, shader, mask ? [x, mask] : [x], [y], rows);
  return y;
};

export const softmaxGradientOnGpu: GpuKernel<None> = ({ inputs }, gpu) => {
  const team = teamOf(gpu);
  const [y, dy] = [at(inputs, 0), at(inputs, 1)];
  const dx = gpu.make(y.shape);
  const [rows, C] = rowsAndColumns(y.shape);
  const shader: Shader = {
    key: `softmax gradient ${C}`,
    reads: ['f32', 'f32'],
    writes: 1,
    code: () =>
      eachRow(
        team,
        `arrayLength(&y0) / ${C}u`,
        `var sum = 0.0;
  ${team.over(C, `sum += x0[row * ${C}u + j] * x1[row * ${C}u + j];`)}
  sum = total(at, sum);
  ${team.over(C, `y0[row * ${C}u + j] = x0[row * ${C}u + j] * (x1[row * ${C}u + j] - sum);`)}`,
      ),
  };
  runRows(gpu, shader, [y, dy], [dx], rows);
  return dx;
};

/** The first column that holds the largest; 0 where a row holds no number. */
export const argmaxOnGpu: GpuKernel<None> = ({ inputs, types }, gpu) => {
  const team = teamOf(gpu);
  const x = at(inputs, 0);
  const [rows, C] = rowsAndColumns(x.shape);
  if (C === 0) return undefined;
  const y = gpu.make(shapeOf(types), 'int32');
  const shader: Shader = {
    key: `argmax ${C}`,
    reads: ['f32'],
    writes: 1,
    integers: [true],
    code: () =>
      eachRow(
        team,
        'arrayLength(&y0)',
        `var top = -3.4e38;
  ${team.over(C, `top = max(top, x0[row * ${C}u + j]);`)}
  top = largest(at, top);
  // The smallest column as the largest of their negatives; floats hold every column there may be.
  var first = -${C}.0;
  ${team.over(C, `if (x0[row * ${C}u + j] == top) { first = max(first, -f32(j)); }`)}
  first = largest(at, first);
  if (at == 0u) { y0[row] = select(i32(-first), 0, first == -${C}.0); }`,
      ),
  };
  runRows(gpu, shader, [x], [y], rows);
  return y;
};

/** Columns and rows that a workgroup goes through at a time. */
const ACROSS = 32;
const DOWN = 8;

/** Columns from which on a GPU in software has enough to do where each is one invocation's. */
const MANY = 16;

/** A column by each invocation, four of them a workgroup: nobody waits. */
const columnsAlone = (C: number): Shader => ({
  key: `sum rows ${C} alone`,
  reads: ['f32'],
  writes: 1,
  code: () => `
@compute @workgroup_size(4)
fn main(@builtin(workgroup_id) group: vec3u, @builtin(num_workgroups) groups: vec3u, @builtin(local_invocation_index) at: u32) {
  let column = (group.y * groups.x + group.x) * 4u + at;
  if (column >= ${C}u) { return; }
  var sum = 0.0;
  for (var i = column; i < arrayLength(&x0); i += ${C}u) { sum += x0[i]; }
  y0[column] = sum;
}`,
});

/** Several invocations for a column. */
const columns = (C: number): Shader => ({
  key: `sum rows ${C}`,
  reads: ['f32'],
  writes: 1,
  code: () => `
var<workgroup> shared_sums: array<f32, ${ACROSS * DOWN}>;
@compute @workgroup_size(${ACROSS * DOWN})
fn main(@builtin(workgroup_id) group: vec3u, @builtin(num_workgroups) groups: vec3u, @builtin(local_invocation_index) at: u32) {
  let column = (group.y * groups.x + group.x) * ${ACROSS}u + at % ${ACROSS}u;
  var sum = 0.0;
  if (column < ${C}u) {
    for (var row = at / ${ACROSS}u; row * ${C}u < arrayLength(&x0); row += ${DOWN}u) { sum += x0[row * ${C}u + column]; }
  }
  shared_sums[at] = sum;
  workgroupBarrier();
  if (at < ${ACROSS}u && column < ${C}u) {
    var all = 0.0;
    for (var k = 0u; k < ${DOWN}u; k++) { all += shared_sums[k * ${ACROSS}u + at]; }
    y0[column] = all;
  }
}`,
});

/** y [C], or of another shape with as many elements, = Σ over rows of x [..., C]. */
export function sumRows(gpu: Gpu, x: Tensor, shape: readonly number[] = x.shape.slice(-1)): Tensor {
  const y = gpu.make(shape);
  const C = y.size;
  if (gpu.software && C >= MANY) gpu.groups(columnsAlone(C), [x], [y], Math.ceil(C / 4));
  else gpu.groups(columns(C), [x], [y], Math.ceil(C / ACROSS));
  return y;
}

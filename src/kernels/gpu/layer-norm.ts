import type { Tensor } from '@tensorflow/tfjs-core';
import { at, type GpuKernel } from '../kernel';
import { rowsAndColumns } from '../layout';
import type { Gpu, Shader } from './gpu';
import { eachRow, mainOf, runRows, type Team, teamOf } from './team';

type None = Record<string, never>;

export const layerNormOnGpu: GpuKernel<{ epsilon: number }> = ({ inputs, attributes: { epsilon } }, gpu) =>
  normalise(gpu, [at(inputs, 0), at(inputs, 1), at(inputs, 2)], epsilon);

export const rmsNormOnGpu: GpuKernel<{ epsilon: number }> = ({ inputs, attributes: { epsilon } }, gpu) =>
  normalise(gpu, [at(inputs, 0), at(inputs, 1)], epsilon);

/** x and scale, and for a layer norm shift: without it nothing is taken from x before it is divided. */
function normalise(gpu: Gpu, read: readonly [Tensor, Tensor, Tensor?], epsilon: number): Tensor[] {
  const team = teamOf(gpu);
  const [x, scale, shift] = read;
  const [rows, C] = rowsAndColumns(x.shape);
  const made = [gpu.make(x.shape), gpu.make(x.shape), gpu.make([...x.shape.slice(0, -1), 1])];
  const reads = [x, scale, ...(shift ? [shift] : [])];
  const centred = `${team.over(C, `sum += x0[row * ${C}u + j];`)}
  let mean = total(at, sum) / ${C}.0;`;
  const shader: Shader = {
    key: `${shift ? 'layer' : 'rms'} norm ${C} ${epsilon}`,
    reads: reads.map(() => 'f32'),
    writes: 3,
    code: () =>
      eachRow(
        team,
        `arrayLength(&y0) / ${C}u`,
        `var sum = 0.0;
  ${shift ? centred : 'let mean = 0.0;'}
  var squares = 0.0;
  ${team.over(C, `let d = x0[row * ${C}u + j] - mean; squares += d * d;`)}
  let inverse = inverseSqrt(total(at, squares) / ${C}.0 + f32(${epsilon}));
  ${team.over(
    C,
    `let hat = (x0[row * ${C}u + j] - mean) * inverse;
    y1[row * ${C}u + j] = hat;
    y0[row * ${C}u + j] = hat * x1[j]${shift ? ' + x2[j]' : ''};`,
  )}
  if (at == 0u) { y2[row] = inverse; }`,
      ),
  };
  runRows(gpu, shader, reads, made, rows);
  return made;
}

/** Columns that a team on hardware sums up at a time, each by several members. */
const ACROSS = 16;

/** Columns of a workgroup of a team. */
const columnsOf = ({ rows, size }: Team): number => (rows === 1 ? ACROSS : size);

/** dscale, dshift [C] = Σ over rows of dy · normalised, and, where there is a shift, of dy: columns from workgroup `index` on. */
function columnSums(team: Team, C: number, shift: boolean): string {
  const column = (own: string) => `let column = index * ${columnsOf(team)}u + ${own};`;
  const add = `s0 += x0[row * ${C}u + column] * x2[row * ${C}u + column]; s1 += x0[row * ${C}u + column];`;
  if (team.rows > 1) {
    return `${column('own')}
    if (column >= ${C}u) { return; }
    var s0 = 0.0; var s1 = 0.0;
    for (var row = 0u; row < rows; row++) { ${add} }
    y1[column] = s0;${shift ? ' y2[column] = s1;' : ''}`;
  }
  const down = team.size / ACROSS;
  return `${column(`own % ${ACROSS}u`)}
    var s0 = 0.0; var s1 = 0.0;
    if (column < ${C}u) { for (var row = own / ${ACROSS}u; row < rows; row += ${down}u) { ${add} } }
    shared_sums[own] = vec2f(s0, s1);
    workgroupBarrier();
    if (own < ${ACROSS}u && column < ${C}u) {
      var all = vec2f();
      for (var k = 0u; k < ${down}u; k++) { all += shared_sums[k * ${ACROSS}u + own]; }
      y1[column] = all.x;${shift ? ' y2[column] = all.y;' : ''}
    }`;
}

export const layerNormGradientOnGpu: GpuKernel<None> = ({ inputs }, gpu) => normGradient(gpu, inputs, true);

export const rmsNormGradientOnGpu: GpuKernel<None> = ({ inputs }, gpu) => normGradient(gpu, inputs, false);

/**
 * One dispatch: workgroups that have rows, for dx, and behind them some that have columns, for what scale and shift get.
 *
 * @param shift whether it was a layer norm, which has one and takes the mean away
 */
function normGradient(gpu: Gpu, inputs: readonly (Tensor | undefined)[], shift: boolean): Tensor[] {
  const team = teamOf(gpu);
  const [dy, scale, normalised, inverse] = [at(inputs, 0), at(inputs, 1), at(inputs, 2), at(inputs, 3)];
  const other = inputs[4];
  const [rows, C] = rowsAndColumns(dy.shape);
  const made = [dy.shape, scale.shape, ...(shift ? [scale.shape] : [])].map((shape) => gpu.make(shape));
  const row = `var sum = 0.0;
    var along = 0.0;
    ${team.over(C, `let d = x0[row * ${C}u + j] * x1[j]; sum += d; along += d * x2[row * ${C}u + j];`)}
    sum = ${shift ? `total(at, sum) / ${C}.0` : '0.0'};
    along = total(at, along) / ${C}.0;
    ${team.over(
      C,
      `let d = x0[row * ${C}u + j] * x1[j];
      y0[row * ${C}u + j] = (d - sum - x2[row * ${C}u + j] * along) * x3[row]${other ? ` + x4[row * ${C}u + j]` : ''};`,
    )}`;
  const shader: Shader = {
    key: `${shift ? 'layer' : 'rms'} norm gradient ${C} ${other !== undefined}`,
    reads: ['f32', 'f32', 'f32', 'f32', ...(other ? (['f32'] as const) : [])],
    writes: made.length,
    code: () =>
      `${team.rows === 1 ? `var<workgroup> shared_sums: array<vec2f, ${team.size}>;` : ''}${mainOf(
        team,
        `let rows = arrayLength(&x3);
  let behind = (rows + ${team.rows - 1}u) / ${team.rows}u;
  if (index < behind) {
    ${team.place('index')}
    ${team.rows === 1 ? '' : 'if (row >= rows) { return; }'}
    ${row}
  } else {
    let index = index - behind;
    ${columnSums(team, C, shift)}
  }`,
      )}`,
  };
  const reads = [dy, scale, normalised, inverse, ...(other ? [other] : [])];
  gpu.groups(shader, reads, made, Math.ceil(rows / team.rows) + Math.ceil(C / columnsOf(team)));
  return made;
}

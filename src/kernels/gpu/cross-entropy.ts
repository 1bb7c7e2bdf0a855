import { at, type GpuKernel, shapeOf } from '../kernel';
import { rowsAndColumns } from '../layout';
import { FUNCTIONS } from './functions';
import { eachElement, type Shader } from './gpu';
import { eachRow, runRows, teamOf } from './team';

type Smoothed = { smoothing: number };

/**
 * A row is gone through twice: for its largest logit x_top and the first column that holds it, and for Σ e^(x − x_top). The loss is
 * log Σ + (x_top − x_target): the difference first, or the digits of a small loss are lost beside a large logit.
 */
export const crossEntropyOnGpu: GpuKernel<Smoothed> = ({ inputs, attributes, types }, gpu) => {
  const team = teamOf(gpu);
  const [logits, targets] = [at(inputs, 0), at(inputs, 1)];
  const made = types.map((_, i) => gpu.make(shapeOf(types, i)));
  const [rows, V] = rowsAndColumns(logits.shape);
  const { smoothing } = attributes;
  const smooth = smoothing !== 0;
  const shader: Shader = {
    key: `cross-entropy ${V} ${smoothing}`,
    reads: ['f32', 'i32'],
    writes: made.length,
    code: () =>
      eachRow(
        team,
        'arrayLength(&y0)',
        `var own_top = -3.4e38;
  var own_first = ${V}.0;
  ${team.over(
    V,
    `let x = x0[row * ${V}u + j];
    own_first = select(own_first, f32(j), x > own_top || (x == own_top && own_first == ${V}.0));
    own_top = max(own_top, x);`,
  )}
  let top = largest(at, own_top);
  // The smallest column as the largest of their negatives; floats hold every column there may be.
  let first = -largest(at, select(-${V}.0, -own_first, own_top == top));
  var sum = 0.0;
  var below = 0.0;
  ${team.over(
    V,
    `let x = x0[row * ${V}u + j];
    sum += e_to(x - top);${smooth ? '\n    below += top - x;' : ''}`,
  )}
  sum = total(at, sum);
  ${smooth ? `below = total(at, below) / ${V}.0;` : ''}
  let id = x1[row];
  let known = id >= 0 && id < ${V};
  let loss = select(0.0, log(sum) + (top - x0[row * ${V}u + u32(clamp(id, 0, ${V - 1}))]), known);
  if (at == 0u) {
    y0[row] = ${smooth ? `f32(${1 - smoothing}) * loss + f32(${smoothing}) * (log(sum) + below)` : 'loss'};
    y1[row] = select(0.0, 1.0, id == i32(select(first, 0.0, first == ${V}.0)));
    y2[2u * row] = top;
    y2[2u * row + 1u] = sum;
    ${smooth ? 'y3[row] = loss;' : ''}
  }`,
      ),
  };
  runRows(gpu, shader, [logits, targets], made, rows);
  return made;
};

/** Maximum and sum of a row are known, so each logit is an invocation's. */
export const crossEntropyGradientOnGpu: GpuKernel<Smoothed> = ({ inputs, attributes: { smoothing } }, gpu) => {
  const reads = [at(inputs, 0), at(inputs, 1), at(inputs, 2), at(inputs, 3)];
  const logits = at(inputs, 0);
  const dx = gpu.make(logits.shape);
  const [, V] = rowsAndColumns(logits.shape);
  const code = () =>
    FUNCTIONS +
    eachElement(`let row = i / ${V}u;
  let p = e_to(x0[i] - x3[2u * row]) / x3[2u * row + 1u];
  let q = select(0.0, f32(${1 - smoothing}), i32(i % ${V}u) == x1[row]) + f32(${smoothing / V});
  y0[i] = (p - q) * x2[row];`);
  const key = `cross-entropy gradient ${V} ${smoothing}`;
  gpu.each({ key, reads: ['f32', 'i32', 'f32', 'f32'], writes: 1, code }, reads, [dx], dx.size);
  return dx;
};

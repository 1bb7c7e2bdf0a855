import type { Tensor } from '@tensorflow/tfjs-core';
import { at, type GpuKernel, shapeOf } from '../kernel';
import { elements } from '../layout';
import { eachElement, type Gpu, type Shader } from './gpu';
import { sumRows } from './rows';
import { eachRow, runRows, teamOf } from './team';
import { sumAll } from './whole';

type Axes = { axes: readonly number[]; keep: boolean };

/** x as [outer, n, inner], of which n is summed: outer and inner; undefined where the axes do not lie side by side. */
function around(shape: readonly number[], axes: readonly number[]): readonly [number, number] | undefined {
  const long = axes.filter((axis) => shape[axis] !== 1).sort((a, b) => a - b);
  const [first = 0, last = -1] = [long[0], long.at(-1)];
  if (last - first + 1 !== long.length) return undefined;
  return [elements(shape.slice(0, first)), elements(shape.slice(last + 1))];
}

/** Σ over the axes, or with `mean` that divided by how many there are: in the same order every time. */
function reduced(gpu: Gpu, x: Tensor, axes: readonly number[], shape: readonly number[], mean: boolean) {
  const parts = around(x.shape, axes);
  if (!parts || x.size === 0) return undefined;
  const [outer, inner] = parts;
  if (outer === 1 && inner === 1) return sumAll(gpu, x, shape, mean);
  if (outer === 1 && !mean) return sumRows(gpu, x, shape);
  const y = gpu.make(shape);
  const named = (key: string, code: () => string): Shader => ({ key, reads: ['f32'], writes: 1, code });
  // How many are summed is another number for another length of text.
  const many = 'arrayLength(&x0) / arrayLength(&y0)';
  const share = mean ? ' / f32(n)' : '';
  if (inner > 1) {
    const body = `let n = ${many};
  var sum = 0.0;
  let first = i / ${inner}u * n * ${inner}u + i % ${inner}u;
  for (var k = first; k < first + n * ${inner}u; k += ${inner}u) { sum += x0[k]; }
  y0[i] = sum${share};`;
    gpu.each(
      named(`reduce ${inner} ${mean}`, () => eachElement(body)),
      [x],
      [y],
      y.size,
    );
    return y;
  }
  const team = teamOf(gpu);
  const code = () =>
    eachRow(
      team,
      'arrayLength(&y0)',
      `let n = ${many};
  var sum = 0.0;
  ${team.over('n', 'sum += x0[row * n + j];')}
  sum = total(at, sum);
  if (at == 0u) { y0[row] = sum${share}; }`,
    );
  runRows(gpu, named(`reduce rows ${mean}`, code), [x], [y], outer);
  return y;
}

export const sumOnGpu: GpuKernel<Axes> = ({ inputs, attributes: { axes }, types }, gpu) =>
  reduced(gpu, at(inputs, 0), axes, shapeOf(types), false);

export const meanOnGpu: GpuKernel<Axes> = ({ inputs, attributes: { axes }, types }, gpu) =>
  reduced(gpu, at(inputs, 0), axes, shapeOf(types), true);

export const sumToOnGpu: GpuKernel<{ shape: readonly (number | string)[] }> = ({ inputs, types }, gpu) => {
  const x = at(inputs, 0);
  const shape = shapeOf(types);
  const extra = x.shape.length - shape.length;
  const axes = x.shape.flatMap((size, axis) => (axis < extra || shape[axis - extra] !== size ? [axis] : []));
  return reduced(gpu, x, axes, shape, false);
};

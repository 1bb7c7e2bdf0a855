import type { Tensor } from '@tensorflow/tfjs-core';
import { at, type GpuKernel, shapeOf } from '../kernel';
import { elements } from '../layout';
import { eachElement, type Gpu, type Shader } from './gpu';

/** Elements of one index of an axis, that is, of all axes behind it. */
const behind = (shape: readonly number[], axis: number): number => elements(shape.slice(axis + 1));

const isFloat = ({ dtype }: Tensor): boolean => dtype === 'float32';

/** Sizes, which are data, in vectors of four. */
const inFours = (sizes: readonly number[]): number[] => [
  ...sizes,
  ...new Array<number>((4 - (sizes.length % 4)) % 4).fill(0),
];

/** Moves elements as they lie, numbers, ids or truth values. Sizes are data: another length of text needs no other shader. */
function move(
  gpu: Gpu,
  key: string,
  reads: readonly Tensor[],
  shape: readonly number[],
  sizes: readonly number[],
  body: string,
): Tensor {
  const type = reads.every(isFloat) ? 'f32' : 'i32';
  const y = gpu.make(shape, reads[0]?.dtype === 'bool' ? 'bool' : type === 'f32' ? 'float32' : 'int32');
  const given = inFours(sizes);
  const shader: Shader = {
    key: `${key} ${type}`,
    reads: reads.map(() => type),
    writes: 1,
    integers: [type === 'i32'],
    ...(given.length > 0 && { sizes: given.length / 4 }),
    code: () => eachElement(body),
  };
  gpu.each(shader, reads, [y], y.size, given);
  return y;
}

/** y = x[start : start + size] along the axis. */
export function part(gpu: Gpu, x: Tensor, axis: number, start: number, size: number): Tensor {
  const inner = behind(x.shape, axis);
  const sizes = [(x.shape[axis] ?? 1) * inner, start * inner, size * inner];
  const body = 'y0[i] = x0[i / sizes[0].z * sizes[0].x + sizes[0].y + i % sizes[0].z];';
  return move(gpu, 'slice', [x], x.shape.with(axis, size), sizes, body);
}

export const sliceOnGpu: GpuKernel<{ axis: number; start: number | string; size: number | string }> = (
  { inputs, attributes: { axis, start }, types },
  gpu,
) => {
  const shape = shapeOf(types);
  return shape.includes(0) ? undefined : part(gpu, at(inputs, 0), axis, Number(start), shape[axis] ?? 1);
};

export const padOnGpu: GpuKernel<{ axis: number; start: number | string; size: number | string }> = (
  { inputs, attributes: { axis, start }, types },
  gpu,
) => {
  const x = at(inputs, 0);
  const shape = shapeOf(types);
  if (x.size === 0 || !isFloat(x)) return undefined;
  const inner = behind(shape, axis);
  const sizes = [(x.shape[axis] ?? 1) * inner, Number(start) * inner, (shape[axis] ?? 1) * inner];
  const body = `let k = i % sizes[0].z - sizes[0].y;
  // What stands before the start has wrapped round.
  y0[i] = select(0.0, x0[min(i / sizes[0].z * sizes[0].x + k, arrayLength(&x0) - 1u)], k < sizes[0].x);`;
  return move(gpu, 'pad', [x], shape, sizes, body);
};

/** As many pieces as can be bound, in one dispatch. */
export const concatOnGpu: GpuKernel<{ axis: number }> = ({ inputs, attributes, types }, gpu) => {
  const pieces = inputs.filter((piece): piece is Tensor => piece !== undefined && piece.size > 0);
  const shape = shapeOf(types);
  const axis = (attributes.axis + shape.length) % shape.length;
  const same = pieces.every(({ dtype }) => dtype === pieces[0]?.dtype);
  if (!same || pieces.length === 0 || pieces.length >= gpu.bindings) return undefined;
  const inner = behind(shape, axis);
  const widths = pieces.map((piece) => (piece.shape[axis] ?? 1) * inner);
  const size = (at: number) => `sizes[${Math.floor(at / 4)}][${at % 4}]`;
  const branches = widths.map((_, n) => {
    const width = size(n + 1);
    return `if (k < ${width}) { y0[i] = x${n}[row * ${width} + k]; return; }
  k -= ${width};`;
  });
  const body = `let row = i / sizes[0].x;
  var k = i % sizes[0].x;
  ${branches.join('\n  ')}`;
  return move(gpu, `concat ${pieces.length}`, pieces, shape, [(shape[axis] ?? 1) * inner, ...widths], body);
};

/** Where element i of a shape is read from, by a stride for each of its axes. */
function strided(gpu: Gpu, x: Tensor, shape: readonly number[], strides: readonly number[]): Tensor {
  const axes = shape.flatMap((size, axis) => {
    const stride = strides[axis] ?? 0;
    return size === 1 || stride === 0 ? [] : [[behind(shape, axis), size, stride, 0]];
  });
  const terms = axes.map((_, n) => `i / sizes[${n}].x % sizes[${n}].y * sizes[${n}].z`);
  return move(gpu, `strided ${axes.length}`, [x], shape, axes.flat(), `y0[i] = x0[${terms.join(' + ') || '0u'}];`);
}

/** Along axes of size 1 that are repeated the stride is 0. */
export const broadcastOnGpu: GpuKernel<{ shape: readonly (number | string)[] }> = ({ inputs, types }, gpu) => {
  const x = at(inputs, 0);
  const shape = shapeOf(types);
  const own = [...new Array<number>(shape.length - x.shape.length).fill(1), ...x.shape];
  if (x.size === 0 || shape.includes(0)) return undefined;
  const strides = own.map((size, axis) => (size === 1 ? 0 : behind(own, axis)));
  return strided(gpu, x, shape, strides);
};

export const transposeOnGpu: GpuKernel<{ order: readonly number[] }> = (
  { inputs, attributes: { order }, types },
  gpu,
) => {
  const x = at(inputs, 0);
  const strides = order.map((axis) => behind(x.shape, axis));
  return x.size === 0 ? undefined : strided(gpu, x, shapeOf(types), strides);
};

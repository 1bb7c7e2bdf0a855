import type { Tensor } from '@tensorflow/tfjs-core';
import type { Pair, Pool } from '../../ops';
import { at, type GpuKernel, shapeOf } from '../kernel';
import { walkOf } from '../window';
import { FUNCTIONS } from './functions';
import { eachElement, type Gpu } from './gpu';

const ONES: Pair = [1, 1];

/** H W C –; H′ W′ h w; stride, and rows and columns before the image. */
function sizesOf(image: readonly number[], out: readonly number[], pool: Pool): number[] {
  const { size, stride, before } = walkOf(image, out, { ...pool, dilation: ONES });
  const [, H = 1, W = 1, C = 1] = image;
  return [H, W, C, 0, out[1] ?? 1, out[2] ?? 1, ...size, ...stride, ...before];
}

/** A shader that goes through the elements of what comes out; sizes are data, so that all layers share it. */
function run(gpu: Gpu, key: string, reads: readonly Tensor[], shape: readonly number[], sizes: number[], body: string) {
  const y = gpu.make(shape);
  const code = () => `${FUNCTIONS}
${WINDOWS}
${eachElement(body)}`;
  gpu.each({ key, reads: reads.map(() => 'f32'), writes: 1, sizes: 3, code }, reads, [y], y.size, sizes);
  return y;
}

/** Of the window at place o along an axis: its first pixel in the image, and the one behind its last. */
const WINDOWS = `
fn first(o: u32, axis: u32) -> u32 { return u32(max(i32(o * sizes[2][axis]) - i32(sizes[2][axis + 2u]), 0)); }
fn end(o: u32, axis: u32) -> u32 {
  return u32(clamp(i32(o * sizes[2][axis] + sizes[1][axis + 2u]) - i32(sizes[2][axis + 2u]), 0, i32(sizes[0][axis])));
}
// The first window that reaches pixel p, and the one behind the last.
fn first_over(p: u32, axis: u32) -> u32 {
  let reach = i32(p + sizes[2][axis + 2u]) - i32(sizes[1][axis + 2u]);
  return u32(max(reach + i32(sizes[2][axis]), 0)) / sizes[2][axis];
}
fn end_over(p: u32, axis: u32) -> u32 {
  return min((p + sizes[2][axis + 2u]) / sizes[2][axis] + 1u, sizes[1][axis]);
}
fn pixel(image: u32, y: u32, x: u32, c: u32) -> u32 { return ((image * sizes[0].x + y) * sizes[0].y + x) * sizes[0].z + c; }
fn place(image: u32, y: u32, x: u32, c: u32) -> u32 { return ((image * sizes[1].x + y) * sizes[1].y + x) * sizes[0].z + c; }`;

/** Where element i of [B, high, wide, C] stands. */
const standing = (high: string, wide: string): string => `let c = i % sizes[0].z;
  let x = i / sizes[0].z % ${wide};
  let y = i / sizes[0].z / ${wide} % ${high};
  let image = i / sizes[0].z / ${wide} / ${high};`;
const OF_PLACE = standing('sizes[1].x', 'sizes[1].y');
const OF_PIXEL = standing('sizes[0].x', 'sizes[0].y');

const overWindow = (body: string): string => `for (var py = first(y, 0u); py < end(y, 0u); py++) {
    for (var px = first(x, 1u); px < end(x, 1u); px++) { ${body} }
  }`;
const overWindows = (body: string): string => `for (var oy = first_over(y, 0u); oy < end_over(y, 0u); oy++) {
    for (var ox = first_over(x, 1u); ox < end_over(x, 1u); ox++) {
      ${body}
    }
  }`;

export const maxPoolOnGpu: GpuKernel<Pool> = ({ inputs, attributes, types }, gpu) => {
  const x = at(inputs, 0);
  const shape = shapeOf(types);
  if (x.size === 0) return undefined;
  const body = `${OF_PLACE}
  var top = -3.4e38;
  ${overWindow('let v = x0[pixel(image, py, px, c)]; top = or_nan(top, or_nan(v, max(top, v)));')}
  y0[i] = top;`;
  return run(gpu, 'max pool', [x], shape, sizesOf(x.shape, shape, attributes), body);
};

/** A pixel takes dy of the windows whose first largest it is: none of those before it in the window may be equal. */
export const maxPoolGradientOnGpu: GpuKernel<Pool> = ({ inputs, attributes }, gpu) => {
  const [x, y, dy] = [at(inputs, 0), at(inputs, 1), at(inputs, 2)];
  if (x.size === 0) return undefined;
  const body = `${OF_PIXEL}
  var sum = 0.0;
  ${overWindows(`let o = place(image, oy, ox, c);
      let top = x1[o];
      var own = x0[i] == top;
      for (var py = first(oy, 0u); py <= y && own; py++) {
        let stop = select(end(ox, 1u), x, py == y);
        for (var px = first(ox, 1u); px < stop; px++) { own = own && x0[pixel(image, py, px, c)] != top; }
      }
      sum += select(0.0, x2[o], own);`)}
  y0[i] = sum;`;
  return run(gpu, 'max pool gradient', [x, y, dy], x.shape, sizesOf(x.shape, y.shape, attributes), body);
};

const WITHIN = (y: string, x: string): string =>
  `f32((end(${y}, 0u) - first(${y}, 0u)) * (end(${x}, 1u) - first(${x}, 1u)))`;

export const averagePoolOnGpu: GpuKernel<Pool> = ({ inputs, attributes, types }, gpu) => {
  const x = at(inputs, 0);
  const shape = shapeOf(types);
  if (x.size === 0) return undefined;
  const body = `${OF_PLACE}
  var sum = 0.0;
  ${overWindow('sum += x0[pixel(image, py, px, c)];')}
  y0[i] = sum / ${WITHIN('y', 'x')};`;
  return run(gpu, 'average pool', [x], shape, sizesOf(x.shape, shape, attributes), body);
};

export const averagePoolGradientOnGpu: GpuKernel<Pool & { image: readonly (number | string)[] }> = (
  { inputs, attributes, types },
  gpu,
) => {
  const dy = at(inputs, 0);
  const image = shapeOf(types);
  if (dy.size === 0) return undefined;
  const body = `${OF_PIXEL}
  var sum = 0.0;
  ${overWindows(`sum += x0[place(image, oy, ox, c)] / ${WITHIN('oy', 'ox')};`)}
  y0[i] = sum;`;
  return run(gpu, 'average pool gradient', [dy], image, sizesOf(image, dy.shape, attributes), body);
};

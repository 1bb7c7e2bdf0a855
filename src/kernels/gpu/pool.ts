import type { Tensor } from '@tensorflow/tfjs-core';
import type { Pair, Pool } from '../../ops';
import { at, type GpuKernel, shapeOf } from '../kernel';
import { elements } from '../layout';
import { areApart, type Walk, walkOf } from '../window';
import { FUNCTIONS } from './functions';
import { eachOf, type Gpu, type Shader } from './gpu';

const ONES: Pair = [1, 1];

/** H W C –; H′ W′ h w; stride, and rows and columns before the image. */
function sizesOf(image: readonly number[], out: readonly number[], pool: Pool): number[] {
  const { size, stride, before } = walkOf(image, out, { ...pool, dilation: ONES });
  const [, H = 1, W = 1, C = 1] = image;
  return [H, W, C, 0, out[1] ?? 1, out[2] ?? 1, ...size, ...stride, ...before];
}

/** How places are gone through: a GPU in software divides slowly, so there an invocation has all channels of its place. */
interface Way {
  readonly name: string;
  /** Of the places of what comes out, and of code for place `spot` and channel `c`, a main function. */
  readonly main: (places: string, before: string, body: string) => string;
  readonly invocations: (shape: readonly number[], C: number) => number;
}

const ALONE: Way = {
  name: 'by channels',
  main: (places, before, body) =>
    eachOf(
      `${places} * sizes[0].z`,
      `let spot = i / sizes[0].z;
  let c = i % sizes[0].z;
  ${before}
  ${body}`,
    ),
  invocations: (shape) => elements(shape),
};

const TOGETHER: Way = {
  name: 'by places',
  main: (places, before, body) =>
    eachOf(
      places,
      `let spot = i;
  ${before}
  for (var c = 0u; c < sizes[0].z; c++) {
    ${body}
  }`,
    ),
  invocations: (shape, C) => elements(shape) / C,
};

/** Sizes are data, so that all layers share a shader. */
function run(
  gpu: Gpu,
  key: string,
  reads: readonly Tensor[],
  shape: readonly number[],
  { sizes, places, before, body }: { sizes: readonly number[]; places: string; before: string; body: string },
  spots: readonly number[] = shape,
) {
  const y = gpu.make(shape);
  const way = gpu.software ? TOGETHER : ALONE;
  const code = () => `${FUNCTIONS}
${WINDOWS}
${way.main(places, before, body)}`;
  const shader: Shader = { key: `${key} ${way.name}`, reads: reads.map(() => 'f32'), writes: 1, sizes: 3, code };
  gpu.each(shader, reads, [y], way.invocations(spots, shape.at(-1) ?? 1), sizes);
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

const ALL = 'arrayLength(&y0) / sizes[0].z';

/** Where place `spot` of [B, high, wide] stands. */
const standing = (high: string, wide: string): string => `let x = spot % (${wide});
  let y = spot / (${wide}) % (${high});
  let image = spot / (${wide}) / (${high});`;
const OF_PLACE = standing('sizes[1].x', 'sizes[1].y');
const OF_PIXEL = standing('sizes[0].x', 'sizes[0].y');

const BOUNDS = `let top = first(y, 0u); let bottom = end(y, 0u);
  let left = first(x, 1u); let right = end(x, 1u);`;
const OVER_BOUNDS = `let upper = first_over(y, 0u); let lower = end_over(y, 0u);
  let before = first_over(x, 1u); let after = end_over(x, 1u);`;

const overWindow = (body: string): string => `for (var py = top; py < bottom; py++) {
    for (var px = left; px < right; px++) { ${body} }
  }`;
const overWindows = (body: string): string => `for (var oy = upper; oy < lower; oy++) {
    for (var ox = before; ox < after; ox++) {
      ${body}
    }
  }`;

export const maxPoolOnGpu: GpuKernel<Pool> = ({ inputs, attributes, types }, gpu) => {
  const x = at(inputs, 0);
  const shape = shapeOf(types);
  if (x.size === 0) return undefined;
  const body = `var most = -3.4e38;
  ${overWindow('let v = x0[pixel(image, py, px, c)]; most = or_nan(most, or_nan(v, max(most, v)));')}
  y0[spot * sizes[0].z + c] = most;`;
  const sizes = sizesOf(x.shape, shape, attributes);
  return run(gpu, 'max pool', [x], shape, { sizes, places: ALL, before: `${OF_PLACE}\n  ${BOUNDS}`, body });
};

/** A pixel takes dy of the windows whose first largest it is: none of those before it in the window may be equal. */
export const maxPoolGradientOnGpu: GpuKernel<Pool> = ({ inputs, attributes }, gpu) => {
  const [x, y, dy] = [at(inputs, 0), at(inputs, 1), at(inputs, 2)];
  if (x.size === 0) return undefined;
  const walk = walkOf(x.shape, y.shape, { ...attributes, dilation: ONES });
  const sizes = sizesOf(x.shape, y.shape, attributes);
  if (areApart(walk)) return apart(gpu, [x, y, dy], walk, sizes);
  const body = `var sum = 0.0;
  ${overWindows(`let o = place(image, oy, ox, c);
      let most = x1[o];
      var own = x0[spot * sizes[0].z + c] == most;
      for (var py = first(oy, 0u); py <= y && own; py++) {
        let stop = select(end(ox, 1u), x, py == y);
        for (var px = first(ox, 1u); px < stop; px++) { own = own && x0[pixel(image, py, px, c)] != most; }
      }
      sum += select(0.0, x2[o], own);`)}
  y0[spot * sizes[0].z + c] = sum;`;
  const before = `${OF_PIXEL}\n  ${OVER_BOUNDS}`;
  return run(gpu, 'max pool gradient', [x, y, dy], x.shape, { sizes, places: ALL, before, body });
};

/** Where no pixel lies in two windows: the image is cut up by strides, and the first that is largest takes what there is. */
function apart(gpu: Gpu, reads: readonly [Tensor, Tensor, Tensor], walk: Walk, sizes: readonly number[]): Tensor {
  const [x] = reads;
  const { image, before, stride } = walk;
  const cells = ([0, 1] as const).map((axis) => Math.ceil((image[axis] + before[axis]) / stride[axis]));
  const [B = 1, , , C = 1] = x.shape;
  const [high, wide] = ['x', 'y'].map(
    (axis, n) => `((sizes[0].${axis} + sizes[2].${'zw'[n]} + sizes[2].${axis} - 1u) / sizes[2].${axis})`,
  );
  const corner = `${standing(high ?? '', wide ?? '')}
  let seen = y < sizes[1].x && x < sizes[1].y;
  let top = first(y, 0u); let bottom = min((y + 1u) * sizes[2].x - sizes[2].z, sizes[0].x);
  let left = first(x, 1u); let right = min((x + 1u) * sizes[2].y - sizes[2].w, sizes[0].y);
  let under = select(top, end(y, 0u), seen); let beyond = select(left, end(x, 1u), seen);`;
  const body = `let o = select(0u, place(image, y, x, c), seen);
  let most = x1[o];
  var rest = x2[o];
  ${overWindow(`let at_pixel = pixel(image, py, px, c);
      let own = py < under && px < beyond && x0[at_pixel] == most;
      y0[at_pixel] = select(0.0, rest, own);
      rest = select(rest, 0.0, own);`)}`;
  const places = `arrayLength(&y0) / (sizes[0].x * sizes[0].y * sizes[0].z) * ${high} * ${wide}`;
  const what = { sizes, places, before: corner, body };
  return run(gpu, 'max pool gradient apart', reads, x.shape, what, [B, ...cells, C]);
}

const WITHIN = 'f32((bottom - top) * (right - left))';

export const averagePoolOnGpu: GpuKernel<Pool> = ({ inputs, attributes, types }, gpu) => {
  const x = at(inputs, 0);
  const shape = shapeOf(types);
  if (x.size === 0) return undefined;
  const body = `var sum = 0.0;
  ${overWindow('sum += x0[pixel(image, py, px, c)];')}
  y0[spot * sizes[0].z + c] = sum / ${WITHIN};`;
  const sizes = sizesOf(x.shape, shape, attributes);
  return run(gpu, 'average pool', [x], shape, { sizes, places: ALL, before: `${OF_PLACE}\n  ${BOUNDS}`, body });
};

export const averagePoolGradientOnGpu: GpuKernel<Pool & { image: readonly (number | string)[] }> = (
  { inputs, attributes, types },
  gpu,
) => {
  const dy = at(inputs, 0);
  const image = shapeOf(types);
  if (dy.size === 0) return undefined;
  const body = `var sum = 0.0;
  ${overWindows(`let within = (end(oy, 0u) - first(oy, 0u)) * (end(ox, 1u) - first(ox, 1u));
      sum += x0[place(image, oy, ox, c)] / f32(within);`)}
  y0[spot * sizes[0].z + c] = sum;`;
  const sizes = sizesOf(image, dy.shape, attributes);
  const before = `${OF_PIXEL}\n  ${OVER_BOUNDS}`;
  return run(gpu, 'average pool gradient', [dy], image, { sizes, places: ALL, before, body });
};

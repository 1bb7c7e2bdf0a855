import { tensor } from '@tensorflow/tfjs-core';
import type { Rotary } from '../../ops';
import { anglesOf, turnOf } from '../angles';
import { at, type GpuKernel } from '../kernel';
import { eachElement } from './gpu';

/** Each pair (a, b) of channels becomes (a·cos − b·sin, b·cos + a·sin); WGSL's own sine is not exact enough for large angles. */
export const rotaryOnGpu: GpuKernel<Rotary> = ({ inputs, attributes }, gpu) => {
  const x = at(inputs, 0);
  const { T, heads, h } = turnOf(x.shape, attributes);
  const halves = attributes.pairs === 'halves';
  const y = gpu.make(x.shape);
  const table = tensor(anglesOf(T, h, attributes), [T * h], 'float32');
  const [pair, first, apart] = halves ? [`c % ${h / 2}u`, `c < ${h / 2}u`, h / 2] : ['c / 2u', 'c % 2u == 0u', 1];
  const code = () =>
    eachElement(`let c = i % ${h}u;
  let angle = (i / ${h * heads}u % ${T}u * ${h / 2}u + ${pair}) * 2u;
  if (${first}) { y0[i] = x0[i] * x1[angle] - x0[i + ${apart}u] * x1[angle + 1u]; }
  else { y0[i] = x0[i] * x1[angle] + x0[i - ${apart}u] * x1[angle + 1u]; }`);
  gpu.each(
    { key: `rotary ${halves} ${T} ${heads} ${h}`, reads: ['f32', 'f32'], writes: 1, code },
    [x, table],
    [y],
    y.size,
  );
  table.dispose();
  return y;
};

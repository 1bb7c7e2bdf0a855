import type { Tensor } from '@tensorflow/tfjs-core';
import { at, type Draw, type GpuKernel, type KernelCall } from '../kernel';
import { repeats } from '../layout';
import { bitsOf } from '../random';
import { eachElement, type Gpu, type Shader } from './gpu';

/** Where b stands beside element i of a: as the last axes of it, or with one number for all of them; undefined for other ways. */
function placeIn(a: readonly number[], b: readonly number[]): string | undefined {
  if (repeats(a, b)) return 'i % arrayLength(&x1)';
  const same = b.findIndex((size, axis) => size !== a[axis]);
  const spread = a.length === b.length && b.slice(same).every((size) => size === 1);
  return spread ? 'i / (arrayLength(&y0) / arrayLength(&x1))' : undefined;
}

function combine(sign: '+' | '-' | '*') {
  const shaderOf = (place: string): Shader => ({
    key: `combine ${sign} ${place}`,
    reads: ['f32', 'f32'],
    writes: 1,
    code: () => eachElement(`y0[i] = x0[i] ${sign} x1[${place}];`),
  });
  return ({ inputs }: KernelCall<Record<string, never>>, gpu: Gpu): Tensor | undefined => {
    const [one, other] = [at(inputs, 0), at(inputs, 1)];
    const [a, b] = sign !== '-' && other.size > one.size ? [other, one] : [one, other];
    const place = placeIn(a.shape, b.shape);
    if (b.size === 0 || place === undefined) return undefined;
    const y = gpu.make(a.shape);
    gpu.each(shaderOf(place), [a, b], [y], a.size);
    return y;
  };
}

export const addOnGpu = combine('+');
export const subtractOnGpu = combine('-');
export const multiplyOnGpu = combine('*');

export const affineOnGpu: GpuKernel<{ scale: number; shift: number }> = ({ inputs, attributes }, gpu) => {
  const x = at(inputs, 0);
  const y = gpu.make(x.shape);
  const { scale, shift } = attributes;
  const code = () => eachElement(`y0[i] = f32(${scale}) * x0[i] + f32(${shift});`);
  gpu.each({ key: `affine ${scale} ${shift}`, reads: ['f32'], writes: 1, code }, [x], [y], x.size);
  return y;
};

/** True and ids as floats. */
export const toFloatOnGpu: GpuKernel<Record<string, never>> = ({ inputs }, gpu) => {
  const x = at(inputs, 0);
  const y = gpu.make(x.shape);
  const type = x.dtype === 'float32' ? 'f32' : 'i32';
  const code = () => eachElement('y0[i] = f32(x0[i]);');
  gpu.each({ key: `to float ${type}`, reads: [type], writes: 1, code }, [x], [y], x.size);
  return y;
};

/** src/random's hash of two words: the run's bits for the place, and the element's index. */
export const HASH = `
fn turn(x: u32, by: u32) -> u32 { return (x << by) | (x >> (32u - by)); }
fn mix(h: u32, word: u32) -> u32 {
  let k = turn(word * 0xcc9e2d51u, 15u) * 0x1b873593u;
  return turn(h ^ k, 13u) * 5u + 0xe6546b64u;
}
fn hash(bits: u32, i: u32) -> u32 {
  var x = mix(mix(0u, bits), i) ^ 8u;
  x = (x ^ (x >> 16u)) * 0x85ebca6bu;
  x = (x ^ (x >> 13u)) * 0xc2b2ae35u;
  return x ^ (x >> 16u);
}
`;

/** The step's bits as a kernel reads them. */
export const drawBits = (key: number, draw: Draw): Tensor =>
  draw([1], 'int32', (counter) => Int32Array.of(bitsOf(key, counter)));

export const dropoutOnGpu: GpuKernel<{ rate: number; key: number }> = ({ inputs, attributes, draw }, gpu) => {
  const x = at(inputs, 0);
  const y = gpu.make(x.shape);
  const { rate, key } = attributes;
  const bits = drawBits(key, draw);
  const kept = `select(0.0, f32(${1 / (1 - rate)}), hash(bitcast<u32>(x1[0]), i) >= ${Math.ceil(rate * 2 ** 32)}u)`;
  const code = () => HASH + eachElement(`y0[i] = x0[i] * ${kept};`);
  gpu.each({ key: `dropout ${rate}`, reads: ['f32', 'i32'], writes: 1, code }, [x, bits], [y], x.size);
  return y;
};

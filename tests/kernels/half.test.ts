import { describe, expect, it } from 'vitest';
import type { Shader } from '../../src/kernels/gpu/gpu';
import { halved, halvesOf } from '../../src/kernels/gpu/half';
import type { Place } from '../../src/kernels/gpu/recording';

const shader = (code: string, more: Partial<Shader> = {}): Shader => ({
  key: 'test',
  reads: ['f32', 'i32'],
  writes: 1,
  code: () => code,
  ...more,
});

const both = (code: string, more: Partial<Shader> = {}) => halved(shader(code, more), [true, false], [true]).code();

describe('a shader for arrays in 16 bits', () => {
  it.each([
    ['y0[i] = x0[i] + 1.0;', 'y0[i] = f16(f32(x0[i]) + 1.0);'],
    ['y0[i] /= sum;', 'y0[i] = f16(f32(y0[i]) / (sum));'],
    ['let a = x0[row * 4u + u32(x1[i])] == 2.0;', 'let a = f32(x0[row * 4u + u32(x1[i])]) == 2.0;'],
    ['y0[u32(x0[i])] = max(y0[j], x1[k]);', 'y0[u32(f32(x0[i]))] = f16(max(f32(y0[j]), x1[k]));'],
    ['if (y0[i] == 0.0) { y0[i]=x0[0]; }', 'if (f32(y0[i]) == 0.0) { y0[i] = f16(f32(x0[0])); }'],
    ['let n = arrayLength(&x0); let y0_at = x04(i);', 'let n = arrayLength(&x0); let y0_at = x04(i);'],
  ])('%s', (code, expected) => {
    expect(both(code)).toBe(expected);
  });

  it('converts vectors as such', () => {
    const vectors = { vectors: [true], packs: [true] };
    expect(both('y0[i] = c + x0[i];', vectors)).toBe('y0[i] = vec4<f16>(c + vec4f(x0[i]));');
  });

  it('leaves alone what lies in 32 bits, and goes by another name', () => {
    const plain = shader('y0[i] = x0[i];');
    expect(halved(plain, [false, false], [false])).toBe(plain);
    const one = halved(plain, [true, false], [false]);
    expect(one.code()).toBe('y0[i] = f32(x0[i]);');
    expect(one.key).not.toBe(halved(plain, [false, false], [true]).key);
  });

  it('says so where a bracket does not close', () => {
    expect(() => both('y0[i = 3;')).toThrow(RangeError);
  });
});

/** What stands for a buffer: only its identity and its size count. */
const buffer = (size: number): GPUBuffer => {
  const made: unknown = { size };
  if (!isBuffer(made)) throw new RangeError('no buffer');
  return made;
};
const isBuffer = (value: unknown): value is GPUBuffer => typeof value === 'object' && value !== null && 'size' in value;

describe('which buffers are halved', () => {
  const whole = (one: GPUBuffer): Place => ({ buffer: one, offset: 0, size: one.size });
  const [ours, theirs, integers, odd, kept, part] = [64, 64, 64, 24, 64, 64].map(buffer);
  if (!ours || !theirs || !integers || !odd || !kept || !part) throw new RangeError('six buffers');
  const dispatch = (bound: readonly Place[], own?: Shader) => ({
    ...(own ? { shader: own } : {}),
    pipeline: new Promise<GPUComputePipeline>(() => {}),
    layout: Object.create(null),
    bound,
    written: [bound.length - 1],
    groups: [1, 1, 1] as const,
  });
  const recording = {
    dispatches: [
      dispatch([whole(ours), whole(integers), whole(odd)], shader('')),
      dispatch([whole(theirs), whole(ours)], shader('', { reads: ['f32'] })),
      dispatch([whole(theirs), whole(kept)]),
      dispatch([{ buffer: part, offset: 32, size: 32 }, whole(kept)], shader('', { reads: ['f32'] })),
    ],
    constants: [],
    standsIn: () => true,
  };

  it('are those that only our shaders read and write, as floats and as a whole', () => {
    const candidates = new Set([ours, theirs, integers, odd, kept, part]);
    expect([...halvesOf(candidates, recording, new Set([kept]))]).toEqual([ours]);
    expect([...halvesOf(candidates, { ...recording, standsIn: () => false }, new Set())]).toEqual([]);
    expect([...halvesOf(new Set(), recording, new Set())]).toEqual([]);
  });
});

import type { Shader } from './gpu';
import type { Dispatch, Recording } from './recording';

/**
 * Storage in 16 bits. A shader of ours is rewritten for the arrays that lie so: what it reads is made a 32-bit number at once,
 * and what it writes is rounded at the last moment, so that everything is computed, and summed up, in 32 bits.
 */
export function halved(shader: Shader, reads: readonly boolean[], writes: readonly boolean[]): Shader {
  if (![...reads, ...writes].some(Boolean)) return shader;
  const arrays = new Map<string, Access>();
  for (const [i, half] of reads.entries()) if (half) arrays.set(`x${i}`, accessOf(shader.vectors?.[i] === true));
  for (const [i, half] of writes.entries()) if (half) arrays.set(`y${i}`, accessOf(shader.packs?.[i] === true));
  const marks = [...reads, ...writes].map((half) => (half ? 'h' : 'f')).join('');
  return {
    ...shader,
    key: `${shader.key} in ${marks}`,
    halves: { reads, writes },
    code: () => rewrite(shader.code(), arrays),
  };
}

/** How an element is made a number to compute with, and back. */
interface Access {
  readonly load: string;
  readonly store: string;
}

const accessOf = (vector: boolean): Access =>
  vector ? { load: 'vec4f', store: 'vec4<f16>' } : { load: 'f32', store: 'f16' };

/** An element of one of the arrays, `x0[…]`, up to its opening bracket. */
const ELEMENT = /\b([xy]\d+)\[/g;

/** WGSL with every element of the arrays converted where it is read or written. */
function rewrite(code: string, arrays: ReadonlyMap<string, Access>): string {
  const pattern = new RegExp(ELEMENT);
  let out = '';
  let from = 0;
  for (let match = pattern.exec(code); match; match = pattern.exec(code)) {
    const [whole, name = ''] = match;
    const access = arrays.get(name);
    if (!access) continue;
    const end = closing(code, match.index + whole.length);
    const element = `${name}[${rewrite(code.slice(match.index + whole.length, end - 1), arrays)}]`;
    out += code.slice(from, match.index);
    const assigned = /^\s*([-+*/]?)=(?!=)/.exec(code.slice(end, end + 8));
    if (!assigned) {
      out += `${access.load}(${element})`;
      from = end;
    } else {
      const begin = end + assigned[0].length;
      const stop = code.indexOf(';', begin);
      const value = rewrite(code.slice(begin, stop), arrays).trim();
      const [, sign] = assigned;
      const result = sign ? `${access.load}(${element}) ${sign} (${value})` : value;
      out += `${element} = ${access.store}(${result})`;
      from = stop;
    }
    pattern.lastIndex = from;
  }
  return out + code.slice(from);
}

/** Where the bracket closes that stands open before `from`. */
function closing(code: string, from: number): number {
  let open = 1;
  let at = from;
  for (; open > 0; at++) {
    if (at >= code.length) throw new RangeError('a shader has a bracket that does not close');
    if (code[at] === '[') open++;
    if (code[at] === ']') open--;
  }
  return at;
}

/**
 * Of buffers that could be halved those that only shaders of ours touch, as arrays of floats and as a whole.
 *
 * @param kept buffers that have a place of their own, or are read by the host
 */
export function halvesOf(
  candidates: ReadonlySet<GPUBuffer>,
  { dispatches, standsIn }: Recording,
  kept: ReadonlySet<GPUBuffer>,
): Set<GPUBuffer> {
  const found = new Set([...candidates].filter((buffer) => standsIn(buffer) && !kept.has(buffer)));
  for (const { shader, bound } of dispatches) {
    for (const [i, { buffer, offset, size }] of bound.entries()) {
      if (!found.has(buffer)) continue;
      const count = shader?.reads.length ?? 0;
      const floats = shader && (i < count ? shader.reads[i] === 'f32' : !shader.integers?.[i - count]);
      if (!floats || offset !== 0 || size !== buffer.size || size % 16 !== 0) found.delete(buffer);
    }
  }
  return found;
}

/** Which arrays of a dispatch lie in 16 bits. */
export function marksOf({ shader, bound }: Dispatch, halves: ReadonlySet<GPUBuffer>) {
  const marks = bound.map(({ buffer }) => halves.has(buffer));
  const count = shader?.reads.length ?? 0;
  return { reads: marks.slice(0, count), writes: marks.slice(count) };
}

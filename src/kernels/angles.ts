import type { Rotary } from '../ops';

/** Sizes of what is turned: steps, heads, and channels of each. */
export function turnOf(shape: readonly number[], { heads }: Pick<Rotary, 'heads'>) {
  return { T: shape.at(heads ? -3 : -2) ?? 1, heads: heads ? (shape.at(-2) ?? 1) : 1, h: shape.at(-1) ?? 2 };
}

/** Tables kept: a model asks for the same ones in every step. */
const KEPT = 32;
const tables = new Map<string, Float32Array>();

/** Cosine and sine of every position's angles: [T, h / 2, 2]. */
export function anglesOf(T: number, h: number, { base, offset, inverse }: Rotary): Float32Array {
  const key = [T, h, base, offset, inverse].join();
  const known = tables.get(key);
  if (known) return known;
  const made = new Float32Array(T * h);
  for (let t = 0; t < T; t++) {
    for (let pair = 0; pair < h / 2; pair++) {
      const angle = (t + Number(offset)) * base ** ((-2 * pair) / h);
      const at = t * h + 2 * pair;
      made[at] = Math.cos(angle);
      made[at + 1] = inverse ? -Math.sin(angle) : Math.sin(angle);
    }
  }
  const oldest = tables.keys().next().value;
  if (tables.size >= KEPT && oldest !== undefined) tables.delete(oldest);
  tables.set(key, made);
  return made;
}

/**
 * Counter-based randomness: every number is a hash of what it is for, so no state is carried and the same seed gives
 * the same examples in the same order everywhere. The hash is MurmurHash3_x86_32 over 32-bit words (Austin Appleby,
 * https://github.com/aappleby/smhasher, public domain).
 */
const rotate = (x: number, bits: number): number => (x << bits) | (x >>> (32 - bits));

const mix = (h: number, word: number): number => {
  const k = Math.imul(rotate(Math.imul(word, 0xcc9e2d51), 15), 0x1b873593);
  return Math.imul(rotate(h ^ k, 13), 5) + 0xe6546b64;
};

const finish = (h: number, words: number): number => {
  let x = h ^ (words * 4);
  x = Math.imul(x ^ (x >>> 16), 0x85ebca6b);
  x = Math.imul(x ^ (x >>> 13), 0xc2b2ae35);
  return (x ^ (x >>> 16)) >>> 0;
};

/** An unsigned 32-bit hash of 32-bit words. */
export function hash32(...words: readonly number[]): number {
  let h = 0;
  for (const word of words) h = mix(h, word);
  return finish(h, words.length);
}

/** The same hash over a run of ids. */
export function hashIds(ids: ArrayLike<number>): number {
  let h = 0;
  for (let i = 0; i < ids.length; i++) h = mix(h, ids[i] ?? 0);
  return finish(h, ids.length);
}

/** The same hash over a text's UTF-16 units. */
export function hashText(text: string): number {
  let h = 0;
  for (let i = 0; i < text.length; i++) h = mix(h, text.charCodeAt(i));
  return finish(h, text.length);
}

/** Seeds are natural numbers up to 2⁵³; the hash takes 32 bits at a time. */
const seedKey = (seed: number, what: number): number => hash32(seed >>> 0, Math.floor(seed / 2 ** 32) >>> 0, what);

/** A named sequence of random numbers. Two names of one seed are independent. */
export interface Stream {
  /** In [0, 1). */
  float(): number;
  /** A whole number in [0, below). */
  int(below: number): number;
  chance(probability: number): boolean;
  pick<T>(list: readonly T[]): T;
  /** Standard normal (Box and Muller). */
  normal(): number;
}

export function stream(seed: number, name: string): Stream {
  const key = seedKey(seed, hashText(name));
  let counter = 0;
  const float = (): number => hash32(key, counter++) / 2 ** 32;
  const int = (below: number): number => Math.floor(float() * below);
  return {
    float,
    int,
    chance: (probability) => float() < probability,
    pick: (list) => {
      const item = list[int(list.length)];
      if (item === undefined) throw new RangeError('nothing to pick from');
      return item;
    },
    normal: () => Math.sqrt(-2 * Math.log(1 - float())) * Math.cos(2 * Math.PI * float()),
  };
}

const ROUNDS = 6;

/**
 * Where `index` comes in the epoch's order: a pseudo-random permutation of [0, count) that needs no memory, so that a
 * hundred million windows cost nothing to shuffle. A Feistel network permutes the next even power of two; walking
 * its cycle until the value falls below `count` makes it a permutation of exactly that many (Black and Rogaway 2002,
 * "Ciphers with arbitrary finite domains"). `count` is at most 2³².
 */
export function permute(index: number, count: number, seed: number, epoch: number): number {
  let size = 2;
  while (size * size < count) size *= 2;
  const key = seedKey(seed, epoch);
  let at = index;
  do {
    let left = Math.floor(at / size);
    let right = at % size;
    for (let round = 0; round < ROUNDS; round++) {
      const next = left ^ (hash32(key, round, right) & (size - 1));
      left = right;
      right = next;
    }
    at = left * size + right;
  } while (at >= count);
  return at;
}

/** For each example of a step, how often all of them were seen before. */
export const exampleEpochs = (step: number, batch: number, count: number): number[] =>
  Array.from({ length: batch }, (_, i) => Math.floor((step * batch + i) / count));

/** The examples of a step: each epoch goes through all `count` in its own order, and a batch may cross its end. */
export function exampleIndices(step: number, batch: number, count: number, seed: number): number[] {
  if (!(count >= 1 && count <= 2 ** 32)) throw new RangeError(`an order needs 1 to 2^32 examples, not ${count}`);
  return Array.from({ length: batch }, (_, i) => {
    const position = step * batch + i;
    return permute(position % count, count, seed, Math.floor(position / count));
  });
}

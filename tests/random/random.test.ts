import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { exampleIndices, hash32, hashIds, permute, stream } from '../../src/random';
import { range } from '../data/help';

describe('hash32', () => {
  test('agrees with published values of MurmurHash3_x86_32 with seed 0', () => {
    expect(hash32()).toBe(0);
    expect(hash32(0)).toBe(0x2362f9de);
    expect(hash32(0xffffffff)).toBe(0x76293b50);
    expect(hash32(0x87654321)).toBe(0xf55b516b);
  });

  test('is the same over an array', () => {
    expect(hashIds([7, 8, 9])).toBe(hash32(7, 8, 9));
    expect(hashIds(Uint16Array.of(7, 8, 9))).toBe(hash32(7, 8, 9));
  });
});

describe('stream', () => {
  test('repeats with the seed and the name, and only then', () => {
    const take = (seed: number, name: string) => {
      const random = stream(seed, name);
      return range(8).map(() => random.float());
    };
    expect(take(1, 'a')).toEqual(take(1, 'a'));
    expect(take(1, 'a')).not.toEqual(take(2, 'a'));
    expect(take(1, 'a')).not.toEqual(take(1, 'b'));
    expect(take(1, 'a')).not.toEqual(take(1 + 2 ** 32, 'a'));
  });

  test('is uniform, and normal where asked', () => {
    const random = stream(3, 'moments');
    const floats = range(20_000).map(() => random.float());
    const normals = range(20_000).map(() => random.normal());
    const mean = (xs: number[]) => xs.reduce((a, b) => a + b, 0) / xs.length;
    expect(mean(floats)).toBeCloseTo(0.5, 1);
    expect(mean(normals)).toBeCloseTo(0, 1);
    expect(mean(normals.map((x) => x * x))).toBeCloseTo(1, 1);
    const dice = new Set(range(200).map(() => random.int(6)));
    expect([...dice].sort()).toEqual([0, 1, 2, 3, 4, 5]);
  });

  test('does not pick from nothing', () => {
    expect(() => stream(1, 'x').pick([])).toThrow(RangeError);
  });
});

describe('permute', () => {
  test('is a permutation for any count, seed and epoch', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 3_000 }), fc.maxSafeNat(), fc.nat(1_000), (count, seed, epoch) => {
        const seen = new Set(range(count).map((i) => permute(i, count, seed, epoch)));
        expect(seen.size).toBe(count);
        expect(Math.max(...seen)).toBe(count - 1);
        expect(Math.min(...seen)).toBe(0);
      }),
      { numRuns: 60 },
    );
  });

  test('orders epochs and seeds differently', () => {
    const order = (seed: number, epoch: number) => range(100).map((i) => permute(i, 100, seed, epoch));
    expect(order(1, 0)).toEqual(order(1, 0));
    expect(order(1, 0)).not.toEqual(order(1, 1));
    expect(order(1, 0)).not.toEqual(order(2, 0));
    expect(order(1, 0)).not.toEqual(range(100));
  });

  test('needs no memory for a hundred million', () => {
    const count = 100_000_000;
    const some = range(1_000).map((i) => permute(i, count, 9, 2));
    expect(new Set(some).size).toBe(1_000);
    expect(some.every((i) => Number.isInteger(i) && i >= 0 && i < count)).toBe(true);
    const mean = some.reduce((a, b) => a + b, 0) / some.length / count;
    expect(mean).toBeCloseTo(0.5, 1);
  });
});

describe('exampleIndices', () => {
  test('goes through every example once an epoch, across batches that do not divide it', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 40 }), fc.integer({ min: 1, max: 30 }), fc.nat(), (count, batch, seed) => {
        const steps = Math.ceil((3 * count) / batch);
        const all = range(steps).flatMap((step) => exampleIndices(step, batch, count, seed));
        for (const epoch of [0, 1, 2]) {
          const one = all.slice(epoch * count, (epoch + 1) * count);
          expect(one.toSorted((a, b) => a - b)).toEqual(range(count));
        }
      }),
      { numRuns: 60 },
    );
  });

  test('refuses to order nothing', () => {
    expect(() => exampleIndices(0, 4, 0, 1)).toThrow(RangeError);
  });
});

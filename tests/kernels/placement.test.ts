import { expect, it } from 'vitest';
import { type Interval, peakOf, place } from '../../src/kernels/gpu/placement';
import { fc } from '../support/property';

const lives = fc
  .array(
    fc.record({ size: fc.integer({ min: 1, max: 5000 }), first: fc.nat(30), length: fc.nat(10), apart: fc.nat(40) }),
    {
      maxLength: 40,
    },
  )
  .map((list): Interval[] => {
    const together = (a: number, b: number) => a !== b && (list[a]?.apart === b || list[b]?.apart === a);
    return list.map(({ size, first, length }, i) => ({
      size,
      first,
      last: first + length,
      apart: new Set(list.flatMap((_, j) => (together(i, j) ? [j] : []))),
    }));
  });

it('keeps what lives at one time apart, inside its buffer, aligned, and not in one buffer where that is forbidden', () => {
  const sizes = fc.array(fc.integer({ min: 1, max: 8000 }), { maxLength: 4 });
  fc.assert(
    fc.property(lives, sizes, (intervals, given) => {
      const { places, sizes } = place(intervals, given);
      expect(sizes.slice(0, given.length)).toEqual(given);
      for (const [i, a] of intervals.entries()) {
        const at = places[i] ?? { buffer: -1, offset: -1 };
        expect(at.offset % 256).toBe(0);
        expect(at.offset + a.size).toBeLessThanOrEqual(sizes[at.buffer] ?? -1);
        for (const [j, b] of intervals.entries()) {
          const other = places[j];
          const meet = a.first <= b.last && b.first <= a.last;
          if (i === j || !meet || other?.buffer !== at.buffer) continue;
          expect(a.apart.has(j)).toBe(false);
          expect(at.offset + a.size <= other.offset || other.offset + b.size <= at.offset).toBe(true);
        }
      }
      const made = sizes.slice(given.length).reduce((sum, size) => sum + size, 0);
      const held = sizes.reduce((sum, size) => sum + size, 0);
      expect(made).toBeLessThanOrEqual(intervals.reduce((sum, { size }) => sum + size, 0));
      expect(held).toBeGreaterThanOrEqual(peakOf(intervals));
    }),
  );
});

it('fills a large gap with several small values', () => {
  const interval = (size: number, first: number, last: number): Interval => ({ size, first, last, apart: new Set() });
  const { sizes } = place([interval(4096, 0, 1), interval(1024, 2, 3), interval(1024, 2, 3), interval(2048, 2, 3)]);
  expect(sizes).toEqual([4096]);
});

it('counts what lives at one time', () => {
  const interval = (size: number, first: number, last: number): Interval => ({ size, first, last, apart: new Set() });
  expect(peakOf([interval(10, 0, 1), interval(20, 1, 2), interval(40, 2, 2)])).toBe(60);
});

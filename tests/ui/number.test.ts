import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { nudge, parseNumber } from '../../src/ui/number';

const value = (text: string) => {
  const parsed = parseNumber(text);
  return parsed.ok ? parsed.value : undefined;
};

describe('numbers as people type them', () => {
  it.each([
    ['12', 12],
    [' .5 ', 0.5],
    ['1e-3', 0.001],
    ['-2.5E+2', -250],
    ['10k', 10_000],
    ['1.5M', 1_500_000],
    ['10%', 0.1],
    ['1_000', 1000],
    ['4*64', 256],
    ['2^10', 1024],
    ['-2^2', -4],
    ['2^3^2', 512],
    ['(1+2)*3 - 4/2', 7],
    ['8 × 8', 64],
    ['−1', -1],
  ])('reads %s as %s', (text, expected) => expect(value(text)).toBe(expected));

  it.each(['', 'abc', '1,5', '2*', '(1', '1)', '1 2 x', '--', '1..2', 'e3', '*2'])('refuses %j', (text) => {
    expect(parseNumber(text).ok).toBe(false);
  });

  it('reads back every number it would show', () => {
    fc.assert(
      fc.property(fc.double({ noNaN: true, noDefaultInfinity: true }), (number) => {
        // Adding 0 turns −0, which is shown as 0, into 0.
        expect(value(String(number))).toBe(number + 0);
      }),
    );
  });

  it('never throws', () => {
    fc.assert(fc.property(fc.string(), (text) => typeof parseNumber(text).ok === 'boolean'));
  });
});

describe('limits', () => {
  it.each([
    ['0', { min: 1 }, 'Enter 1 or more.'],
    ['9', { max: 8 }, 'Enter 8 or less.'],
    ['9', { min: 0, max: 8 }, 'Enter a value from 0 to 8.'],
    ['1.5', { integer: true }, 'Enter a whole number.'],
    ['x', { integer: true }, 'Enter a whole number.'],
    ['x', {}, 'Enter a number.'],
    ['1/0', {}, 'Enter a finite number.'],
  ])('refuses %s within %j', (text, limits, message) => {
    expect(parseNumber(text, limits)).toEqual({ ok: false, message });
  });

  it('steps within them and without dust', () => {
    expect(nudge(0.1, 0.2, {})).toBe(0.3);
    expect(nudge(7, 10, { max: 8 })).toBe(8);
    expect(nudge(0, -1, { min: 0 })).toBe(0);
  });
});

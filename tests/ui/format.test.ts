import { describe, expect, it } from 'vitest';
import {
  formatBytes,
  formatCount,
  formatDuration,
  formatExact,
  formatFlops,
  formatLoss,
  formatNumber,
  formatPercent,
  formatRate,
  plural,
  shorten,
  showToken,
} from '../../src/ui/format';

const plain = (text: string) => text.replaceAll('\u00a0', ' ');

describe('figures', () => {
  it.each([
    [0, '0'],
    [7, '7'],
    [999, '999'],
    [999.6, '1 k'],
    [1200, '1.2 k'],
    [1_234_567, '1.23 M'],
    [100_000_000, '100 M'],
    [2e12, '2 T'],
    [-4500, '-4.5 k'],
    [Number.NaN, 'NaN'],
  ])('counts %s as %s', (value, text) => expect(plain(formatCount(value))).toBe(text));

  it('names units', () => {
    expect(plain(formatBytes(12_345_678))).toBe('12.3 MB');
    expect(plain(formatBytes(0))).toBe('0 B');
    expect(plain(formatFlops(3.42e9))).toBe('3.42 GFLOP');
    expect(plain(formatRate(12_300))).toBe('12.3 k/s');
    expect(plain(formatRate(8))).toBe('8 /s');
    expect(formatExact(1_234_567)).toBe('1,234,567');
  });

  it.each([
    [1.23456, '1.235'],
    [0.05, '0.05000'],
    [0, '0'],
    [0.000123456, '1.23e-4'],
    [123456, '1.23e5'],
    [Number.NaN, 'NaN'],
    [Number.POSITIVE_INFINITY, '∞'],
    [Number.NEGATIVE_INFINITY, '−∞'],
  ])('writes the loss %s as %s', (value, text) => expect(formatLoss(value)).toBe(text));

  it('keeps the digits asked for', () => expect(formatNumber(0.123456, 3)).toBe('0.123'));

  it.each([
    [1, '100 %'],
    [0.99999, '99.9 %'],
    [0.973, '97.3 %'],
    [0.4, '40.0 %'],
    [0.0001, '<0.1 %'],
    [0, '0 %'],
  ])('writes %s as %s', (value, text) => expect(plain(formatPercent(value))).toBe(text));

  it.each([
    [0.085, '85 ms'],
    [0.9999, '1.0 s'],
    [4.24, '4.2 s'],
    [59.7, '1 min 00 s'],
    [185, '3 min 05 s'],
    [3720, '1 h 02 min'],
    [3599.6, '1 h 00 min'],
    [200_000, '55 h 33 min'],
  ])('writes %s seconds as %s', (value, text) => expect(plain(formatDuration(value))).toBe(text));
});

describe('words', () => {
  it('agrees in number', () => {
    expect(plural(1, 'problem')).toBe('1 problem');
    expect(plural(1200, 'entry', 'entries')).toBe('1,200 entries');
  });

  it('keeps both ends of a long path', () => {
    expect(shorten('decoder.2.attention', 30)).toBe('decoder.2.attention');
    expect(shorten('decoder.2.attention.query', 11)).toBe('decod…query');
    expect([...shorten('🙂🙂🙂🙂🙂🙂', 3)]).toHaveLength(3);
  });

  it('shows tokens that cannot be seen', () => {
    expect(showToken(' a\n')).toBe('␣a↵');
    expect(showToken('')).toBe('∅');
  });
});

import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';

const css = readFileSync(new URL('../../src/ui/tokens.css', import.meta.url), 'utf8');

function tokensOf(selector: string): Map<string, string> {
  const block = css.slice(css.indexOf(`${selector} {`)).split('}')[0] ?? '';
  return new Map([...block.matchAll(/--wf-([\w-]+): (#[0-9a-f]{6});/g)].map((m) => [m[1] ?? '', m[2] ?? '']));
}

function luminance(hex: string): number {
  const [r = 0, g = 0, b = 0] = [1, 3, 5].map((at) => {
    const value = Number.parseInt(hex.slice(at, at + 2), 16) / 255;
    return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

function contrast(a: string, b: string): number {
  const [x, y] = [luminance(a), luminance(b)];
  return (Math.max(x, y) + 0.05) / (Math.min(x, y) + 0.05);
}

const TEXT = 4.5;
const GRAPHIC = 3;
const papers = ['canvas', 'surface', 'raised', 'sunken'];
const pairs: [string, string, number][] = [
  ...papers.flatMap((paper): [string, string, number][] => [
    ['ink', paper, 7],
    ['muted', paper, TEXT],
    ['danger-ink', paper, TEXT],
    ['focus', paper, GRAPHIC],
  ]),
  ['ink', 'hover', 7],
  ['muted', 'hover', TEXT],
  ['control', 'surface', GRAPHIC],
  ['control', 'raised', GRAPHIC],
  ['control', 'canvas', GRAPHIC],
  ['on-accent', 'accent', TEXT],
  ['on-accent', 'accent-hover', TEXT],
  ['on-accent', 'danger', TEXT],
  ['on-accent', 'danger-hover', TEXT],
  ['accent-ink', 'accent-soft', TEXT],
  ['accent-ink', 'surface', TEXT],
  ['danger-ink', 'danger-soft', TEXT],
  ['warn-ink', 'warn-soft', TEXT],
  ['warn-ink', 'surface', TEXT],
  ['good-ink', 'good-soft', TEXT],
  ['good-ink', 'surface', TEXT],
  ['muted', 'accent-soft', TEXT],
];

describe.each([':root', '[data-theme="dark"]'])('contrast in %s', (selector) => {
  const tokens = tokensOf(selector);
  const ratio = (a: string, b: string) => contrast(tokens.get(a) ?? '#000000', tokens.get(b) ?? '#000000');

  it.each(pairs)('%s on %s is at least %s', (front, back, least) => {
    expect(ratio(front, back)).toBeGreaterThanOrEqual(least);
  });

  it('shows every line and mark on every paper', () => {
    const marks = [...tokens.keys()].filter((name) => /^(series|role|category)-/.test(name));
    expect(marks.length).toBe(28);
    // Series, roles and categories are written in as text too: chips, legends, block headers.
    for (const mark of marks)
      for (const paper of ['canvas', 'surface']) expect(ratio(mark, paper), mark).toBeGreaterThanOrEqual(TEXT);
  });
});

it('defines the same tokens in both themes', () => {
  const dark = tokensOf('[data-theme="dark"]');
  expect([...dark.keys()].sort()).toEqual([...tokensOf(':root').keys()].sort());
});

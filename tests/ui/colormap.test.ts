import { describe, expect, it } from 'vitest';
import { COLORMAP, colorAt, inkOn, labOf } from '../../src/ui/colormap';

const labs = COLORMAP.map(labOf);
const gaps = (stride: number) =>
  labs.slice(stride).map((lab, i) => {
    const [l = 0, a = 0, b = 0] = labs[i] ?? [];
    return Math.hypot(lab[0] - l, lab[1] - a, lab[2] - b);
  });

describe('the colour scale', () => {
  it('gets lighter all the way, so it reads in grey and for colour-blind eyes', () => {
    for (const [i, lab] of labs.entries()) {
      const before = labs[i - 8];
      if (before) expect(lab[0]).toBeGreaterThan(before[0]);
    }
    expect((labs[255]?.[0] ?? 0) - (labs[0]?.[0] ?? 0)).toBeGreaterThan(0.65);
  });

  it('takes steps that look equally long', () => {
    const lengths = gaps(16);
    const mean = lengths.reduce((sum, length) => sum + length, 0) / lengths.length;
    expect(Math.min(...lengths)).toBeGreaterThan(0.9 * mean);
    expect(Math.max(...lengths)).toBeLessThan(1.1 * mean);
  });

  it('clamps to its ends and always leaves readable ink', () => {
    expect(colorAt(-1)).toEqual(COLORMAP[0]);
    expect(colorAt(2)).toEqual(COLORMAP[255]);
    expect(inkOn(colorAt(0))).toBe('#ffffff');
    expect(inkOn(colorAt(1))).toBe('#000000');
  });
});

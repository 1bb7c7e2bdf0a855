import { describe, expect, it } from 'vitest';
import { drawnNext, idsOf, revealed } from '../../src/editor/canvas/reveal';

const row = (count: number, name = 'n') => Array.from({ length: count }, (_, i) => ({ id: `${name}${i}` }));

describe('many cards that come at once', () => {
  it('come between those that are drawn, which all stay', () => {
    const all = row(1000);
    const old = all.filter((_, i) => i % 2 === 1);
    let drawn = idsOf(old);
    const counts: number[] = [];
    for (let now = revealed(all, drawn); now.drawing; now = revealed(all, drawn)) {
      const shown = idsOf(now.shown);
      expect(old.every(({ id }) => shown.has(id))).toBe(true);
      // What has been shown once is not taken away for what comes later.
      expect([...shown]).toEqual(all.map(({ id }) => id).filter((id) => drawn.has(id)));
      counts.push(shown.size);
      drawn = drawnNext(all, drawn);
    }
    expect(counts).toEqual([500, 700]);
    expect(revealed(all, drawn).shown).toBe(all);
  });

  it('wait where as many go in the same edit', () => {
    const drawn = idsOf(row(500));
    const others = [...row(3), ...row(497, 'other')];
    expect(revealed(others, drawn)).toEqual({ shown: row(3), drawing: true });
    expect(drawnNext(others, drawn).size).toBe(203);
  });

  it('are few: all are there at once, and what is gone is forgotten', () => {
    const drawn = idsOf(row(500));
    const more = [...row(200, 'other'), ...row(300)];
    expect(revealed(more, drawn)).toEqual({ shown: more, drawing: false });
    expect(drawnNext(more, drawn)).toEqual(idsOf(more));
  });
});

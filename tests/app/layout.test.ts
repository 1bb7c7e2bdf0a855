import { describe, expect, it } from 'vitest';
import { defaultLayout, HALVES, parseLayout, TABS, withTab } from '../../src/app/layout';

describe('the arrangement of the page', () => {
  it('survives being kept', () => {
    const layout = { ...withTab(defaultLayout(1600), 'samples'), palette: false, theme: 'dark' as const };
    const sized = { ...layout, sizes: { rows: { work: 60, panels: 40 } } };
    expect(parseLayout(JSON.stringify(sized), 1600)).toEqual(sized);
  });

  it.each([
    null,
    '',
    '{',
    '[]',
    '12',
    'null',
    '{"left":"nowhere","sizes":{"rows":{"work":"wide"},"x":3},"dock":"yes"}',
  ])('is as it is at first where %s was kept', (text) => {
    const { sizes, ...rest } = parseLayout(text, 1600);
    expect({ ...rest, sizes: {} }).toEqual(defaultLayout(1600));
    expect(Object.values(sizes).every((group) => Object.keys(group).length === 0)).toBe(true);
  });

  it('opens the dock and the half a tab is in', () => {
    const layout = withTab({ ...defaultLayout(1600), dock: false }, 'summary');
    expect(layout).toMatchObject({ dock: true, half: 'right', right: 'summary', left: 'curves' });
  });

  it('has every tab in one half', () => {
    expect([...HALVES.left, ...HALVES.right].sort()).toEqual([...TABS].sort());
  });
});

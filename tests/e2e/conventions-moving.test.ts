import { describe, expect, it } from 'vitest';
import { Bench, boxOf, centre, HEAD } from './support/canvas';
import { drawn, isOneEntry, untilDrawn } from './support/drawn';

/** What people bring from other node editors, 7: selecting, panning, moving. Real pointer, real keys. */

const bench = new Bench();

const chosen = () =>
  bench.app.page.evaluate(() =>
    [...document.querySelectorAll('.react-flow__node.selected')].map((one) => one.getAttribute('aria-label')).sort(),
  );

/** Where a press holds a card. */
const hold = async (name: string) => {
  const { x, y } = await boxOf(bench.app.block(name));
  return { x: x + 40, y: y + 12 };
};

describe('7. selecting', () => {
  it('Shift-drag selects what the box touches, Ctrl-click adds and takes away; none of it is an entry', async () => {
    await bench.open();
    const [first, last] = [await boxOf(bench.app.block('hidden')), await boxOf(bench.app.block('tanh'))];
    const from = { x: first.x - 10, y: first.y - 20 };
    await bench.drag(from, { x: last.x + 20 - from.x, y: 60 }, ['Shift']);
    expect(await chosen()).toEqual(['hidden, Linear', 'tanh, Activation']);
    await bench.app.screenshot('shift-drag');
    await bench.app.block('head').click({ ...HEAD, modifiers: ['ControlOrMeta'] });
    expect(await chosen()).toEqual(['head, Linear', 'hidden, Linear', 'tanh, Activation']);
    await bench.app.block('head').click({ ...HEAD, modifiers: ['ControlOrMeta'] });
    expect(await chosen()).toEqual(['hidden, Linear', 'tanh, Activation']);
    expect(await bench.app.button('Undo').isDisabled()).toBe(true);
    const at = await bench.emptyPlace();
    await bench.app.page.mouse.click(at.x, at.y);
    expect(await chosen()).toEqual([]);
  });

  it('Space selects the block that has the focus, and Shift+Space adds and takes away', async () => {
    const { page } = await bench.open();
    await bench.app.block('hidden').focus();
    await page.keyboard.press('Space');
    await bench.app.block('head').focus();
    await page.keyboard.press('Shift+Space');
    await bench.app.block('tanh').focus();
    await page.keyboard.press('Shift+Space');
    expect(await chosen()).toEqual(['head, Linear', 'hidden, Linear', 'tanh, Activation']);
    await bench.app.block('head').focus();
    await page.keyboard.press('Shift+Space');
    expect(await chosen()).toEqual(['hidden, Linear', 'tanh, Activation']);
    expect(await bench.app.button('Undo').isDisabled()).toBe(true);
  });

  it('Backspace deletes the selection with its wires: one entry', async () => {
    const { page } = await bench.open();
    const before = await drawn(bench.app);
    await bench.app.block('hidden').click(HEAD);
    await bench.app.block('tanh').click({ ...HEAD, modifiers: ['ControlOrMeta'] });
    await page.keyboard.press('Backspace');
    const after = await untilDrawn(bench.app, ({ blocks }) => blocks.length === before.blocks.length - 2);
    expect(after.wires.some((wire) => /hidden|tanh/.test(wire))).toBe(false);
    await isOneEntry(bench.app, before, after);
  });
});

describe('7. panning', () => {
  it('a drag of the background pans, and one with the middle button does everywhere; nothing moves on the plane', async () => {
    const { page } = await bench.open();
    const places = await bench.places();
    const card = bench.app.block('hidden');
    let before = await boxOf(card);
    await bench.drag(await bench.emptyPlace(), { x: 30, y: 50 });
    let after = await boxOf(card);
    expect([after.x - before.x, after.y - before.y]).toEqual([expect.closeTo(30, 0), expect.closeTo(50, 0)]);
    before = after;
    const { x, y } = await bench.emptyPlace();
    await page.mouse.move(x, y);
    await page.mouse.down({ button: 'middle' });
    await page.mouse.move(x - 60, y + 10, { steps: 6 });
    await page.mouse.up({ button: 'middle' });
    after = await boxOf(card);
    expect([after.x - before.x, after.y - before.y]).toEqual([expect.closeTo(-60, 0), expect.closeTo(10, 0)]);
    expect(await bench.places()).toEqual(places);
    expect(await bench.app.button('Undo').isDisabled()).toBe(true);
  });
});

describe('7. moving', () => {
  it('an arrow nudges by a step of the grid, with Shift by four; one that is held down is one entry', async () => {
    const { page } = await bench.open();
    await bench.app.block('hidden').click(HEAD);
    await bench.app.block('tanh').click({ ...HEAD, modifiers: ['ControlOrMeta'] });
    const before = await bench.places();
    await page.keyboard.down('ArrowDown');
    for (let i = 0; i < 4; i++) await page.keyboard.down('ArrowDown');
    await page.keyboard.up('ArrowDown');
    const after = await bench.places();
    const heightOf = (places: Record<string, string>, name: string) =>
      Number(/, (-?[\d.]+)px\)/.exec(places[name] ?? '')?.[1] ?? 0);
    for (const name of ['hidden, Linear', 'tanh, Activation'])
      expect(heightOf(after, name) - heightOf(before, name)).toBe(40);
    await bench.isOneEntry(before);
    const then = await bench.places();
    await page.keyboard.press('Shift+ArrowUp');
    expect(heightOf(await bench.places(), 'hidden, Linear') - heightOf(then, 'hidden, Linear')).toBe(-32);
  });

  it('a drag of a selection is one entry, and is drawn to the line it stands in with others, which is shown', async () => {
    const { page } = await bench.open();
    await bench.app.block('class').click(HEAD);
    const head = await boxOf(bench.app.block('head'));
    const before = await bench.places();
    const start = await hold('class');
    const card = await boxOf(bench.app.block('class'));
    const guides = page.locator('[data-guides]');
    await page.mouse.move(start.x, start.y);
    await page.mouse.down();
    // React Flow counts from where it knows that it is a drag.
    await page.mouse.move(start.x - 2, start.y);
    // Left of where it was, a few pixels off the column in which head stands.
    await page.mouse.move(start.x + head.x - card.x + 1, start.y + 33, { steps: 12 });
    await guides.waitFor({ state: 'attached' });
    await bench.app.screenshot('guides');
    await page.mouse.up();
    expect((await boxOf(bench.app.block('class'))).x).toBeCloseTo(head.x, 1);
    expect(await guides.count()).toBe(0);
    await bench.isOneEntry(before);

    // With Alt it stays where it is let go.
    const again = await hold('class');
    await bench.drag(again, { x: 5, y: 0 }, ['Alt']);
    expect((await boxOf(bench.app.block('class'))).x - head.x).toBeGreaterThan(1.5);
    expect((await boxOf(bench.app.block('class'))).x - head.x).toBeLessThan(5.1);
  });

  it('far from every line, a drag goes along the grid', async () => {
    await bench.open();
    await bench.drag(await hold('class'), { x: -151, y: 73 });
    const places = await bench.places();
    const [x, y] = /translate\((-?[\d.]+)px, (-?[\d.]+)px\)/.exec(places['class, Output'] ?? '')?.slice(1) ?? [];
    expect([Number(x) % 8, Number(y) % 8].map(Math.abs)).toEqual([0, 0]);
    const { x: left } = await centre(bench.app.block('class'));
    expect(left).toBeGreaterThan(0);
  });
});

describe('8. tidy', () => {
  it('lays a long graph in rows that fill what is seen, not in one line', async () => {
    const { page } = await bench.open('transformer');
    await bench.app.region('Canvas').focus();
    const before = await bench.places();
    await page.keyboard.press('Alt+Shift+t');
    await bench.untilPlaced((now) => JSON.stringify(now) !== JSON.stringify(before));
    await page.waitForTimeout(800);
    await bench.app.screenshot('tidy-rows');
    const corners = Object.values(await bench.places()).map((place) =>
      /translate\((-?[\d.]+)px, (-?[\d.]+)px\)/.exec(place)?.slice(1).map(Number),
    );
    const span = (axis: 0 | 1) => {
      const values = corners.map((corner) => corner?.[axis] ?? Number.NaN);
      return Math.max(...values) - Math.min(...values);
    };
    expect(span(0) / span(1)).toBeLessThan(4);
    expect(span(0) / span(1)).toBeGreaterThan(0.5);
    await bench.isOneEntry(before);
  });
});

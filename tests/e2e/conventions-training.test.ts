import { describe, expect, it } from 'vitest';
import { Bench, HEAD } from './support/canvas';
import { drawn, same, untilDrawn } from './support/drawn';

/** What people bring from other node editors, 10 and 12: training by key, and nothing lost. */

const bench = new Bench();

const step = async (): Promise<number> =>
  Number(/step ([\d,]+)/.exec((await bench.app.page.locator('[data-pace]').textContent()) ?? '')?.[1]);

const is = (state: string) => bench.app.page.getByText(state, { exact: true }).waitFor();

describe('10. training', () => {
  it('goes step by step, begins and stops by key, and an undo keeps what was trained', async () => {
    const { page } = await bench.open();
    await page.keyboard.press('Control+Shift+Enter');
    await is('Paused');
    expect(await step()).toBe(1);
    await page.keyboard.press('Control+Shift+Enter');
    await expect.poll(step).toBe(2);

    const before = await drawn(bench.app);
    await bench.app.block('tanh').click(HEAD);
    await page.keyboard.press('Delete');
    await untilDrawn(bench.app, ({ blocks }) => blocks.length < before.blocks.length);
    await page.keyboard.press('Control+z');
    await untilDrawn(bench.app, (now) => same(now, before));
    expect(await step()).toBe(2);

    await page.keyboard.press('Control+Enter');
    await expect.poll(step, { timeout: 30_000 }).toBeGreaterThan(2);
    await page.keyboard.press('Control+Alt+Enter');
    await is('Stopped');
    expect(await drawn(bench.app)).toEqual(before);
  });
});

describe('12. nothing is lost', () => {
  it('a document and its run are there after a reload, and opening a template takes nothing away', async () => {
    const { page } = await bench.open();
    await page.keyboard.press('Control+Shift+Enter');
    await is('Paused');
    await bench.app.block('tanh').click(HEAD);
    await page.keyboard.press('Control+d');
    const after = await untilDrawn(bench.app, ({ blocks }) => blocks.includes('tanh_2, Activation'));
    await page.getByText('Saved', { exact: true }).waitFor();

    await page.goto(page.url().replace(/\?.*/, '?backend=cpu'));
    await untilDrawn(bench.app, (now) => same(now, after));
    await is('Paused');
    expect(await step()).toBe(1);

    await bench.app.template('Sentiment classifier');
    await untilDrawn(bench.app, ({ blocks }) => !blocks.includes('tanh_2, Activation'));
    await bench.app.button('Documents').click();
    await page.getByRole('dialog').getByRole('button', { name: /XOR/ }).first().click();
    await untilDrawn(bench.app, (now) => same(now, after));
  });
});

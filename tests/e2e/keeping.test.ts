import { describe, expect, it } from 'vitest';
import { App } from './support/app';
import { openBrowser } from './support/fixture';

const visit = openBrowser();

describe('keeping things', () => {
  it('brings document, run and curves back after a reload and trains on', async () => {
    const app = await visit.start('?backend=wasm&template=sentiment');
    const { page } = app;
    const step = async () => Number(/step ([\d,]+)/.exec((await page.locator('[data-pace]').textContent()) ?? '')?.[1]);
    const reach = (n: number) =>
      page.waitForFunction(
        (wanted) => {
          const shown = /step ([\d,]+)/.exec(document.querySelector('[data-pace]')?.textContent ?? '');
          return Number(shown?.[1]) >= wanted;
        },
        n,
        { timeout: 120_000 },
      );
    await app.button('Train').click();
    await reach(20);
    await app.button('Pause').click();
    await page.getByText('Paused', { exact: true }).waitFor();
    const paused = await step();
    await app.block('reader').click({ position: { x: 40, y: 12 } });
    await page.keyboard.press('ArrowRight');
    await page.getByText('Saved', { exact: true }).waitFor();

    await page.goto(visit.url('?backend=wasm'));
    await app.block('reader').waitFor();
    await page.getByText('Paused', { exact: true }).waitFor();
    expect(await step()).toBe(paused);
    await app.panel('Training curves');
    expect(await app.figure('training:loss')).toBeGreaterThan(0);
    await app.button('Train').click();
    await reach(paused + 10);
    expect(app.errors).toEqual([]);
  });

  it('makes a second tab on the same document read-only', async () => {
    const context = await visit.visitor();
    const first = new App(await context.newPage());
    await first.open(visit.url('?backend=cpu&template=xor'));
    // Once its block is there, Saved means written and claimed; before that, that there is nothing to write.
    await first.block('hidden').waitFor();
    await first.page.getByText('Saved', { exact: true }).waitFor();
    const second = new App(await context.newPage());
    await second.open(visit.url('?backend=cpu'));
    await second.page.getByText('Read only', { exact: true }).waitFor();
    expect(await second.button('Undo').isDisabled()).toBe(true);
    await first.page.close();
    await second.page.getByText('Read only', { exact: true }).waitFor({ state: 'detached' });
  });
});

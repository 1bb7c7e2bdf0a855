import { readFileSync } from 'node:fs';
import type { Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import type { App } from './support/app';
import { openBrowser } from './support/fixture';

const visit = openBrowser();
const COUNT = 5000;

/** Blocks in a row, all called alike, as text. */
function row(count: number): string {
  const nodes = Array.from({ length: count }, (_, i) => ({
    ...{ id: `n${i}`, name: 'block', block: i % 2 === 0 ? 'linear' : 'dropout', version: 1 },
    parameters: i % 2 === 0 ? { units: 16, bias: true } : { rate: 0.1 },
  }));
  const edges = nodes.slice(1).map(({ id }, i) => ({
    ...{ id: `e${i}`, from: { node: `n${i}`, port: 'y' }, to: { node: id, port: 'x' } },
  }));
  const positions = nodes.map(({ id }, i) => ({ id, x: (i % 70) * 240, y: Math.floor(i / 70) * 160 }));
  return JSON.stringify({ wireformer: 'clipboard', nodes, edges, positions });
}

/** Pastes, and notes with every frame what is said and how many cards there are. */
const paste = (page: Page, text: string) =>
  page.evaluate((pasted) => {
    const frames: [string, number][] = [];
    Reflect.set(window, 'frames', frames);
    const look = () => {
      const said = document.querySelector('[role="status"][aria-label="Canvas"]')?.textContent ?? '';
      frames.push([said, document.querySelectorAll('.react-flow__node').length]);
      requestAnimationFrame(look);
    };
    requestAnimationFrame(look);
    const clipboardData = new DataTransfer();
    clipboardData.setData('text/plain', pasted);
    document.body.dispatchEvent(new ClipboardEvent('paste', { clipboardData, bubbles: true }));
  }, text);

async function frames(page: Page): Promise<readonly (readonly [said: string, cards: number])[]> {
  return JSON.parse(await page.evaluate(() => JSON.stringify(Reflect.get(window, 'frames'))));
}

async function json(app: App): Promise<string> {
  await app.button('Export').click();
  const download = app.page.waitForEvent('download');
  await app.page.getByRole('dialog').getByRole('button', { name: /JSON/ }).first().click();
  const path = await (await download).path();
  await app.page.keyboard.press('Escape');
  await app.page.getByRole('dialog').waitFor({ state: 'detached' });
  return readFileSync(path, 'utf8');
}

describe('five thousand pasted blocks', () => {
  it('are announced before they come, come a few at a time, and are one entry of the history', async () => {
    const app = await visit.start('?backend=cpu&template=xor');
    const { page } = app;
    await app.block('hidden').waitFor();
    await page.getByText('Saved', { exact: true }).waitFor();
    const before = await json(app);
    const cards = page.locator('.react-flow__node');
    const few = await cards.count();
    await paste(page, row(COUNT));
    await cards.nth(few + COUNT - 1).waitFor({ state: 'attached', timeout: 120_000 });
    const status = page.getByRole('status', { name: 'Canvas', exact: true });
    await status.filter({ hasText: /^$/ }).waitFor({ state: 'attached' });

    const seen = await frames(page);
    const said = [...new Set(seen.map(([text]) => text))].filter(Boolean);
    expect(said).toEqual(['Reading what was pasted…', 'Pasting 5,000 blocks…', 'Drawing the blocks…']);
    // Whoever waits knows for what: nothing of it is there yet.
    for (const [text, count] of seen.slice(0, 3)) expect(count, text).toBe(few);
    expect(new Set(seen.map(([, count]) => count)).size).toBeGreaterThan(15);
    await app.screenshot('large-paste');

    await page.keyboard.press('Control+z');
    await cards.nth(few).waitFor({ state: 'detached', timeout: 60_000 });
    expect(await json(app)).toBe(before);
    expect(await app.button('Undo').isDisabled()).toBe(true);
    await page.keyboard.press('Control+Shift+z');
    await cards.nth(few + COUNT - 1).waitFor({ state: 'attached', timeout: 120_000 });
    expect(app.errors).toEqual([]);
  });

  it('that come back before others take nothing from these, and leave the focus where it is', async () => {
    const app = await visit.start('?backend=cpu&template=xor');
    const { page } = app;
    await app.block('hidden').waitFor();
    await page.locator('body').press('Control+a');
    await page.keyboard.press('Delete');
    const cards = page.locator('.react-flow__node');
    await cards.first().waitFor({ state: 'detached' });
    await paste(page, row(700));
    await cards.nth(699).waitFor({ state: 'attached' });
    // All but the last two.
    await page.locator('body').press('Control+a');
    for (const id of ['n698', 'n699'])
      await page.locator(`.react-flow__node[data-id="${id}"]`).click({ modifiers: ['Control'] });
    await page.keyboard.press('Delete');
    await cards.nth(2).waitFor({ state: 'detached' });
    const last = page.locator('.react-flow__node[data-id="n699"]');
    await last.focus();
    await last.evaluate((card) => Reflect.set(window, 'card', card));
    await page.keyboard.press('Control+z');
    await cards.nth(699).waitFor({ state: 'attached' });
    const same = () => Reflect.get(window, 'card') === document.activeElement;
    expect(await page.evaluate(same)).toBe(true);
    expect(app.errors).toEqual([]);
  });

  it('beyond what a document may have are refused in words', async () => {
    const app = await visit.start('?backend=cpu&template=xor');
    const { page } = app;
    await app.block('hidden').waitFor();
    const few = await page.locator('.react-flow__node').count();
    await paste(page, row(20_001));
    await page
      .getByText('Make it shorter, or in smaller pieces.', { exact: false })
      .first()
      .waitFor({ timeout: 60_000 });
    expect(await page.locator('.react-flow__node').count()).toBe(few);
    expect(await app.button('Undo').isDisabled()).toBe(true);
    expect(app.errors).toEqual([]);
  });
});

import { describe, expect, it } from 'vitest';
import type { App } from './support/app';
import { openBrowser } from './support/fixture';

const visit = openBrowser();

const LAYER = ['norm_1a', 'attention_1', 'add_1a', 'norm_1b', 'feed_forward_1', 'add_1b'];

/** Head of a card: where a click chooses the block. */
const HEAD = { position: { x: 40, y: 12 } } as const;

/** What the document would be saved as. */
async function exported(app: App): Promise<string> {
  const { page } = app;
  await app.button('Export').click();
  const download = page.waitForEvent('download');
  await page.getByRole('dialog').getByRole('button', { name: 'Download JSON' }).click();
  const stream = await (await download).createReadStream();
  const pieces: Buffer[] = [];
  for await (const piece of stream) pieces.push(Buffer.from(piece));
  await page.keyboard.press('Escape');
  return Buffer.concat(pieces).toString('utf8');
}

describe('a layer of the language model', () => {
  it('becomes a module ×6 whose inside changes for all six, and undo goes all the way back', {
    timeout: 300_000,
  }, async () => {
    const app = await visit.start('?backend=wasm');
    const { page } = app;
    await app.template('GPT');
    await page.locator('.react-flow__node').nth(18).waitFor();
    const before = await exported(app);

    // Two layers are one layer used twice: the second goes, the first is joined to what comes after it.
    for (const name of ['norm_2a', 'attention_2', 'add_2a', 'norm_2b', 'feed_forward_2', 'add_2b']) {
      await app.block(name).click({ ...HEAD, modifiers: ['ControlOrMeta'] });
    }
    await page.keyboard.press('Delete');
    expect(await page.locator('.react-flow__node').count()).toBe(13);
    await app.port('add_1b', 'output', 'y').dragTo(app.port('norm', 'input', 'x'));

    for (const name of LAYER) await app.block(name).click({ ...HEAD, modifiers: ['ControlOrMeta'] });
    await app.screenshot('module-selected');
    await app.region('Inspector').getByRole('button', { name: 'Make a module' }).click();
    expect(await page.locator('.react-flow__node').count()).toBe(8);
    const card = app.block('layer');
    await card.waitFor();

    const copies = app.region('Inspector').getByLabel('Copies in a row (×N)');
    await copies.click({ clickCount: 3 });
    await page.keyboard.type('6');
    await page.keyboard.press('Enter');
    await card.getByText('×6', { exact: true }).waitFor();
    await app.screenshot('module-times-six');

    await card.dblclick(HEAD);
    await page.getByRole('navigation', { name: 'Module' }).waitFor();
    await app.block('attention_1').click(HEAD);
    const heads = app.region('Inspector').getByLabel('heads', { exact: true });
    await heads.click({ clickCount: 3 });
    await page.keyboard.type('2');
    await page.keyboard.press('Enter');
    await app.screenshot('module-inside');
    await page.getByRole('navigation', { name: 'Module' }).getByRole('button', { name: 'Whole graph' }).click();

    // A step of training, and all six show two heads.
    await app.button('Step').click();
    const attention = await app.panel('Attention');
    const layer = attention.getByRole('combobox', { name: 'Layer' });
    await layer.waitFor({ timeout: 120_000 });
    await layer.click();
    const options = page.getByRole('option');
    expect(await options.allTextContents()).toEqual(
      [0, 1, 2, 3, 4, 5].map((i) => expect.stringContaining(`layer.${i}.attention_1`)),
    );
    for (let i = 0; i < 6; i++) {
      await options.nth(i).click();
      await attention.getByRole('combobox', { name: 'Head' }).click();
      expect(await options.count()).toBe(2);
      await page.keyboard.press('Escape');
      await layer.click();
    }
    await page.keyboard.press('Escape');
    await app.screenshot('module-attention');

    // The definition is used, so it stays; without its instance it can go, by mouse and by keyboard.
    const palette = app.region('Block palette');
    const entry = palette.getByRole('button', { name: 'Layer', exact: true });
    const remove = palette.getByRole('button', { name: 'Remove the module Layer' });
    expect(await remove.count()).toBe(0);
    await entry.focus();
    await page.keyboard.press('Delete');
    await page.getByText('one that is used by layer').first().waitFor();
    await card.click(HEAD);
    await page.keyboard.press('Delete');
    await remove.waitFor();
    await app.screenshot('module-unused');
    await remove.click();
    await entry.waitFor({ state: 'detached' });
    await page.keyboard.press('ControlOrMeta+z');
    await entry.focus();
    await page.keyboard.press('Delete');
    await entry.waitFor({ state: 'detached' });
    expect(await palette.locator(':focus').count()).toBe(1);
    await page.keyboard.press('ControlOrMeta+z');
    await page.keyboard.press('ControlOrMeta+z');
    await card.waitFor();

    await app.region('Canvas').click({ position: { x: 8, y: 300 } });
    for (let i = 0; i < 5; i++) await page.keyboard.press('ControlOrMeta+z');
    expect(await page.locator('.react-flow__node').count()).toBe(19);
    expect(await exported(app)).toBe(before);
    expect(app.errors).toEqual([]);
  });
});

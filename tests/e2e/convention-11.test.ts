import { afterEach, describe, expect, it } from 'vitest';
import type { App } from './support/app';
import { openBrowser } from './support/fixture';

/** Convention 11 of the product's list: faults stand on the block and in a list that leads to it; dots mark what changed. */

const visit = openBrowser();

const HEAD = { position: { x: 40, y: 12 } } as const;

let app: App;

async function open(): Promise<App> {
  app = await visit.start('?backend=cpu&template=xor');
  await app.page.locator('.react-flow__edge').first().waitFor();
  // The first fit comes once cards have been measured.
  await app.page.waitForTimeout(300);
  return app;
}

afterEach(async () => {
  expect(app.errors).toEqual([]);
  await app.page.context().close();
});

/** What a card says about the last training. */
const dot = (block: string) => app.block(block).getByText('changed since the last training');

const dots = async () => app.region('Canvas').getByText('changed since the last training').count();

async function setUnits(units: string): Promise<void> {
  const field = app.region('Inspector').getByLabel('units', { exact: true });
  await field.fill(units);
  await field.press('Enter');
}

describe('11. faults and what changed', () => {
  it('a fault stands on the block and in a list that leads to the block, by pointer and by keyboard', async () => {
    const { page } = await open();
    await page.getByRole('button', { name: 'No problems' }).waitFor();
    await app.block('tanh').click(HEAD);
    await page.keyboard.press('Delete');
    const card = app.block('head');
    await card.getByText(/^error: head · x: expected float/).waitFor();
    await app.button('1 problem').click();
    const list = app.region('Problems');
    await list.getByText('head · x', { exact: true }).waitFor();
    await app.block('data').click(HEAD);
    await list.getByRole('button', { name: /^Show head/ }).focus();
    await page.keyboard.press('Enter');
    await page.waitForFunction(() => document.activeElement?.getAttribute('aria-label')?.startsWith('head, '));
    await app.region('Inspector').getByRole('heading', { name: 'Linear' }).waitFor();
    await page.keyboard.press('Control+z');
    await card.getByText(/^error:/).waitFor({ state: 'detached' });
    await page.getByRole('button', { name: 'No problems' }).waitFor();
  });

  it('a dot marks what is not as it was trained: through undo, a reload and the next training', async () => {
    const { page } = await open();
    await app.block('hidden').click(HEAD);
    await setUnits('8');
    expect(await dots()).toBe(0);
    await app.button('Step').click();
    await page.getByText('Paused', { exact: true }).waitFor();

    await setUnits('6');
    await dot('hidden').waitFor({ state: 'attached' });
    expect(await dots()).toBe(1);
    const said = app.region('Changed since the last training');
    await said.getByText('parameter units 8 → 6').waitFor();
    await app.screenshot('changed-dot');
    await app.block('hidden').focus();
    await page.keyboard.press('Control+z');
    await dot('hidden').waitFor({ state: 'detached' });
    await said.waitFor({ state: 'detached' });
    await page.keyboard.press('Control+y');
    await dot('hidden').waitFor({ state: 'attached' });

    // Where a block stands and what it is called mean nothing to what was trained.
    await app.block('tanh').click(HEAD);
    await page.keyboard.press('ArrowDown');
    const name = app.region('Inspector').getByLabel('Name', { exact: true });
    await name.fill('bent');
    await name.press('Enter');
    await app.block('bent').waitFor();
    expect(await dots()).toBe(1);
    await page.getByText('Saved', { exact: true }).waitFor();

    await page.goto(visit.url('?backend=cpu'));
    await app.block('bent').waitFor();
    await dot('hidden').waitFor({ state: 'attached' });
    expect(await dots()).toBe(1);
    await page.getByText('Paused', { exact: true }).waitFor();
    await app.button('Step').click();
    await dot('hidden').waitFor({ state: 'detached' });
    expect(await dots()).toBe(0);
  });
});

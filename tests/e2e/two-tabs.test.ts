import type { BrowserContext } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { App } from './support/app';
import { openBrowser } from './support/fixture';

const visit = openBrowser();
const HEAD = { position: { x: 40, y: 12 } } as const;
const TOLD = 'This document is open in another tab';

async function tab(context: BrowserContext, query: string): Promise<App> {
  const app = new App(await context.newPage());
  await app.open(visit.url(query));
  await app.block('hidden').waitFor();
  return app;
}

/** Two tabs with the same document; the first has it. */
async function two(): Promise<{ readonly first: App; readonly second: App; readonly context: BrowserContext }> {
  const context = await visit.visitor();
  const first = await tab(context, '?backend=cpu&template=xor');
  // Once its block is there, Saved means written and claimed.
  await first.page.getByText('Saved', { exact: true }).waitFor();
  const second = await tab(context, '?backend=cpu');
  await told(second);
  return { first, second, context };
}

const told = async ({ page }: App) => {
  await page.getByRole('status').filter({ hasText: TOLD }).waitFor();
  await page.getByText('Read only', { exact: true }).waitFor();
};
const free = ({ page }: App) => page.getByText('Read only', { exact: true }).waitFor({ state: 'detached' });

async function units(app: App) {
  await app.block('hidden').click(HEAD);
  return app.region('Inspector').getByLabel('units', { exact: true });
}

async function rename(app: App, name: string): Promise<void> {
  const field = app.page.getByLabel('Name of this document');
  await field.fill(name);
  await field.press('Enter');
}

const sound = (...apps: readonly App[]) => expect(apps.flatMap(({ errors }) => errors)).toEqual([]);

describe('two tabs with one document', () => {
  it('hand it to each other, each is told, and what either changed is there', async () => {
    const { first, second, context } = await two();
    expect(await (await units(second)).isDisabled()).toBe(true);
    // At once, before it is written.
    await (await units(first)).fill('7');
    await first.page.keyboard.press('Enter');
    await second.button('Edit here').focus();
    await second.page.keyboard.press('Enter');
    await free(second);
    expect(await (await units(second)).inputValue()).toBe('7');

    await told(first);
    await first.screenshot('two-tabs-light');
    expect(await first.button('Undo').isDisabled()).toBe(true);
    expect(await (await units(first)).isDisabled()).toBe(true);
    await rename(second, 'changed in the second');

    await first.button('Edit here').click();
    await free(first);
    await told(second);
    expect(await first.page.getByLabel('Name of this document').inputValue()).toBe('changed in the second');
    expect(await (await units(first)).inputValue()).toBe('7');
    await (await units(first)).fill('9');
    await first.page.keyboard.press('Enter');
    await first.page.getByText('Saved', { exact: true }).waitFor();

    await first.page.close();
    await free(second);
    expect(await (await units(second)).inputValue()).toBe('9');
    await second.page.close();
    const later = await tab(context, '?backend=cpu');
    expect(await later.page.getByLabel('Name of this document').inputValue()).toBe('changed in the second');
    expect(await (await units(later)).inputValue()).toBe('9');
    sound(first, second, later);
  });

  it('hand the run over as well, and who only looks cannot throw it away', async () => {
    const { first, second } = await two();
    for (let i = 0; i < 3; i++) {
      await first.button('Step').click();
      await first.page
        .getByText(`step ${i + 1} /`, { exact: false })
        .first()
        .waitFor({ timeout: 60_000 });
      await first.page.getByText('Paused', { exact: true }).waitFor();
    }
    await second.button('Edit here').click();
    await free(second);
    await second.page.getByText('step 3 /', { exact: false }).first().waitFor({ timeout: 60_000 });
    await second.page.getByText('Paused', { exact: true }).waitFor();
    await told(first);
    await first.page.getByText('step 3 /', { exact: false }).first().waitFor({ timeout: 60_000 });
    for (const name of ['Train', 'Step', 'Reset']) expect(await first.button(name).isDisabled(), name).toBe(true);
    // On a small screen they are in a menu.
    await first.page.setViewportSize({ width: 390, height: 844 });
    await first.button('More').click();
    for (const name of ['Step', 'Reset'])
      expect(await first.page.getByRole('menuitem', { name }).isDisabled(), name).toBe(true);
    await second.button('Step').click();
    await second.page.getByText('step 4 /', { exact: false }).first().waitFor({ timeout: 60_000 });
    sound(first, second);
  });

  it('keep it where it cannot be written, and both are told', async () => {
    const { first, second } = await two();
    await first.page.evaluate(() => {
      IDBObjectStore.prototype.put = () => {
        throw new DOMException('no room', 'QuotaExceededError');
      };
    });
    await rename(first, 'not written');
    await second.button('Edit here').click();
    await second.page.getByText('Look into the other tab', { exact: false }).first().waitFor();
    await told(second);
    await first.page.getByText('Delete documents you no longer need', { exact: false }).first().waitFor();
    const field = await units(first);
    await field.fill('5');
    await field.press('Enter');
    expect(await field.inputValue()).toBe('5');
    expect(await first.button('Undo').isDisabled()).toBe(false);
    sound(second);
  });

  it('become two documents by a copy', async () => {
    const { first, second } = await two();
    await second.button('Open a copy').click();
    await free(second);
    await second.page.getByRole('status').filter({ hasText: TOLD }).waitFor({ state: 'detached' });
    await rename(second, 'the copy');
    await second.page.getByText('Saved', { exact: true }).waitFor();
    await rename(first, 'the first');
    await first.page.getByText('Saved', { exact: true }).waitFor();
    await first.button('Documents').click();
    for (const name of ['the copy', 'the first'])
      await first.page.getByRole('dialog').getByRole('button', { name, exact: true }).waitFor();
    sound(first, second);
  });

  it('of three, the one that asks gets it', async () => {
    const { first, second, context } = await two();
    const third = await tab(context, '?backend=cpu');
    await told(third);
    await third.button('Edit here').click();
    await free(third);
    await told(first);
    await told(second);
    sound(first, second, third);
  });
});

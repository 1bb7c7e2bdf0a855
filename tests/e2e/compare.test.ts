import { describe, expect, it } from 'vitest';
import type { App } from './support/app';
import { openBrowser } from './support/fixture';

const visit = openBrowser();

async function compare(app: App): Promise<void> {
  await app.region('Canvas').focus();
  await app.page.keyboard.press('Control+K');
  await app.page.keyboard.type('compare documents');
  await app.page.keyboard.press('Enter');
  await app.page.getByRole('heading', { name: 'Compare' }).waitFor();
}

async function pick(app: App, side: 'Before' | 'After', what: string): Promise<void> {
  const select = app.page.getByRole('combobox', { name: side });
  await select.focus();
  await app.page.keyboard.press('Enter');
  await app.page.getByRole('option', { name: what, exact: true }).click();
}

describe('comparing', () => {
  it('names what an edit changed since a version, and marks it in both pictures', async () => {
    const app = await visit.start('?backend=cpu&template=xor');
    const { page } = app;
    await app.block('hidden').waitFor();
    await page.getByText('Saved', { exact: true }).waitFor();
    await app.button('Train').click();
    await page.getByText('Finished', { exact: true }).waitFor({ timeout: 60_000 });
    await app.region('Canvas').focus();
    await page.keyboard.press('Control+K');
    await page.keyboard.type('versions of');
    await page.keyboard.press('Enter');
    await page.getByLabel('Name of a version to keep now').fill('First');
    await page.keyboard.press('Enter');
    await page.getByText('The same as now').first().waitFor();
    await page.keyboard.press('Escape');
    await app.block('tanh').click({ position: { x: 40, y: 12 } });
    await page.keyboard.press('Delete');
    await app.block('tanh').waitFor({ state: 'detached' });
    await compare(app);
    await page.getByText('1 block removed; 2 wires').waitFor();
    const list = page.getByRole('list', { name: 'Differences' });
    expect(await list.getByRole('listitem').count()).toBe(3);
    const picture = page.getByRole('img', { name: 'The graph before' });
    const all = await picture.getAttribute('src');
    await list.getByRole('button').first().focus();
    await page.keyboard.press('Enter');
    expect(await list.getByRole('button', { pressed: true }).textContent()).toContain('tanh');
    expect(await picture.getAttribute('src')).not.toBe(all);
    // The run belongs to what was trained, not to what the document has become.
    const row = page.getByRole('row', { name: /^Steps trained/ });
    expect(await row.getByRole('cell').allTextContents()).toEqual(['400', '–']);
    await app.screenshot('compare-light');
    expect(app.errors).toEqual([]);
  });

  it('puts two templates side by side with their counts', async () => {
    const app = await visit.start('?backend=cpu&template=xor', {
      viewport: { width: 1280, height: 900 },
      colorScheme: 'dark',
    });
    const { page } = app;
    await app.block('hidden').waitFor();
    await page.getByText('Saved', { exact: true }).waitFor();
    await compare(app);
    await pick(app, 'Before', 'Template: memory-lstm');
    await pick(app, 'After', 'Template: memory-gru');
    const counts = page.getByRole('table', { name: 'Counts before and after' });
    await counts.getByText('12,980').waitFor();
    await page.getByRole('list', { name: 'Differences' }).getByText('gru', { exact: false }).first().waitFor();
    await app.screenshot('compare-dark-1280');
    await page.setViewportSize({ width: 768, height: 1000 });
    await app.screenshot('compare-dark-768');
    expect(app.errors).toEqual([]);
  });
});

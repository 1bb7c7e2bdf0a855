import { describe, expect, it } from 'vitest';
import { openBrowser } from './support/fixture';

const visit = openBrowser();

describe('the gallery', () => {
  it('is searched, and opens a template beside what is there, with edits that were not saved yet', async () => {
    const app = await visit.start('?backend=cpu&template=xor');
    const { page } = app;
    await app.block('hidden').waitFor();
    await page.getByText('Saved', { exact: true }).waitFor();
    await app.block('tanh').click({ position: { x: 40, y: 12 } });
    await page.keyboard.press('Delete');
    await app.block('tanh').waitFor({ state: 'detached' });
    // At once, before the edit is written.
    await app.button('Templates').click();
    const dialog = page.getByRole('dialog');
    await dialog.getByText('3 s', { exact: false }).first().waitFor();
    await app.screenshot('gallery-light');
    await dialog.getByLabel('Find a template').fill('bahdanau');
    await dialog.getByRole('button', { name: 'XOR', exact: true }).waitFor({ state: 'detached' });
    await dialog.getByRole('button', { name: 'Bahdanau attention', exact: true }).focus();
    await page.keyboard.press('Enter');
    await dialog.waitFor({ state: 'detached' });
    await app.block('hidden').waitFor({ state: 'detached' });
    await app.button('Documents').click();
    await page.getByRole('dialog').getByRole('button', { name: 'XOR', exact: true }).click();
    await app.block('hidden').waitFor();
    expect(await app.block('tanh').count()).toBe(0);
    expect(app.errors).toEqual([]);
  });

  it('fits a tablet in the dark', async () => {
    const app = await visit.start('?backend=cpu&template=xor', {
      viewport: { width: 768, height: 1000 },
      colorScheme: 'dark',
    });
    await app.block('hidden').waitFor();
    await app.button('Templates').click();
    await app.page.getByRole('dialog').getByText('parameters').first().waitFor();
    await app.screenshot('gallery-dark-768');
    expect(app.errors).toEqual([]);
  });
});

import { expect, it } from 'vitest';
import { openBrowser } from './support/fixture';

const visit = openBrowser();

it('tells which weights an edited document keeps of its last training, now and after a reload', async () => {
  const app = await visit.start('?backend=cpu&template=xor');
  const { page } = app;
  await app.block('hidden').waitFor();
  await app.button('Step').click();
  await page.getByText('Paused', { exact: true }).waitFor();
  const settings = await app.panel('Training settings');
  expect(await settings.getByText(/weights.* kept/).count()).toBe(0);

  await app.block('hidden').click({ position: { x: 40, y: 12 } });
  const units = app.region('Inspector').getByLabel('units', { exact: true });
  await units.fill('8');
  await units.press('Enter');
  // What training on would keep is said before it is done.
  const ahead = settings.getByRole('region', { name: 'Weights that training on would keep' });
  await ahead.getByText(/Training on: 1 of 4 weights kept/).waitFor();
  await app.screenshot('weights-ahead');
  await app.block('hidden').focus();
  await page.keyboard.press('Control+z');
  await ahead.waitFor({ state: 'detached' });
  await page.keyboard.press('Control+y');
  await ahead.waitFor();
  await app.button('Step').click();
  const kept = settings.getByRole('region', { name: 'Weights of the run before' });
  await kept.getByText('1 of 4 weights kept from the run before.').waitFor();
  expect(await kept.textContent()).toContain('hidden.kernel: shape [2, 4] became [2, 8]');
  const toast = page.getByRole('listitem').filter({ hasText: '1 of 4 weights kept' });
  await toast.waitFor();
  const all = kept.getByText('head.bias', { exact: true });
  expect(await all.isVisible()).toBe(false);
  await kept.getByText('All weights', { exact: true }).focus();
  await page.keyboard.press('Enter');
  await all.waitFor();
  await app.screenshot('weights-kept');
  await page.getByText('Saved', { exact: true }).waitFor();

  await page.goto(visit.url('?backend=cpu'));
  await app.block('hidden').waitFor();
  await (await app.panel('Training settings')).getByText('1 of 4 weights kept from the run before.').waitFor();
  expect(app.errors).toEqual([]);
  await page.context().close();
});

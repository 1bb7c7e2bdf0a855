import { expect, it } from 'vitest';
import { openBrowser } from './support/fixture';

const visit = openBrowser();

it('the backend is chosen beside the figures, shown with its reason, and kept', async () => {
  const app = await visit.start('?template=xor');
  const badge = () => app.page.getByRole('button', { name: /^Backend: / });
  expect(await badge().getAttribute('aria-label')).toContain('by timing a step');
  await badge().click();
  const item = (name: RegExp) => app.page.getByRole('menuitemcheckbox', { name });
  expect(await item(/^Automatic/).getAttribute('aria-checked')).toBe('true');
  await item(/^CPU/).click();
  await app.button('Train').click();
  await app.page.getByRole('button', { name: /^Backend: CPU: chosen by hand/ }).waitFor();
  await app.page.getByRole('button', { name: 'Pause', exact: true }).click();
  await badge().focus();
  await app.page.keyboard.press('Enter');
  await app.page.keyboard.press('ArrowDown');
  await app.page.keyboard.press('ArrowDown');
  await item(/^WASM/).press('Enter');
  await app.button('Train').click();
  await app.page.getByRole('button', { name: /^Backend: WASM: chosen by hand/ }).waitFor();
  await app.page.reload();
  await badge().click();
  await item(/^WASM/).waitFor();
  await app.screenshot('backend-menu');
  expect(await item(/^WASM/).getAttribute('aria-checked')).toBe('true');
  expect(app.errors).toEqual([]);
});

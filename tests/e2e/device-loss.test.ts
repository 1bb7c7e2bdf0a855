import { expect, it } from 'vitest';
import { openBrowser } from './support/fixture';

const visit = openBrowser();

it('goes on training after the GPU process crashes', async () => {
  const app = await visit.start('?backend=webgpu&template=xor');
  const { page } = app;
  await app.button('Train').click();
  await page.waitForFunction(
    () => /step \d\d/.test(document.querySelector('[data-pace]')?.textContent ?? ''),
    undefined,
    {
      timeout: 120_000,
    },
  );
  const session = await visit.browser.newBrowserCDPSession();
  await session.send('Browser.crashGpuProcess');
  await page
    .getByText(/The GPU was lost/)
    .first()
    .waitFor({ timeout: 60_000 });
  await page.getByText('Finished', { exact: true }).waitFor({ timeout: 300_000 });
  await app.panel('Training curves');
  expect(await app.figure('validation:accuracy')).toBe(100);
});

import { expect, it } from 'vitest';
import { openBrowser } from './support/fixture';

const visit = openBrowser();

it('each block shows its share of the model: of parameters, FLOPs, memory, or not at all', async () => {
  const app = await visit.start('?backend=cpu&template=xor');
  const { page } = app;
  await app.block('hidden').waitFor();
  const meter = (block: string, figure: string) =>
    app.block(block).getByRole('meter', { name: `Share of the model: ${figure}` });
  const said = async (block: string, figure = 'Parameters') =>
    (await meter(block, figure).getAttribute('aria-valuetext'))?.replaceAll('\u00a0', ' ');
  await meter('hidden', 'Parameters').waitFor();
  expect(await said('hidden')).toBe('Parameters: 12 of 22, 54.5 %');
  expect(await meter('tanh', 'Parameters').count()).toBe(0);

  // A change of one block changes the share of every other, and renders none of them.
  const renders = (block: string) => app.block(block).locator('[data-renders]').getAttribute('data-renders');
  await app.block('hidden').click({ position: { x: 40, y: 12 } });
  await app
    .region('Inspector')
    .getByText(/^54\.5\s%$/)
    .waitFor();
  const units = app.region('Inspector').getByLabel('units', { exact: true });
  await units.fill('40');
  await units.press('Enter');
  await page.waitForFunction(() => document.querySelector('[aria-valuetext^="Parameters: 120"]') !== null);
  expect(await said('head')).toBe('Parameters: 82 of 202, 40.6 %');
  const bias = app.region('Inspector').getByLabel('bias', { exact: true });
  const atRest = await renders('tanh');
  await bias.click();
  await page.waitForFunction(() => document.querySelector('[aria-valuetext^="Parameters: 80"]') !== null);
  expect(await said('head')).toBe('Parameters: 82 of 162, 50.6 %');
  expect(await renders('tanh')).toBe(atRest);
  expect(Number(atRest)).toBeGreaterThan(0);

  await app.button('Legend: wires, bars and dots').click();
  const legend = page.getByRole('dialog', { name: 'Legend' });
  await legend.getByText('States, thick').waitFor();
  await app.screenshot('legend');
  await legend.getByRole('radio', { name: 'Memory' }).click();
  await page.keyboard.press('Escape');
  await meter('tanh', 'Activations').waitFor();
  await app.screenshot('shares-memory');

  await page.reload();
  await meter('tanh', 'Activations').waitFor();
  await page.keyboard.press('Control+k');
  await page.keyboard.type('bars on blocks none');
  await page.keyboard.press('Enter');
  await meter('tanh', 'Activations').waitFor({ state: 'detached' });
  expect(await app.region('Canvas').getByRole('meter').count()).toBe(0);
  expect(app.errors).toEqual([]);
  await page.context().close();
});

it('wires are drawn by what they carry: masks thin, states thick, each kind in its colour', async () => {
  const app = await visit.start('?backend=cpu&template=translation');
  const { page } = app;
  await page.locator('.wire[data-role="mask"]').first().waitFor({ state: 'attached' });
  const drawn = (role: string) =>
    page.evaluate((kind) => {
      const path = document.querySelector(`.wire[data-role="${kind}"] .react-flow__edge-path`);
      if (!path) throw new Error(`no wire carries ${kind}`);
      const { strokeWidth, stroke } = getComputedStyle(path);
      return { width: Number.parseFloat(strokeWidth), stroke };
    }, role);
  const [mask, tokens, hidden] = await Promise.all([drawn('mask'), drawn('tokens'), drawn('hidden')]);
  expect(mask.width).toBeLessThan(tokens.width);
  expect(new Set([mask.stroke, tokens.stroke, hidden.stroke]).size).toBe(3);
  // The batch and time of a shape are told from its sizes.
  const shape = page.locator('.wire-label', { hasText: '[B, S, 64]' }).first();
  const weight = (kind: string) =>
    shape.locator(`.axis-${kind}`).evaluate((axis) => Number(getComputedStyle(axis).fontWeight));
  expect(await shape.textContent()).toBe('[B, S, 64]');
  expect(await weight('time')).toBeGreaterThan(await weight('size'));
  // How a module is repeated stands on its card.
  await app.block('encoder').getByText('×2', { exact: true }).waitFor();
  await app.template('Weather forecast');
  await page.locator('.wire[data-role="state"]').first().waitFor({ state: 'attached' });
  expect((await drawn('state')).width).toBeGreaterThan(tokens.width);
  expect(app.errors).toEqual([]);
  await page.context().close();
});

import { describe, expect, it } from 'vitest';
import { PANELS } from './support/app';
import { violations } from './support/axe';
import { openBrowser } from './support/fixture';

const visit = openBrowser();

describe.each(['light', 'dark'] as const)('axe-core on the main screen, %s', (colorScheme) => {
  it('finds no serious violation', async () => {
    const app = await visit.start('?backend=cpu&template=gpt', { colorScheme });
    const { page } = app;
    await app.block('attention_1').click({ position: { x: 40, y: 12 } });
    for (const panel of PANELS) {
      await app.panel(panel);
      const found = await violations(page);
      expect(found, panel).toEqual([]);
    }
    await app.screenshot(`main-${colorScheme}`);
  });
});

describe.each(['light', 'dark'] as const)('axe-core on frames, notes and a palette of one’s own, %s', (colorScheme) => {
  it('finds no serious violation, selected or not, read or written', async () => {
    const app = await visit.start('?backend=cpu&template=xor', { colorScheme });
    const { page } = app;
    await app.block('hidden').click({ position: { x: 40, y: 12 } });
    await page.keyboard.press('Control+Shift+e');
    await app.region('Inspector').getByRole('button', { name: 'Publish to the palette' }).click();
    await page.getByText('Your modules', { exact: true }).waitFor();
    await app.block('tanh').click({ position: { x: 40, y: 12 } });
    await page.keyboard.press('Control+g');
    await page.keyboard.type('Nonlinear');
    await page.keyboard.press('Enter');
    for (const [i, color] of ['Grey', 'Green', 'Orange', 'Red', 'Violet', 'Blue'].entries()) {
      await app.region('Canvas').click({ position: { x: 90 + 170 * i, y: 420 } });
      await page.keyboard.press('n');
      await page.keyboard.type(`${color}: what is written here is for whoever reads the graph.`);
      await page.keyboard.press('Control+Enter');
      await app.region('Inspector').getByRole('combobox', { name: 'Colour' }).click();
      await page.getByRole('option', { name: color }).click();
    }
    const frame = page.getByRole('group', { name: 'Frame: Nonlinear' });
    await frame.focus();
    await page.keyboard.press('Space');
    const found = () => violations(page);
    expect(await found()).toEqual([]);
    await app.screenshot(`frames-${colorScheme}`);
    await page.keyboard.press('F2');
    await page.getByRole('textbox', { name: 'Title of the frame' }).waitFor();
    expect(await found()).toEqual([]);
    expect(app.errors).toEqual([]);
  });
});

it('stands on a narrow window', async () => {
  const app = await visit.start('?backend=cpu&template=transformer', { viewport: { width: 700, height: 900 } });
  await app.screenshot('narrow');
  const wide = await app.page.evaluate(() => document.documentElement.scrollWidth);
  expect(wide).toBeLessThanOrEqual(700);
});

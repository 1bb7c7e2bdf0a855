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

  it.each(['light', 'dark'] as const)('draws the losses of both sides over each other, %s', async (colorScheme) => {
    const app = await visit.start('?backend=cpu&template=xor', { colorScheme });
    const { page } = app;
    await app.block('hidden').waitFor();
    await page.getByText('Saved', { exact: true }).waitFor();
    const finished = () => page.getByText('Finished', { exact: true }).waitFor({ timeout: 60_000 });
    await app.button('Train').click();
    await finished();
    await app.block('hidden').click({ position: { x: 40, y: 12 } });
    await app.region('Canvas').focus();
    await page.keyboard.press('Control+K');
    await page.keyboard.type('versions of');
    await page.keyboard.press('Enter');
    await page.getByLabel('Name of a version to keep now').fill('Four units');
    await page.keyboard.press('Enter');
    await page.getByText('The same as now').first().waitFor();
    await page.keyboard.press('Escape');
    const units = app.region('Inspector').getByLabel('units', { exact: true });
    await units.fill('2');
    await units.press('Enter');
    await page.getByText('Saved', { exact: true }).waitFor();
    await compare(app);
    await pick(app, 'Before', 'Version: Four units');
    // What was not trained as it is has no curve.
    const losses = page.getByRole('table', { name: 'Losses of the runs' });
    await losses.getByRole('row', { name: /^Before, run of/ }).waitFor();
    expect(await losses.getByRole('row').count()).toBe(2);
    await page.keyboard.press('Escape');
    await app.button('Train').click();
    await page.getByText('Training', { exact: true }).waitFor();
    await finished();
    // What became of the weights is said, and lies over the corner.
    await app.button('Dismiss').first().click();
    await compare(app);
    await pick(app, 'Before', 'Version: Four units');
    const figures = (side: string) =>
      losses.getByRole('row', { name: new RegExp(`^${side}, run of`) }).getByRole('cell');
    await figures('After').first().filter({ hasText: /\d/ }).waitFor();
    const [before, after] = [await figures('Before').allTextContents(), await figures('After').allTextContents()];
    expect(before).not.toEqual(after);
    expect(before.join(' ')).toMatch(/^[\d.]+ [\d.]+ [\d.]+ at \d+$/);
    const chart = page.getByRole('img', { name: 'Losses over steps' });
    await chart.scrollIntoViewIfNeeded();
    const box = await chart.boundingBox();
    if (!box) throw new Error('no chart');
    // Over the chart the figures are those of the step under the pointer.
    await page.mouse.move(box.x + box.width * 0.2, box.y + box.height / 2);
    await page
      .getByRole('dialog')
      .getByText(/^at step \d+$/)
      .waitFor();
    expect(await figures('Before').first().textContent()).not.toBe(before[0]);
    await page.getByRole('switch', { name: 'Log scale' }).focus();
    await page.keyboard.press('Space');
    await app.screenshot(`compare-runs-${colorScheme}`);
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
    await pick(app, 'Before', 'Template: LSTM: long-range memory');
    await pick(app, 'After', 'Template: GRU: long-range memory');
    const counts = page.getByRole('table', { name: 'Counts before and after' });
    await counts.getByText('12,980').waitFor();
    await page.getByRole('list', { name: 'Differences' }).getByText('gru', { exact: false }).first().waitFor();
    await app.screenshot('compare-dark-1280');
    await page.setViewportSize({ width: 768, height: 1000 });
    await app.screenshot('compare-dark-768');
    expect(app.errors).toEqual([]);
  });
});

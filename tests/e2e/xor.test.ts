import { readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { openBrowser } from './support/fixture';

const visit = openBrowser();

const BLOCKS = [
  ['Feature vectors', 120, 120],
  ['Linear', 380, 120],
  ['Activation', 640, 120],
  ['Linear', 120, 360],
  ['Cross-entropy', 380, 360],
  ['Output', 640, 360],
] as const;

describe('XOR from nothing', () => {
  it('is built, wired, set and trained with the mouse alone, and comes back identical from its JSON', async () => {
    const app = await visit.start('?backend=webgpu');
    const { page } = app;
    await app.newDocument();
    const canvas = await app.region('Canvas').boundingBox();
    if (!canvas) throw new Error('the canvas has no place');
    for (const [title, x, y] of BLOCKS) {
      const entry = app.region('Block palette').getByRole('button', { name: title, exact: true });
      await entry.scrollIntoViewIfNeeded();
      const from = await entry.boundingBox();
      if (!from) throw new Error(`${title} is not in the palette`);
      await page.mouse.move(from.x + 20, from.y + 10);
      await page.mouse.down();
      await page.mouse.move(canvas.x + x, canvas.y + y, { steps: 8 });
      await page.mouse.up();
    }
    expect(await page.locator('.react-flow__node').count()).toBe(6);

    const wire = async (from: [string, string], to: [string, string]) => {
      await app.port(from[0], 'output', from[1]).dragTo(app.port(to[0], 'input', to[1]));
    };
    await wire(['feature_data', 'features'], ['linear', 'x']);
    await wire(['linear', 'y'], ['activation', 'x']);
    await wire(['activation', 'y'], ['linear_2', 'x']);
    await wire(['linear_2', 'y'], ['cross_entropy', 'logits']);
    await wire(['feature_data', 'label'], ['cross_entropy', 'targets']);
    await wire(['linear_2', 'y'], ['output', 'x']);
    expect(await page.locator('.react-flow__edge').count()).toBe(6);

    const set = async (block: string, parameter: string, value: string) => {
      await app.block(block).click({ position: { x: 40, y: 12 } });
      const field = app.region('Inspector').getByLabel(parameter, { exact: true });
      await field.click({ clickCount: 3 });
      await page.keyboard.type(value);
      await page.keyboard.press('Enter');
    };
    await set('linear', 'units', '8');
    await set('linear_2', 'units', 'K');
    await app.block('activation').click({ position: { x: 40, y: 12 } });
    await app.region('Inspector').getByLabel('kind', { exact: true }).click();
    await page.getByRole('option', { name: 'tanh', exact: true }).click();

    await app.panel('Training settings');
    const rate = app.region('Training settings').getByLabel('Learning rate', { exact: true }).first();
    await rate.click({ clickCount: 3 });
    await page.keyboard.type('0.03');
    await page.keyboard.press('Enter');
    const steps = app.region('Training settings').getByLabel('Steps', { exact: true }).first();
    await steps.click({ clickCount: 3 });
    await page.keyboard.type('200');
    await page.keyboard.press('Enter');

    await app.button('Train').click();
    await page.getByText('Finished', { exact: true }).waitFor({ timeout: 180_000 });
    await app.panel('Training curves');
    await expect.poll(() => app.figure('validation:accuracy')).toBe(100);
    await app.screenshot('xor-trained');

    const download = page.waitForEvent('download');
    await app.button('Export').click();
    await page.getByRole('dialog').getByRole('button', { name: 'Download JSON' }).click();
    const text = readFileSync(await (await download).path(), 'utf8');
    await page.keyboard.press('Escape');

    await page.reload();
    await app.region('Canvas').waitFor();
    await app.newDocument();
    const file = join(tmpdir(), `wireformer-xor-${process.pid}.json`);
    writeFileSync(file, text);
    await app.button('Open').click();
    const chooser = page.waitForEvent('filechooser');
    await page.getByRole('dialog').getByText('Choose file…').click();
    await (await chooser).setFiles(file);
    await page.locator('.react-flow__node').nth(5).waitFor();
    const second = page.waitForEvent('download');
    await app.button('Export').click();
    await page.getByRole('dialog').getByRole('button', { name: 'Download JSON' }).click();
    expect(readFileSync(await (await second).path(), 'utf8')).toBe(text);
    expect(app.errors).toEqual([]);
  });
});

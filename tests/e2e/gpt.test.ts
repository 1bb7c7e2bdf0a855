import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { parseDocument } from '../../src/document';
import type { App } from './support/app';
import { openBrowser } from './support/fixture';

const visit = openBrowser();

const template = parseDocument(
  readFileSync(fileURLToPath(new URL('../../templates/gpt.json', import.meta.url)), 'utf8'),
);
const early = 'document' in template ? template.document.meta.expects?.early : undefined;

/** What stands on a canvas or a strip of colour, as one text: it changes when the picture does. */
const picture = (app: App, region: string): Promise<string> =>
  app
    .region(region)
    .locator('canvas')
    .first()
    .evaluate((canvas: HTMLCanvasElement) => canvas.toDataURL());

describe('the GPT template on WebGPU', () => {
  it('falls below its figure by step 30 while heatmaps and gradient norms move', async () => {
    const app = await visit.start('?backend=webgpu&template=gpt');
    const { page } = app;
    await app.panel('Training curves');
    await app.panel('Attention');
    await app.button('Train').click();
    await app.region('Attention').locator('canvas').first().waitFor({ timeout: 120_000 });
    const attention = await picture(app, 'Attention');
    const strip = page.locator('[data-gradient="attention_1"]');
    await page.waitForFunction(() => {
      const element = document.querySelector<HTMLElement>('[data-gradient="attention_1"]');
      return element !== null && element.style.backgroundColor !== '';
    });
    const painted = await strip.evaluate((element: HTMLElement) => element.title);

    await page.waitForFunction(
      () => (document.querySelector('[data-figure="validation:loss"]')?.textContent ?? '').match(/\d/),
      undefined,
      { timeout: 560_000 },
    );
    await app.button('Pause').click();
    expect(await app.figure('validation:loss')).toBeLessThan(early?.atMost ?? 0);
    expect(await picture(app, 'Attention')).not.toBe(attention);
    expect(await strip.evaluate((element: HTMLElement) => element.title)).not.toBe(painted);
    expect(await page.getByText('WebGPU', { exact: true }).isVisible()).toBe(true);
    await page.getByText('Paused', { exact: true }).waitFor();

    await app.screenshot('gpt-light');
    await page.emulateMedia({ colorScheme: 'dark' });
    await app.panel('Gradient norms');
    await app.screenshot('gpt-dark');
    // Logged every five steps: a card renders for edits, not for steps.
    const renders = await page
      .locator('[data-renders]')
      .evaluateAll((cards: HTMLElement[]) => cards.map((card) => Number(card.dataset.renders)));
    expect(Math.max(...renders)).toBeLessThan(10);
    expect(app.errors).toEqual([]);
  });
});

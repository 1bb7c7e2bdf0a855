import { describe, expect, it } from 'vitest';
import type { App } from './support/app';
import { openBrowser } from './support/fixture';

const visit = openBrowser();

/** Presses Tab until an element with this accessible name has the focus. */
async function tabTo(app: App, name: RegExp, limit = 200): Promise<void> {
  for (let i = 0; i < limit; i++) {
    const focused = await app.page.evaluate(() => {
      const active = document.activeElement;
      if (!(active instanceof HTMLElement)) return '';
      const labelled = (element: HTMLElement) =>
        element instanceof HTMLInputElement || element instanceof HTMLButtonElement
          ? element.labels?.[0]?.textContent
          : undefined;
      const label = active.getAttribute('aria-label') ?? labelled(active) ?? active.textContent ?? '';
      return label.trim();
    });
    if (name.test(focused)) return;
    await app.page.keyboard.press('Tab');
  }
  await app.screenshot('keyboard-stuck');
  throw new Error(`nothing called ${name} can be reached with Tab`);
}

describe('by keyboard alone', () => {
  it('XOR is built, wired, set, trained, exported', async () => {
    const app = await visit.start('?backend=cpu');
    const { page } = app;
    // The document the page begins with: when it is gone, the new one has come.
    await page.locator('.react-flow__node').first().waitFor();
    await tabTo(app, /^Documents$/);
    await page.keyboard.press('Enter');
    await tabTo(app, /^New document$/);
    await page.keyboard.press('Enter');
    await page.locator('.react-flow__node').first().waitFor({ state: 'detached' });

    await tabTo(app, /^Search blocks$/);
    for (const title of ['Feature vectors', 'Linear', 'Cross-entropy', 'Output']) {
      await page.keyboard.press('Control+A');
      await page.keyboard.type(title);
      await page.keyboard.press('Enter');
    }
    expect(await page.locator('.react-flow__node').count()).toBe(4);

    const wire = async (from: string, to: RegExp) => {
      await page.locator(`.react-flow__node:has-text("${from}")`).first().focus();
      await page.keyboard.press('Enter');
      await tabTo(app, new RegExp(`^${from} output`));
      return to;
    };
    const connect = async (from: RegExp, block: string, to: RegExp) => {
      await wire(block, to);
      await tabTo(app, from);
      await page.keyboard.press('Enter');
      await tabTo(app, to);
      await page.keyboard.press('Enter');
    };
    await connect(/^feature_data output features/, 'feature_data', /^linear input x/);
    await connect(/^linear output y/, 'linear', /^cross_entropy input logits/);
    await connect(/^feature_data output label/, 'feature_data', /^cross_entropy input targets/);
    await connect(/^linear output y/, 'linear', /^output input x/);
    expect(await page.locator('.react-flow__edge').count()).toBe(4);

    await page.locator('.react-flow__node:has-text("linear")').first().focus();
    await page.keyboard.press('Enter');
    await tabTo(app, /^units/);
    await page.keyboard.press('Control+A');
    await page.keyboard.type('K');
    await page.keyboard.press('Enter');
    await tabTo(app, /^Train$/);
    await page.keyboard.press('Control+Enter');
    await page.getByText('Finished', { exact: true }).waitFor({ timeout: 120_000 });

    await tabTo(app, /^Export$/);
    await page.keyboard.press('Enter');
    const download = page.waitForEvent('download');
    await tabTo(app, /^Download JSON$/);
    await page.keyboard.press('Enter');
    expect((await download).suggestedFilename()).toMatch(/\.json$/);
    expect(app.errors).toEqual([]);
  });

  it('E leads to the settings of a block and Escape back to it, and what is seen stays', async () => {
    const app = await visit.start('?backend=cpu&template=transformer');
    const { page } = app;
    await app.block('head').waitFor();
    await page.waitForTimeout(300);
    const seen = () => page.locator('.react-flow__viewport').getAttribute('style');
    const before = await seen();
    await app.block('head').focus();
    await page.keyboard.press('e');
    const units = app.region('Inspector').getByLabel('units', { exact: true });
    await expect.poll(() => units.evaluate((one) => one === document.activeElement)).toBe(true);
    await page.keyboard.press('Escape');
    await expect.poll(() => app.block('head').evaluate((one) => one === document.activeElement)).toBe(true);
    expect(await seen()).toBe(before);
    // Shift+Enter takes a block into the selection and goes on looking.
    await page.keyboard.press('Control+f');
    await page.keyboard.type('embedding');
    await page.keyboard.press('Shift+Enter');
    await expect.poll(() => page.locator('.react-flow__node.selected').count()).toBe(2);
    await page.keyboard.press('Escape');
    expect(app.errors).toEqual([]);
  });
});

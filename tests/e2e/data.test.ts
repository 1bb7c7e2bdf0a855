import { describe, expect, it } from 'vitest';
import { openBrowser } from './support/fixture';

const visit = openBrowser();

const PLAY = 'Shall I compare thee to a summer’s day? Thou art more lovely and more temperate.\n'.repeat(120);

describe('a person’s own text', () => {
  it('is dropped into the GPT template and trained on', async () => {
    const app = await visit.start('?backend=webgpu&template=gpt');
    const { page } = app;
    await app.block('text').waitFor();
    const transfer = await page.evaluateHandle((text) => {
      const data = new DataTransfer();
      data.items.add(new File([text], 'sonnet.txt', { type: 'text/plain' }));
      return data;
    }, PLAY);
    const canvas = page.locator('section[aria-label="Canvas"]');
    for (const type of ['dragenter', 'dragover', 'drop']) await canvas.dispatchEvent(type, { dataTransfer: transfer });
    await page.getByText('The model now reads sonnet.txt').first().waitFor();
    const data = await app.panel('Data');
    await data.getByText('sonnet.txt').first().waitFor();
    await app.button('Train').click();
    await page.waitForFunction(
      () => /step [2-9]/.test(document.querySelector('[data-pace]')?.textContent ?? ''),
      undefined,
      {
        timeout: 240_000,
      },
    );
    await app.button('Stop').click();
    await page.getByText('Stopped', { exact: true }).waitFor({ timeout: 120_000 });
    await app.panel('Training curves');
    expect(await app.figure('training:loss')).toBeGreaterThan(0);
    await app.button('Undo').click();
    expect(await (await app.panel('Data')).getByText('sonnet.txt').count()).toBe(0);
    expect(app.errors).toEqual([]);
  });

  it('is refused with the reason when it is no text', async () => {
    const app = await visit.start('?backend=cpu&template=gpt');
    const { page } = app;
    await app.block('text').waitFor();
    await app.button('Open').click();
    const chooser = page.waitForEvent('filechooser');
    await page.getByRole('dialog').getByText('Choose file…').click();
    await (await chooser).setFiles({
      name: 'photo.txt',
      mimeType: 'text/plain',
      buffer: Buffer.from([0, 1, 2, 255, 0]),
    });
    await page
      .getByText(/plain text in UTF-8/)
      .first()
      .waitFor();
  });
});

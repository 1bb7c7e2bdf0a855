import type { Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { serialiseDocument } from '../../src/document';
import { xorDocument as xor } from '../support/documents';
import type { App } from './support/app';
import { openBrowser } from './support/fixture';

const visit = openBrowser();
const HEAD = { position: { x: 40, y: 12 } } as const;
const MARKUP = '<img src=x onerror="window.ran=true">';
const NEWER = serialiseDocument(xor()).replace('"wireformer": 1', '"wireformer": 99');

const ran = (page: Page) => page.evaluate((): unknown => Reflect.get(window, 'ran'));

async function begin(): Promise<App> {
  const app = await visit.start('?backend=cpu&template=xor');
  await app.block('hidden').waitFor();
  await app.page.getByText('Saved', { exact: true }).waitFor();
  return app;
}

/** Puts another text in the place of the one document that is kept. */
const damage = (page: Page, text: string) =>
  page.evaluate(
    (other) =>
      new Promise<string>((resolve, reject) => {
        const request = indexedDB.open('wireformer');
        request.onerror = () => reject(request.error);
        request.onsuccess = () => {
          const work = request.result.transaction('documents', 'readwrite');
          const all = work.objectStore('documents').getAll();
          all.onsuccess = () => {
            const [{ text: before, ...rest }] = all.result;
            work.objectStore('documents').put({ ...rest, text: other === '' ? before : other });
            work.oncomplete = () => {
              request.result.close();
              resolve(all.result.map((one) => one.text).join(' '));
            };
          };
        };
      }),
    text,
  );

describe('a document of a newer version', () => {
  it('that is kept here stays as it is, and the page opens something that works', async () => {
    const app = await begin();
    const { page } = app;
    await damage(page, NEWER);
    await page.goto(visit.url('?backend=cpu'));
    await page.getByText('Update Wireformer, then open the file again.', { exact: true }).first().waitFor();
    await page.locator('.react-flow__node').first().waitFor();
    await page.getByText('Saved', { exact: true }).waitFor();
    await app.button('Documents').click();
    await page.getByRole('dialog').getByRole('button', { name: 'XOR', exact: true }).click();
    await page.getByText('Update Wireformer, then open the file again.', { exact: true }).first().waitFor();
    expect(await damage(page, '')).toContain(NEWER);
    expect(app.errors).toEqual([]);
  });

  it('from a file, or its text, is refused in words, and what is open stays', async () => {
    const app = await begin();
    const { page } = app;
    await app.button('Open').click();
    await page.getByRole('dialog').getByRole('textbox').fill(NEWER);
    await app.button('Open the text').click();
    const words = page.getByText('Update Wireformer, then open the file again.', { exact: true });
    await words.first().waitFor();
    await page.getByRole('dialog').getByRole('button', { name: 'Close', exact: true }).click();
    await words.first().waitFor({ state: 'detached', timeout: 20_000 });
    await app.button('Open').click();
    await page
      .locator('input[type="file"]')
      .setInputFiles({ name: 'newer.json', mimeType: 'application/json', buffer: Buffer.from(NEWER) });
    await words.first().waitFor();
    expect(await app.block('hidden').count()).toBe(1);
    expect(app.errors).toEqual([]);
  });
});

describe('markup, or a megabyte of text', () => {
  const LONG = 'qz '.repeat(350_000);

  it('in the name of a block is refused at the field', async () => {
    const app = await begin();
    const { page } = app;
    await app.block('hidden').click(HEAD);
    const name = app.region('Inspector').getByLabel('Name', { exact: true });
    for (const text of [MARKUP, LONG, '__proto__']) {
      await name.fill(text);
      await name.press('Enter');
      expect(await name.getAttribute('aria-invalid')).toBe('true');
      await name.press('Escape');
      expect(await name.inputValue()).toBe('hidden');
    }
    expect(await app.button('Undo').isDisabled()).toBe(true);
    expect(await ran(page)).toBeUndefined();
    expect(app.errors).toEqual([]);
  });

  it('in the description and on a frame is text, and too much of it is refused in words', async () => {
    const app = await begin();
    const { page } = app;
    await app.block('hidden').click(HEAD);
    await page.keyboard.press('Control+g');
    await page.keyboard.insertText(MARKUP);
    await page.keyboard.press('Enter');
    await page.getByRole('group', { name: `Frame: ${MARKUP}`, exact: true }).waitFor();
    const title = app.region('Inspector').getByLabel('Title', { exact: true });
    await title.fill(LONG);
    await title.press('Enter');
    expect(await title.getAttribute('aria-invalid')).toBe('true');
    await page.getByText('At most 20000 characters.', { exact: false }).first().waitFor();
    await title.press('Escape');
    expect(await title.inputValue()).toBe(MARKUP);
    await app.region('Canvas').click({ position: { x: 30, y: 60 } });
    const description = app.region('Inspector').getByLabel('Description', { exact: true });
    await description.fill(MARKUP);
    await description.press('Control+Enter');
    await description.blur();
    await page.getByText('Saved', { exact: true }).waitFor();
    await page.reload();
    await app.block('hidden').waitFor();
    expect(await description.inputValue()).toBe(MARKUP);
    expect(await ran(page)).toBeUndefined();
    expect(app.errors).toEqual([]);
  });

  it('in a search finds nothing, and says so', async () => {
    const app = await begin();
    const { page } = app;
    for (const text of [MARKUP, LONG]) {
      await app.region('Canvas').focus();
      await page.keyboard.press('a');
      await page.keyboard.insertText(text);
      await page.getByRole('dialog').getByText('No block answers', { exact: false }).waitFor();
      await page.keyboard.press('Enter');
      // The first takes back what was typed.
      await page.keyboard.press('Escape');
      await page.keyboard.press('Escape');
      await page.getByRole('dialog').waitFor({ state: 'detached' });
      const palette = page.getByPlaceholder('Search blocks', { exact: false }).first();
      await palette.focus();
      await page.keyboard.insertText(text);
      await app.region('Block palette').getByText('No block answers', { exact: false }).waitFor();
      expect((await palette.inputValue()).length).toBeLessThan(1000);
      await palette.fill('');
      await page.keyboard.press('Control+k');
      await page.keyboard.insertText(text);
      await page.getByText('Nothing is called so.', { exact: true }).waitFor();
      await page.keyboard.press('Escape');
      await page.getByRole('dialog').waitFor({ state: 'detached' });
    }
    expect(await app.button('Undo').isDisabled()).toBe(true);
    expect(await ran(page)).toBeUndefined();
    expect(app.errors).toEqual([]);
  });
});

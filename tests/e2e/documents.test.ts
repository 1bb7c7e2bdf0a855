import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { App } from './support/app';
import { openBrowser } from './support/fixture';

const visit = openBrowser();
const template = (name: string) => readFileSync(new URL(`../../templates/${name}.json`, import.meta.url), 'utf8');

const saved = (app: App) => app.page.getByText('Saved', { exact: true }).waitFor();
const entry = (app: App, name: string) => app.page.getByRole('dialog').getByRole('button', { name, exact: true });

async function choose(app: App, name: string, what: string): Promise<void> {
  await app.button(`What to do with ${name}`).click();
  await app.page.getByRole('menuitem', { name: what, exact: true }).click();
}

describe('documents', () => {
  it('are listed, found, renamed, duplicated, and brought back when deleted', async () => {
    const app = await visit.start('?backend=cpu&template=xor');
    const { page } = app;
    await app.block('hidden').waitFor();
    await saved(app);
    await app.region('Canvas').focus();
    await page.keyboard.press('Control+Shift+O');
    await entry(app, 'XOR').waitFor();
    await page.getByText(/7 blocks · 22 parameters|blocks · \d+ parameters/).waitFor();
    await app.screenshot('documents-light');

    await app.button('What to do with XOR').focus();
    await page.keyboard.press('Enter');
    await page.getByRole('menuitem', { name: 'Duplicate' }).press('Enter');
    await entry(app, 'XOR (copy)').waitFor();
    await choose(app, 'XOR (copy)', 'Rename');
    await page.getByLabel('New name of XOR (copy)').fill('Second');
    await page.keyboard.press('Enter');
    await entry(app, 'Second').waitFor();
    await page.getByLabel('Find a document').fill('seco');
    await entry(app, 'XOR').waitFor({ state: 'detached' });
    await page.getByLabel('Find a document').fill('');

    // The open one too: another opens in its place, and Undo opens it again.
    await choose(app, 'XOR', 'Delete');
    await entry(app, 'XOR').waitFor({ state: 'detached' });
    await app.button('Bring back XOR').waitFor();
    await page.getByRole('dialog').getByRole('button', { name: 'Close', exact: true }).click();
    await page.getByRole('dialog').waitFor({ state: 'detached' });
    await page
      .getByRole('region', { name: /^Notification/ })
      .getByRole('button', { name: 'Undo', exact: true })
      .click();
    await page.waitForFunction(
      () => document.querySelector<HTMLInputElement>('header input')?.value === 'XOR',
      undefined,
      { timeout: 10_000 },
    );
    expect(app.errors).toEqual([]);
  });

  it('deleted by the keyboard are brought back by it, from the message and from the list', async () => {
    const app = await visit.start('?backend=cpu&template=xor');
    const { page } = app;
    await app.block('hidden').waitFor();
    await saved(app);
    await app.newDocument();
    await saved(app);
    const message = page
      .getByRole('dialog')
      .getByRole('region', { name: /^Notification/ })
      .getByRole('button', { name: 'Undo', exact: true });
    const remove = async () => {
      await app.button('What to do with XOR').focus();
      await page.keyboard.press('Enter');
      await page.getByRole('menuitem', { name: 'Delete', exact: true }).press('Enter');
      await page.getByRole('button', { name: 'Bring back XOR', exact: true }).waitFor();
      await message.waitFor();
      // The button that had the focus is gone: the next key goes on in the dialog, not behind it.
      await page.waitForFunction(() => document.activeElement?.closest('[role="dialog"]'));
    };
    const focused = () => page.evaluate(() => document.activeElement?.textContent ?? '');
    const tabTo = async (name: string, most = 40) => {
      for (let i = 0; i < most && (await focused()) !== name; i++) await page.keyboard.press('Tab');
      expect(await focused()).toBe(name);
    };
    await app.region('Canvas').focus();
    await page.keyboard.press('Control+Shift+O');
    await entry(app, 'XOR').waitFor();
    await remove();
    await page.keyboard.press('F8');
    await app.screenshot('toast-in-dialog');
    await tabTo('Undo', 3);
    await page.keyboard.press('Enter');
    await entry(app, 'XOR').waitFor();
    expect(await page.getByRole('dialog').count()).toBe(1);

    await remove();
    await tabTo('Bring back');
    await page.keyboard.press('Enter');
    await entry(app, 'XOR').waitFor();
    // Without a dialog the message stands outside again.
    await page.getByRole('dialog').getByRole('button', { name: 'Close', exact: true }).press('Enter');
    await page.getByRole('dialog').waitFor({ state: 'detached' });
    await page.keyboard.press('F8');
    await tabTo('Undo', 3);
    expect(app.errors).toEqual([]);
  });

  it('deleted and brought back have their runs and weights', async () => {
    const app = await visit.start('?backend=cpu&template=xor');
    const { page } = app;
    await app.block('hidden').waitFor();
    await app.button('Train').click();
    await page.getByText('Finished', { exact: true }).waitFor({ timeout: 60_000 });
    await saved(app);
    await app.newDocument();
    await app.button('Documents').click();
    await choose(app, 'XOR', 'Delete');
    await entry(app, 'XOR').waitFor({ state: 'detached' });
    await page.reload();
    await app.region('Canvas').waitFor();
    await app.button('Documents').click();
    await app.button('Bring back XOR').click();
    await entry(app, 'XOR').click();
    await page.getByText('Finished', { exact: true }).waitFor();
    expect(await app.button('Train').isEnabled()).toBe(true);
    expect(app.errors).toEqual([]);
  });

  it('keep versions: before training and by hand; going back is undone by undo', async () => {
    const app = await visit.start('?backend=cpu&template=xor');
    const { page } = app;
    await app.block('hidden').waitFor();
    await app.button('Train').click();
    await page.getByText('Finished', { exact: true }).waitFor({ timeout: 60_000 });
    await app.block('hidden').click({ position: { x: 40, y: 12 } });
    await page.keyboard.press('Delete');
    await app.block('hidden').waitFor({ state: 'detached' });
    await page.keyboard.press('Control+K');
    await page.keyboard.type('versions of');
    await page.keyboard.press('Enter');
    await page.getByLabel('Name of a version to keep now').fill('Without a hidden layer');
    await page.keyboard.press('Enter');
    const list = page.getByRole('list', { name: 'Versions of this document' });
    await list.getByText('Without a hidden layer').waitFor();
    await list.getByText('Since then: 1 block removed; 2 wires').waitFor();
    await app.screenshot('versions-light');
    await list
      .getByRole('button', { name: /^Go back to/ })
      .last()
      .click();
    await app.block('hidden').waitFor();
    await app.button('Undo').click();
    await app.block('hidden').waitFor({ state: 'detached' });
    await app.button('Redo').click();
    await app.block('hidden').waitFor();
    expect(app.errors).toEqual([]);
  });

  it('of a database of the first version are all there after it is brought up to date', async () => {
    const context = await visit.visitor();
    const page = await context.newPage();
    await page.route('**/blank', (route) => route.fulfill({ contentType: 'text/html', body: '<title>blank</title>' }));
    await page.goto(visit.url('blank'));
    await page.evaluate(
      ([text]) =>
        new Promise<void>((resolve, reject) => {
          const request = indexedDB.open('wireformer', 1);
          request.onupgradeneeded = () => {
            const database = request.result;
            database.createObjectStore('documents', { keyPath: 'id' });
            database.createObjectStore('runs', { keyPath: 'id' }).createIndex('document', 'document');
            database.createObjectStore('checkpoints', { keyPath: 'key' });
            database.createObjectStore('pieces', { keyPath: 'key' }).createIndex('checkpoint', 'checkpoint');
            database.createObjectStore('files', { keyPath: 'sha256' });
          };
          request.onsuccess = () => {
            const stores = request.result.transaction('documents', 'readwrite');
            stores.objectStore('documents').put({ id: 'old', name: 'Old one', text, revision: 3, updated: 1e12 });
            stores.oncomplete = () => {
              request.result.close();
              resolve();
            };
          };
          request.onerror = () => reject(request.error);
        }),
      [template('xor')],
    );
    const app = new App(page);
    await app.open(visit.url('?backend=cpu'));
    await app.block('hidden').waitFor();
    await app.button('Documents').click();
    await entry(app, 'Old one').waitFor();
    await choose(app, 'Old one', 'Versions…');
    // It had rested for longer than an hour when it was opened.
    await page.getByText('before it was opened again').waitFor();
    expect(app.errors).toEqual([]);
  });
});

describe('the picture of a document', () => {
  it('is downloaded as SVG that a browser reads, and as PNG at twice its size', async () => {
    const app = await visit.start('?backend=cpu&template=transformer');
    const { page } = app;
    await app.block('encoder_1_attention').waitFor();
    await app.button('Export').click();
    await page.getByRole('radio', { name: 'Dark' }).click();
    await app.screenshot('export-picture');
    const take = async (name: string) => {
      const [download] = await Promise.all([page.waitForEvent('download'), app.button(name).click()]);
      return readFileSync(await download.path());
    };
    const svg = (await take('Download SVG')).toString();
    // A page without the content policy of ours, which lets nobody parse markup.
    const reader = await page.context().newPage();
    const read = await reader.evaluate((text) => {
      const parsed = new DOMParser().parseFromString(text, 'image/svg+xml');
      const root = parsed.documentElement;
      return {
        fault: parsed.querySelector('parsererror')?.textContent,
        size: [Number(root.getAttribute('width')), Number(root.getAttribute('height'))],
        blocks: parsed.querySelectorAll('[data-block]').length,
        foreign: parsed.querySelectorAll('foreignObject').length,
        variables: text.includes('var('),
        odd: [...text.matchAll(/(?:fill|stroke)="([^"]+)"/g)].filter((m) => !/^(#[0-9a-f]{6}|none)$/.test(m[1] ?? ''))
          .length,
      };
    }, svg);
    await reader.close();
    const document = JSON.parse(template('transformer'));
    expect(read).toMatchObject({ blocks: document.graph.nodes.length, foreign: 0, variables: false, odd: 0 });
    expect(read.fault).toBeUndefined();
    const png = await take('Download PNG');
    expect([png.readUInt32BE(16), png.readUInt32BE(20)]).toEqual(read.size.map((side) => Math.floor(2 * side)));
    expect(app.errors).toEqual([]);
  });
});

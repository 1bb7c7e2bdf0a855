import { describe, expect, it } from 'vitest';
import { serialiseDocument } from '../../src/document';
import { stackedModules } from '../document/publish-models';
import { xorDocument } from '../support/documents';
import { App } from './support/app';
import { openBrowser } from './support/fixture';

const visit = openBrowser();

describe('the browser’s storage', () => {
  it('of a page without a palette of one’s own is taken over with what it holds', async () => {
    const context = await visit.visitor();
    const page = await context.newPage();
    // A page of this origin that does not run the app.
    await page.route('**/old', (route) => route.fulfill({ contentType: 'text/html', body: '<title>old</title>' }));
    await page.goto(visit.url('old'));
    await page.evaluate(
      (text) =>
        new Promise<void>((resolve, reject) => {
          const opening = indexedDB.open('wireformer', 2);
          opening.onupgradeneeded = () => {
            const { result } = opening;
            result.createObjectStore('documents', { keyPath: 'id' });
            result.createObjectStore('runs', { keyPath: 'id' }).createIndex('document', 'document');
            result.createObjectStore('checkpoints', { keyPath: 'key' });
            result.createObjectStore('pieces', { keyPath: 'key' }).createIndex('checkpoint', 'checkpoint');
            result.createObjectStore('files', { keyPath: 'sha256' });
            result.createObjectStore('versions', { keyPath: 'id' }).createIndex('document', 'document');
          };
          opening.onerror = () => reject(opening.error);
          opening.onsuccess = () => {
            const { result } = opening;
            const writing = result.transaction('documents', 'readwrite');
            writing.objectStore('documents').put({ id: 'kept', name: 'Kept', text, revision: 1, updated: Date.now() });
            writing.oncomplete = () => {
              result.close();
              resolve();
            };
          };
        }),
      serialiseDocument(xorDocument()),
    );
    const app = new App(page);
    await app.open(visit.url('?backend=cpu'));
    await app.block('hidden').waitFor();
    await app.block('hidden').click({ position: { x: 40, y: 12 } });
    await page.keyboard.press('Control+Shift+e');
    await app.region('Inspector').getByRole('button', { name: 'Publish to the palette' }).click();
    await page.getByText('Your modules', { exact: true }).waitFor();
    expect(app.errors).toEqual([]);
  });

  it('keeps a palette that can be gone through, and says when it is full; what is damaged is not shown', async () => {
    const app = await visit.start('?backend=cpu&template=xor');
    const { page } = app;
    await app.block('hidden').waitFor();
    await page.evaluate(
      ({ pack, count }) =>
        new Promise<void>((resolve, reject) => {
          const opening = indexedDB.open('wireformer');
          opening.onerror = () => reject(opening.error);
          opening.onsuccess = () => {
            const { result } = opening;
            const writing = result.transaction('modules', 'readwrite');
            for (let i = 0; i < count; i++)
              writing
                .objectStore('modules')
                .put({ id: `m${i}`, name: `Mine ${i}`, text: i === 0 ? '{' : pack, updated: 0 });
            writing.oncomplete = () => {
              result.close();
              resolve();
            };
          };
        }),
      { pack: serialiseDocument(stackedModules()), count: 200 },
    );
    await page.evaluate(() => window.dispatchEvent(new Event('focus')));
    const palette = app.region('Block palette');
    await palette.getByRole('button', { name: 'Mine 1', exact: true }).waitFor();
    expect(await palette.getByRole('button', { name: /^Mine \d+$/ }).count()).toBe(199);
    await app.block('hidden').click({ position: { x: 40, y: 12 } });
    await page.keyboard.press('Control+Shift+e');
    await app.region('Inspector').getByRole('button', { name: 'Publish to the palette' }).click();
    await page.getByText('Remove one from the palette first.').first().waitFor();
    expect(await palette.getByRole('button', { name: /^Mine \d+$/ }).count()).toBe(199);
    expect(app.errors).toEqual([]);
  });
});

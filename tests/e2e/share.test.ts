import { deflateSync } from 'fflate';
import { describe, expect, it } from 'vitest';
import { App } from './support/app';
import { openBrowser } from './support/fixture';

const visit = openBrowser();

describe('sharing', () => {
  it('copies a link that opens the same document beside what the other person has', async () => {
    const app = await visit.start('?backend=cpu&template=xor');
    await app.block('hidden').waitFor();
    await app.button('Share').click();
    const link = await app.page.getByLabel('Link to this document').inputValue();
    await app.page.getByText(/^[\d,]+ characters$/).waitFor();
    await app.screenshot('share-light');
    expect(link.length).toBeLessThan(8_000);
    expect(app.errors).toEqual([]);

    const other = await visit.start('?backend=cpu&template=gpt');
    await other.page.locator('.react-flow__node').first().waitFor();
    await other.page.getByText('Saved', { exact: true }).waitFor();
    // Pasted into the address of the page that is open.
    await other.page.goto(link.replace('/#', '/?backend=cpu#'));
    await other.block('hidden').waitFor();
    await other.page.waitForFunction(() => window.location.hash === '');
    await other.page.getByText('Saved', { exact: true }).waitFor();
    await other.page.reload();
    await other.block('hidden').waitFor();
    await other.button('Documents').click();
    const list = other.page.getByRole('list', { name: 'Documents in this browser' });
    expect(await list.getByRole('listitem').count()).toBe(2);
    expect(other.errors).toEqual([]);
  });

  it('tells in words what is wrong with a link, and opens what was open', async () => {
    const app = await visit.start('?backend=cpu&template=xor');
    const { page } = app;
    await app.block('hidden').waitFor();
    await page.getByText('Saved', { exact: true }).waitFor();
    const send = async (hash: string, words: RegExp) => {
      await page.evaluate((value) => {
        window.location.hash = value;
      }, hash);
      await page.getByText(words).first().waitFor();
      await page.waitForFunction(() => window.location.hash === '');
      await page.getByRole('button', { name: 'Dismiss', exact: true }).first().click();
      await app.block('hidden').waitFor();
    };
    await send('d=abc', /does not hold a whole document/);
    await send('d=%00<script>', /does not hold a whole document/);
    const bomb = Buffer.from(deflateSync(new Uint8Array(100_000_000))).toString('base64url');
    await send(`d=${bomb}`, /Ask for the document as a file\.$/);
    const newer = Buffer.from(deflateSync(Buffer.from('{"wireformer": 99}'))).toString('base64url');
    await send(`d=${newer}`, /Update Wireformer/);
    await app.button('Documents').click();
    const list = page.getByRole('list', { name: 'Documents in this browser' });
    expect(await list.getByRole('listitem').count()).toBe(1);
    expect(app.errors).toEqual([]);
  });

  it('opens a link in a browser that has nothing yet', async () => {
    const first = await visit.start('?backend=cpu&template=xor');
    await first.block('hidden').waitFor();
    await first.button('Share').click();
    const link = await first.page.getByLabel('Link to this document').inputValue();
    const context = await visit.visitor({ viewport: { width: 768, height: 1000 }, colorScheme: 'dark' });
    const app = new App(await context.newPage());
    await app.open(link.replace('/#', '/?backend=cpu#'));
    await app.block('hidden').waitFor();
    await app.button('Share').click();
    await app.screenshot('share-dark-768');
    await app.page.keyboard.press('Escape');
    await app.button('Documents').click();
    const list = app.page.getByRole('list', { name: 'Documents in this browser' });
    await list.getByRole('img', { includeHidden: true }).or(list.locator('img')).first().waitFor();
    await app.screenshot('documents-dark-768');
    expect(app.errors).toEqual([]);
  });
});

import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { App } from './support/app';
import { openBrowser } from './support/fixture';

const visit = openBrowser();
const xor = readFileSync(new URL('../../templates/xor.json', import.meta.url), 'utf8');

/** A visitor who is sent other text for templates; undefined means that nothing arrives. */
async function served(query: string, texts: Readonly<Record<string, string | undefined>>): Promise<App> {
  const context = await visit.visitor();
  for (const [name, text] of Object.entries(texts)) {
    await context.route(new RegExp(`/assets/${name}-[^/]+\\.js$`), (route) =>
      text === undefined
        ? route.abort()
        : route.fulfill({ contentType: 'text/javascript', body: `export default ${JSON.stringify(text)}` }),
    );
  }
  const app = new App(await context.newPage());
  await app.open(visit.url(query));
  return app;
}

describe('a template that no longer checks', () => {
  it('says so on its card: one with a fault, one that is not there, one of a block that nobody knows', async () => {
    const one = await served('?backend=cpu&template=perceptron', {
      cnn: '{"wireformer": 1, "graph": []}',
      lstm: undefined,
      xor: xor.replace('"block": "linear"', '"block": "retired"'),
    });
    const { page } = one;
    await one.button('Templates').click();
    const dialog = page.getByRole('dialog');
    const card = (name: string) => dialog.getByRole('listitem').filter({ has: page.getByText(name, { exact: true }) });
    await card('cnn').getByText('does not open', { exact: true }).waitFor();
    await card('cnn').getByText('Choose another template', { exact: false }).waitFor();
    await card('lstm').getByText('does not open', { exact: true }).waitFor();
    expect(await card('lstm').getByRole('button').count()).toBe(0);
    await card('XOR').getByText('Opens, and trains once mended:', { exact: false }).waitFor();
    await one.screenshot('gallery-broken-light');
    // All others are there, without a word.
    expect(await dialog.getByText('does not open').count()).toBe(2);
    expect(await dialog.getByText('once mended').count()).toBe(1);

    await dialog.getByRole('button', { name: 'XOR', exact: true }).click();
    await one.block('hidden').waitFor();
    await page.getByText('has to be mended before it trains', { exact: false }).first().waitFor();
    await page
      .getByRole('region', { name: /^Notification/ })
      .getByRole('button', { name: 'Show', exact: true })
      .click();
    await one.region('Problems').getByText('retired', { exact: false }).first().waitFor();
    await one.screenshot('template-unknown-block');
    // What the browser says of the file that never came.
    expect(one.errors.filter((text) => !text.includes('net::ERR_FAILED'))).toEqual([]);
  });

  it('named in the address gives way to one that opens, with a word', async () => {
    const app = await served('?backend=cpu&template=xor', { xor: xor.slice(0, 200) });
    await app.page.getByText('Choose another template', { exact: false }).first().waitFor();
    await app.page.getByText('template xor:', { exact: false }).first().waitFor();
    await app.page.locator('.react-flow__node').first().waitFor();
    // It is a document like any other: it is kept.
    await app.page.getByText('Saved', { exact: true }).waitFor();
    expect(app.errors).toEqual([]);
  });

  it('is no reason to begin with nothing to work on', async () => {
    const app = await served('?backend=cpu', { gpt: '' });
    await app.page.getByText('Choose another template', { exact: false }).first().waitFor();
    await app.page.getByText('Saved', { exact: true }).waitFor();
    await app.region('Canvas').focus();
    await app.page.keyboard.press('a');
    await app.page.keyboard.type('linear');
    await app.page.keyboard.press('Enter');
    await app.block('linear').waitFor();
    expect(app.errors).toEqual([]);
  });
});

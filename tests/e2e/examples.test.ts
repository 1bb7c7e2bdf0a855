import { afterEach, expect, it } from 'vitest';
import type { App } from './support/app';
import { openBrowser } from './support/fixture';

const visit = openBrowser();

let app: App;

afterEach(async () => {
  expect(app.errors).toEqual([]);
  await app.page.context().close();
});

const example = () => app.region('Canvas').getByRole('img', { name: /^First example:/ });

/** What a screen reader says of the first example. */
const said = async () => (await example().first().getAttribute('aria-label')) ?? '';

it.each([
  { template: 'gpt', words: /^First example: tokens \S/, holds: 'span' },
  { template: 'translation', words: /^First example: source .*; target_out .*<end>/, holds: 'span' },
  { template: 'cnn', words: /^First example: image of \d+ × \d+ pixels: (\S+); label \1$/, holds: 'canvas' },
  { template: 'forecast', words: /^First example: window of \d+ readings/, holds: 'polyline' },
  { template: 'sentiment', words: /^First example: tokens .*; label \S+$/, holds: 'span' },
])('the data block of $template shows its first example', async ({ template, words, holds }) => {
  app = await visit.start(`?backend=cpu&template=${template}`);
  await example().waitFor({ timeout: 60_000 });
  expect(await said()).toMatch(words);
  expect(await example().locator(holds).count()).toBeGreaterThan(0);
  // There was room for it: nothing moves when it comes.
  const [room, card] = await Promise.all([
    example().boundingBox(),
    example().locator('xpath=ancestor::*[@data-renders]').boundingBox(),
  ]);
  expect(room && card && room.y + room.height < card.y + card.height).toBe(true);
  await app.screenshot(`example-${template}`);
});

it('the example follows the data, and is the one the Data panel has first', async () => {
  app = await visit.start('?backend=cpu&template=xor');
  await example().waitFor();
  const before = await said();
  const panel = await app.panel('Data');
  const row = panel.getByRole('table', { name: 'Examples' }).getByRole('row').nth(1);
  await row.waitFor();
  const cells = await row.getByRole('cell').allTextContents();
  expect(before).toContain(`label ${cells.at(-1)}`);
  const seed = panel.getByLabel('Data seed', { exact: true });
  await seed.fill('5');
  await seed.press('Enter');
  await app.page.waitForFunction((old) => {
    const now = document.querySelector('[aria-label^="First example:"]')?.getAttribute('aria-label');
    return now !== undefined && now !== null && now !== old;
  }, before);
  await app.page.keyboard.press('Control+z');
});

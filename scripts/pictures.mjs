// Pictures of the app for docs/pictures: every scene at three widths, light and dark, as WebP. `node scripts/pictures.mjs [scene …]`;
// needs a build and Chromium (variable CHROMIUM to name it).
import { mkdirSync, writeFileSync } from 'node:fs';
import { openBrowser, servePage } from './browser.mjs';

const FOLDER = 'docs/pictures';
const SIZES = [
  { width: 1600, height: 1000 },
  { width: 1280, height: 800 },
  { width: 768, height: 1024 },
];
const QUALITY = 0.8;
const HEAD = { position: { x: 40, y: 12 } };

const block = (page, name) => page.locator('.react-flow__node').filter({ has: page.getByText(name, { exact: true }) });
const port = (page, node, side, name) =>
  page
    .getByRole('region', { name: 'Canvas', exact: true })
    .getByRole('button', { name: new RegExp(`^${node} ${side} ${name}( |$)`) });
const wait = (page, ms = 400) => page.waitForTimeout(ms);

async function command(page, words) {
  await page.keyboard.press('Control+k');
  await page.getByRole('dialog').waitFor();
  await page.keyboard.type(words);
  await page.keyboard.press('Enter');
}

/** What each picture shows: the address it begins at, and what is done there. */
const SCENES = {
  empty: ['?backend=wasm&template=xor', (page) => command(page, 'new document')],
  gpt: [
    '?backend=wasm&template=gpt',
    async (page) => {
      await page.keyboard.press('Control+Enter');
      await page.getByText(/^step (1[2-9]|[2-9]\d|\d{3})\d? /).waitFor({ timeout: 120_000 });
      await wait(page, 6000);
    },
  ],
  'transformer-folded': ['?backend=wasm&template=translation', (page) => block(page, 'decoder').click(HEAD)],
  'transformer-unfolded': [
    '?backend=wasm&template=translation',
    async (page) => {
      for (const name of ['encoder', 'decoder']) {
        await block(page, name).focus();
        await page.keyboard.press('Space');
        await page.keyboard.press('Control+Shift+e');
        await block(page, name).waitFor({ state: 'detached' });
      }
      await page.keyboard.press('Escape');
      await page.keyboard.press('Alt+Shift+t');
      await wait(page, 1500);
      await page.keyboard.press('1');
    },
  ],
  gallery: ['?backend=wasm&template=gpt', (page) => command(page, 'templates…')],
  compare: [
    '?backend=wasm&template=xor',
    async (page) => {
      await page.keyboard.press('Control+Enter');
      await page.getByText('Finished', { exact: true }).waitFor({ timeout: 60_000 });
      await command(page, 'versions of');
      await page.getByLabel('Name of a version to keep now').fill('Tanh');
      await page.keyboard.press('Enter');
      await page.getByText('The same as now').first().waitFor();
      await page.keyboard.press('Escape');
      await block(page, 'tanh').focus();
      await page.keyboard.press('Space');
      await page.keyboard.press('Control+Delete');
      await block(page, 'tanh').waitFor({ state: 'detached' });
      await wait(page, 800);
      await page.keyboard.press('Control+Enter');
      await page.getByText('Finished', { exact: true }).waitFor({ timeout: 60_000 });
      await command(page, 'compare documents');
      await page.getByRole('combobox', { name: 'Before' }).click();
      await page.getByRole('option', { name: 'Version: Tanh' }).click();
      await page.getByRole('list', { name: 'Differences' }).waitFor();
    },
  ],
  refused: [
    '?backend=wasm&template=lstm',
    async (page) => {
      await port(page, 'head', 'input', 'x').waitFor();
      await block(page, 'lstm').focus();
      await page.keyboard.press('Space');
      await page.keyboard.press('Delete');
      await port(page, 'text', 'output', 'tokens').dragTo(port(page, 'head', 'input', 'x'));
    },
  ],
  tour: [
    '',
    async (page) => {
      await page
        .getByRole('region', { name: 'Tour', exact: true })
        .getByRole('button', { name: 'Take the tour' })
        .click();
      await page.getByRole('dialog', { name: 'Blocks and wires' }).waitFor();
      await block(page, 'hidden').click(HEAD);
      await page.locator('[data-tour]').getByRole('button', { name: 'Next', exact: true }).click();
      await page.getByRole('dialog', { name: 'Draw the missing wire' }).waitFor();
    },
  ],
};

const wanted = process.argv.slice(2);
const site = await servePage();
const browser = await openBrowser();
const press = await browser.newPage();
mkdirSync(FOLDER, { recursive: true });
for (const [name, [address, act]] of Object.entries(SCENES)) {
  if (wanted.length > 0 && !wanted.includes(name)) continue;
  for (const viewport of SIZES) {
    for (const colorScheme of ['light', 'dark']) {
      const context = await browser.newContext({ viewport, colorScheme });
      const page = await context.newPage();
      page.on('pageerror', (error) => console.error(`${name}: ${error.message}`));
      await page.goto(`${site.url}${address}`);
      await page.locator('.react-flow__edge').first().waitFor({ state: 'attached' });
      await page.getByText('Saved', { exact: true }).waitFor();
      await wait(page);
      await act(page);
      await wait(page, 600);
      const file = `${FOLDER}/${name}-${viewport.width}-${colorScheme}.webp`;
      const bytes = await compress(await page.screenshot());
      writeFileSync(file, bytes);
      console.log(`${file} ${(bytes.length / 1000).toFixed(0)} kB`);
      await context.close();
    }
  }
}
await browser.close();
await site.close();

/** A PNG as WebP: the browser that took it can make one. */
async function compress(png) {
  const base64 = await press.evaluate(
    async ([data, quality]) => {
      const blob = await (await fetch(`data:image/png;base64,${data}`)).blob();
      const bitmap = await createImageBitmap(blob);
      const canvas = new OffscreenCanvas(bitmap.width, bitmap.height);
      canvas.getContext('2d').drawImage(bitmap, 0, 0);
      const made = await (await canvas.convertToBlob({ type: 'image/webp', quality })).arrayBuffer();
      return btoa(Array.from(new Uint8Array(made), (byte) => String.fromCharCode(byte)).join(''));
    },
    [png.toString('base64'), QUALITY],
  );
  return Buffer.from(base64, 'base64');
}

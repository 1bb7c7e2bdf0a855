// Measures how the page opens: bytes of JavaScript before the worker, the first paint and the first card of a first visit on a cold
// cache with the processor slowed down four times, and a document of a thousand blocks in modules, which stays folded: what is
// drawn of it, how long it takes to open and to answer an edit, and frames while it is panned, against the same graph without what
// is inside. `--write` puts the figures into docs/benchmarks.md; needs a build and Chromium (variable CHROMIUM to name it).
import { loadavg } from 'node:os';
import { gzipSync } from 'node:zlib';
import { createServer } from 'vite';
import { answerTime, openBrowser, servePage } from './browser.mjs';
import { median, today, writeSection } from './section.mjs';

const ROUNDS = Number(process.env.ROUNDS ?? 7);
const SLOWDOWN = 4;
const VIEW = { width: 1600, height: 1000 };

const source = await createServer({ logLevel: 'silent', server: { middlewareMode: true } });
const { folded } = await source.ssrLoadModule('/tests/bench/documents.ts');
const { serialiseDocument } = await source.ssrLoadModule('/src/document/index.ts');
const large = folded(166);
const blocks = large.graph.nodes.length + large.modules.reduce((sum, { nodes }) => sum + nodes.length, 0);
const documents = { thousand: serialiseDocument(large), plain: serialiseDocument(folded(1)) };
await source.close();

const site = await servePage();
const browser = await openBrowser();
const busy = loadavg()[0];
const visits = [];
for (let round = 0; round < ROUNDS; round++) visits.push(await firstVisit());
const opened = { thousand: [], plain: [] };
for (let round = 0; round < ROUNDS; round++) {
  const order = round % 2 === 0 ? ['thousand', 'plain'] : ['plain', 'thousand'];
  for (const name of order) opened[name].push(await open(documents[name]));
}
const version = browser.version();
await browser.close();
await site.close();

const of = (rows, key) => median(rows.map((row) => row[key]));
const kilobytes = (bytes) => `${(bytes / 1000).toFixed(1)} kB`;
const row = (title, key, unit = ' ms') =>
  `| ${title} | ${of(opened.thousand, key).toFixed(0)}${unit} | ${of(opened.plain, key).toFixed(0)}${unit} |`;
const lines = `| first visit | |
|---|---:|
| JavaScript before the worker, gzip | ${kilobytes(visits[0].bytes)} in ${visits[0].files} files |
| first paint | ${of(visits, 'paint').toFixed(0)} ms |
| first card of the graph | ${of(visits, 'card').toFixed(0)} ms |

| | ${blocks.toLocaleString('en-US')} blocks, all but six in a module | the same with one layer in the module |
|---|---:|---:|
${row('cards in the page', 'cards', '')}
${row('elements in the canvas', 'elements', '')}
${row('opening, paste to drawn', 'open')}
${row('one edit of a parameter, key to the next frame', 'edit')}
${row('panning, median frame', 'frame')}
${row('panning, 95th percentile', 'slow')}`;
console.log(lines, `\nload ${busy.toFixed(1)}`);
if (process.argv.includes('--write')) {
  writeSection(
    'opening',
    `## Opening the page, and a large document that is folded

A first visit on a cold cache, the processor slowed down ${SLOWDOWN} times; and a language model of 166 layers in a module
that stays folded, beside one of a single layer. Medians of ${ROUNDS}, Chromium ${version} headless, 2 shared cores (load ${busy.toFixed(1)}),
${today()}, \`node scripts/opening.mjs --write\`.

${lines}`,
  );
}

async function firstVisit() {
  const context = await browser.newContext({ viewport: VIEW });
  const page = await context.newPage();
  const session = await context.newCDPSession(page);
  await session.send('Network.setCacheDisabled', { cacheDisabled: true });
  await session.send('Emulation.setCPUThrottlingRate', { rate: SLOWDOWN });
  const scripts = [];
  let worker = false;
  page.on('worker', () => {
    worker = true;
  });
  page.on('response', (response) => {
    if (!worker && /\.js($|\?)/.test(response.url())) scripts.push(response);
  });
  await page.addInitScript(() => {
    const look = () => {
      if (document.querySelector('.react-flow__node')) window.firstCard = performance.now();
      else requestAnimationFrame(look);
    };
    requestAnimationFrame(look);
  });
  await page.goto(site.url);
  await page.locator('.react-flow__node').first().waitFor();
  const { paint, card } = await page.evaluate(() => ({
    paint: performance.getEntriesByName('first-contentful-paint')[0]?.startTime,
    card: window.firstCard,
  }));
  const bodies = await Promise.all(scripts.map((response) => response.body()));
  await context.close();
  return { paint, card, files: bodies.length, bytes: bodies.reduce((sum, body) => sum + gzipSync(body).length, 0) };
}

async function open(text) {
  const context = await browser.newContext({ viewport: VIEW });
  const page = await context.newPage();
  page.on('pageerror', (error) => console.error(`page: ${error.message}`));
  await page.goto(`${site.url}?backend=wasm&template=xor`);
  await page.getByText('Saved', { exact: true }).waitFor();
  const elapsed = await page.evaluate(async (pasted) => {
    const data = new DataTransfer();
    data.setData('text/plain', pasted);
    const frame = () => new Promise((resolve) => requestAnimationFrame(resolve));
    const start = performance.now();
    document.body.dispatchEvent(new ClipboardEvent('paste', { clipboardData: data, bubbles: true }));
    while (!document.querySelector('.react-flow__node[data-id="embed"]')) await frame();
    await frame();
    return performance.now() - start;
  }, text);
  await page.waitForTimeout(1000);
  const edit = await answer(page);
  const { frame, slow } = await pan(page);
  const counted = await page.evaluate(() => ({
    cards: document.querySelectorAll('.react-flow__node').length,
    elements: document.querySelectorAll('.react-flow *').length,
  }));
  await context.close();
  return { open: elapsed, edit, frame, slow, ...counted };
}

/** The bias of the last layer: milliseconds from the key that commits to the frame after. */
async function answer(page) {
  await page.locator('.react-flow__node[data-id="head"]').click({ position: { x: 12, y: 8 } });
  const field = page.getByRole('region', { name: 'Inspector' }).getByRole('switch', { name: 'bias' });
  await field.focus();
  return answerTime(page, 'Space');
}

async function pan(page) {
  const { x, y } = await page.locator('.react-flow').boundingBox();
  await page.mouse.move(x + 12, y + 12);
  await page.evaluate(() => {
    window.frames_ = [];
    let last = performance.now();
    const frame = (now) => {
      window.frames_.push(now - last);
      last = now;
      requestAnimationFrame(frame);
    };
    requestAnimationFrame(frame);
  });
  await page.mouse.down();
  const until = Date.now() + 1500;
  for (let i = 1; Date.now() < until; i++)
    await page.mouse.move(x + 12 + 60 * Math.sin(i / 10), y + 12 + 40 * (1 - Math.cos(i / 10)));
  await page.mouse.up();
  const frames = (await page.evaluate(() => window.frames_.slice(2))).sort((a, b) => a - b);
  return { frame: frames[Math.floor(frames.length * 0.5)], slow: frames[Math.floor(frames.length * 0.95)] };
}

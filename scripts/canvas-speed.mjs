// Measures the canvas with 500 visible blocks and 800 wires against bare React Flow with plain one-label nodes in the same
// places: panning, zooming, dragging a card, dragging about 40. Both are production builds in the same browser, in a window of
// 1600×1000 with the same piece of it for the canvas, one after the other in every round. A frame is the time between two
// callbacks of requestAnimationFrame while Playwright sends pointer moves as fast as they are answered; all of it again with the
// processor slowed down four times, where neither keeps up with the screen any more. Also: how long such a
// document takes to open, and one edit of a parameter to answer. `--write` puts the figures into docs/benchmarks.md; needs a
// build and Chromium (variable CHROMIUM to name it).
import { mkdtempSync, rmSync } from 'node:fs';
import { cpus, loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { build, createServer, preview } from 'vite';
import { answerTime, openBrowser, servePage } from './browser.mjs';
import { median, today, writeSection } from './section.mjs';

const ROUNDS = Number(process.env.ROUNDS ?? 5);
const SECONDS = 2;
const SLOWDOWNS = [1, 4];
const VIEW = { width: 1600, height: 1000 };

const source = await createServer({ logLevel: 'silent', server: { middlewareMode: true } });
const { crowd } = await source.ssrLoadModule('/tests/bench/documents.ts');
const { serialiseDocument } = await source.ssrLoadModule('/src/document/index.ts');
const document = crowd();
const text = serialiseDocument(document);
await source.close();
const graph = {
  nodes: document.layout.positions,
  edges: document.graph.edges.map(({ id, from, to }) => ({ id, source: from.node, target: to.node })),
};

const folder = mkdtempSync(join(tmpdir(), 'wireformer-bare-'));
await build({ root: 'tests/bench/bare', configFile: false, logLevel: 'silent', build: { outDir: folder } });
const bareServer = await preview({
  logLevel: 'silent',
  configFile: false,
  build: { outDir: folder },
  preview: { port: 0 },
});
const bareUrl = `http://localhost:${bareServer.httpServer.address().port}/`;
const site = await servePage();
const browser = await openBrowser();
const busy = [loadavg()[0]];

const ours = await openOurs();
const box = await ours.page.locator('.react-flow').boundingBox();
const bare = await openBare(box);
const found = { opened: [ours.opened], edit: [], renders: [] };
const sessions = new Map();
const pages = { ours: ours.page, bare };
const frames = SLOWDOWNS.map(() => ({}));
for (let round = 0; round < ROUNDS; round++) {
  const order = round % 2 === 0 ? ['ours', 'bare'] : ['bare', 'ours'];
  for (const [i, slowdown] of SLOWDOWNS.entries()) {
    for (const page of Object.values(pages)) await slowDown(page, slowdown);
    for (const name of ['panning', 'zooming', 'dragging a card', 'dragging 40 cards']) {
      for (const side of order) {
        await pages[side].bringToFront();
        frames[i][name] ??= { ours: [], bare: [] };
        frames[i][name][side].push(await gesture(pages[side], name));
      }
    }
  }
  await slowDown(ours.page, 1);
  const { ms, renders } = await edit(ours.page, round);
  found.edit.push(ms);
  found.renders.push(renders);
  if (round > 0) {
    const again = await openOurs();
    found.opened.push(again.opened);
    await again.page.context().close();
  }
}
busy.push(loadavg()[0]);
const version = browser.version();
await browser.close();
await site.close();
await bareServer.close();
rmSync(folder, { recursive: true });

const at = (values, part) => [...values].sort((a, b) => a - b)[Math.floor(values.length * part)];
const table = (measured) =>
  Object.entries(measured)
    .map(([name, sides]) => {
      const figure = (part) => {
        const of = (side) => median(sides[side].map((one) => at(one, part)));
        const ratios = sides.ours.map((one, i) => at(one, part) / at(sides.bare[i], part));
        return `${of('ours').toFixed(1)} | ${of('bare').toFixed(1)} | ${median(ratios).toFixed(2)}`;
      };
      return `| ${name} | ${figure(0.5)} | ${figure(0.95)} |`;
    })
    .join('\n');
const tables = SLOWDOWNS.map(
  (slowdown, i) => `${slowdown === 1 ? 'As the machine is:' : `With the processor slowed down ${slowdown} times:`}

| | median frame, ms: ours | bare | ratio | 95th percentile, ms: ours | bare | ratio |
|---|---:|---:|---:|---:|---:|---:|
${table(frames[i])}`,
);
const lines = `${tables.join('\n\n')}

Opening the document (paste to all cards drawn): ${median(found.opened).toFixed(0)} ms. One edit of a parameter: ${median(found.edit).toFixed(0)} ms
from the key to the next frame, ${median(found.renders)} of 500 cards rendered.`;
console.log(lines, `\nload ${busy.map((one) => one.toFixed(1)).join(' to ')}`);
if (process.argv.includes('--write')) {
  writeSection(
    'canvas',
    `## The canvas with 500 blocks and 800 wires

All blocks in sight, against bare React Flow with plain one-label nodes in the same places; ${ROUNDS} interleaved rounds of ${SECONDS} s, medians,
Chromium ${version} headless, ${cpus().length} shared cores (load ${busy.map((one) => one.toFixed(1)).join(' to ')}), ${today()}, \`node scripts/canvas-speed.mjs --write\`.

${lines}`,
  );
}

async function openOurs() {
  const page = await (await browser.newContext({ viewport: VIEW })).newPage();
  page.on('pageerror', (error) => console.error(`page: ${error.message}`));
  await page.goto(`${site.url}?backend=wasm&template=xor`);
  await page.getByText('Saved', { exact: true }).waitFor();
  await page.locator('.react-flow__node').first().waitFor();
  const opened = await page.evaluate(async (pasted) => {
    const data = new DataTransfer();
    data.setData('text/plain', pasted);
    const start = performance.now();
    window.document.body.dispatchEvent(new ClipboardEvent('paste', { clipboardData: data, bubbles: true }));
    const frame = () => new Promise((resolve) => requestAnimationFrame(resolve));
    while (window.document.querySelectorAll('.react-flow__node').length < 500) await frame();
    await frame();
    await frame();
    return performance.now() - start;
  }, text);
  await page.waitForTimeout(1000);
  if (process.env.PICTURE) await page.screenshot({ path: process.env.PICTURE });
  return { page, opened };
}

async function openBare({ x, y, width, height }) {
  const page = await (await browser.newContext({ viewport: VIEW })).newPage();
  await page.addInitScript(
    ([given, place]) => {
      window.graph = given;
      window.place = place;
    },
    [graph, { left: `${x}px`, top: `${y}px`, width: `${width}px`, height: `${height}px` }],
  );
  await page.goto(bareUrl);
  await page.locator('.react-flow__node').nth(499).waitFor();
  await page.waitForTimeout(1000);
  return page;
}

/** Slows the processor of a page down; 1 lets it be. */
async function slowDown(page, rate) {
  sessions.set(page, sessions.get(page) ?? (await page.context().newCDPSession(page)));
  await sessions.get(page).send('Emulation.setCPUThrottlingRate', { rate });
}

/** Frame times, in milliseconds, while a gesture is made; it ends where it began. */
async function gesture(page, name) {
  const plane = await page.locator('.react-flow').boundingBox();
  const middle = { x: plane.x + plane.width / 2, y: plane.y + plane.height / 2 };
  const cards = await page.locator('.react-flow__node').evaluateAll((all) =>
    all.map((card) => {
      const { x, y, width, height } = card.getBoundingClientRect();
      return { x, y, width, height };
    }),
  );
  const seen = cards.filter(
    (card) =>
      card.x >= plane.x &&
      card.y >= plane.y &&
      card.x + card.width <= plane.x + plane.width &&
      card.y + card.height <= plane.y + plane.height,
  );
  if (seen.length < 480) console.error(`${name}: only ${seen.length} cards in sight`);
  const grip = (card) => ({ x: card.x + card.width / 2, y: card.y + card.height / 2 });
  let start = { x: plane.x + 12, y: plane.y + 12 };
  if (name === 'dragging a card') start = grip(cards[262]);
  if (name === 'dragging 40 cards') {
    const [first, last] = [cards[130], cards[314]];
    await page.keyboard.down('Shift');
    await page.mouse.move(first.x - 3, first.y - 3);
    await page.mouse.down();
    await page.mouse.move(middle.x, middle.y, { steps: 3 });
    await page.mouse.move(last.x + 3, last.y + 3, { steps: 3 });
    await page.mouse.up();
    await page.keyboard.up('Shift');
    start = grip(first);
  }
  await page.mouse.move(start.x, start.y);
  await page.evaluate(() => {
    window.frames_ = [];
    window.measuring = true;
    let last = performance.now();
    const frame = (now) => {
      window.frames_.push(now - last);
      last = now;
      if (window.measuring) requestAnimationFrame(frame);
    };
    requestAnimationFrame(frame);
  });
  const until = Date.now() + SECONDS * 1000;
  if (name === 'zooming') {
    await page.mouse.move(middle.x, middle.y);
    // In and out by the same steps.
    for (let i = 0; Date.now() < until || i % 20 !== 0; i++) await page.mouse.wheel(0, i % 20 < 10 ? -20 : 20);
  } else {
    await page.mouse.down();
    for (let i = 1; Date.now() < until; i++) {
      await page.mouse.move(start.x + 60 * Math.sin(i / 10), start.y + 40 * (1 - Math.cos(i / 10)));
    }
    await page.mouse.move(start.x, start.y);
    await page.mouse.up();
  }
  const measured = await page.evaluate(() => {
    window.measuring = false;
    return window.frames_.slice(2);
  });
  if (name.startsWith('dragging')) {
    await page.mouse.click(plane.x + 12, plane.y + 12);
  }
  await page.waitForTimeout(300);
  return measured;
}

/** The dropout rate of one block by its field: milliseconds from the key that commits to the frame after, and cards rendered. */
async function edit(page, round) {
  await page.bringToFront();
  const card = page.locator('.react-flow__node[data-id="block3"]');
  await card.click({ position: { x: 12, y: 8 } });
  const field = page.getByRole('region', { name: 'Inspector' }).getByLabel('rate', { exact: true });
  await field.fill(String((20 + round) / 100));
  const renders = () =>
    page.locator('[data-renders]').evaluateAll((all) => all.map((one) => Number(one.dataset.renders)));
  const before = await renders();
  const ms = await answerTime(page, 'Enter');
  const after = await renders();
  return {
    ms,
    renders: after.filter((count, i) => count !== before[i]).length,
  };
}

// Kills the tab at random moments while a parameter is changed without a pause (a key every 40 ms or so), reloads, and compares
// what came back with what had been typed: never may more than the last second of edits be missing. The renderer is crashed
// over the DevTools protocol, so nothing of the page runs on the way out. `node scripts/kill-tab.mjs 100`; needs a build and
// Chromium (variable CHROMIUM to name it).
import { openBrowser, servePage } from './browser.mjs';

const KILLS = Number(process.argv[2] ?? 100);
const MOST = 1000;

const site = await servePage();
const browser = await openBrowser();
const context = await browser.newContext({ viewport: { width: 1600, height: 1000 } });
let page = await open(`${site.url}?backend=wasm&template=xor`);
await page.getByText('Saved', { exact: true }).waitFor();
let expected = [await value(page)];
const lost = [];
for (let kill = 0; kill < KILLS; kill++) {
  const field = await fieldOf(page);
  await field.focus();
  const [start] = expected;
  const direction = start < 2000 ? 1 : -1;
  const edits = [];
  const until = Date.now() + 100 + Math.random() * 2400;
  while (Date.now() < until) {
    await page.keyboard.press(direction > 0 ? 'ArrowUp' : 'ArrowDown');
    edits.push(Date.now());
    await page.waitForTimeout(30 * Math.random());
  }
  const killed = Date.now();
  const crashed = page.waitForEvent('crash');
  const session = await context.newCDPSession(page);
  // The answer never comes: who would give it is gone.
  session.send('Page.crash').catch(() => undefined);
  await crashed;
  await page.close();

  page = await open(`${site.url}?backend=wasm`);
  const back = await value(page);
  const kept = (back - start) * direction;
  const firstLost = edits[kept];
  const missing = firstLost === undefined ? 0 : killed - firstLost;
  if (kept < 0 || kept > edits.length)
    throw new Error(`kill ${kill}: ${back} came back of ${start} and ${edits.length} edits`);
  lost.push(missing);
  expected = [back];
}
await browser.close();
await site.close();
const worst = Math.max(...lost);
console.log(
  `${KILLS} kills: at most ${worst} ms of edits missing, ${lost.filter((ms) => ms > MOST).length} times more than ${MOST} ms`,
);
process.exitCode = worst > MOST ? 1 : 0;

async function open(url) {
  const opened = await context.newPage();
  await opened.goto(url);
  await opened.locator('.react-flow__node', { hasText: 'hidden' }).first().waitFor();
  return opened;
}

async function fieldOf(opened) {
  const field = opened.getByRole('region', { name: 'Inspector' }).getByLabel('units', { exact: true });
  if (!(await field.isVisible())) {
    await opened
      .locator('.react-flow__node', { hasText: 'hidden' })
      .first()
      .click({ position: { x: 40, y: 12 } });
    await field.waitFor();
  }
  return field;
}

async function value(opened) {
  return Number(await (await fieldOf(opened)).inputValue());
}

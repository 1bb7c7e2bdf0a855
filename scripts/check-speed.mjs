// Measures in Chromium how long check takes: a document of a thousand blocks, from the beginning and after one edit, and how
// long the app takes to open, check, count and draw a model of 175 billion parameters, with the heap it then holds. Seven
// rounds, medians, written to docs/benchmarks.md. Needs Chromium (variable CHROMIUM to name it).
import { cpus } from 'node:os';
import { chromium } from 'playwright-core';
import { createServer, preview } from 'vite';
import { median, today, writeSection } from './section.mjs';

const ROUNDS = 7;
const EDITS = 10;
const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
  args: ['--no-sandbox', '--enable-precise-memory-info', '--disable-background-networking', '--no-first-run'],
});

const source = await createServer({ logLevel: 'silent', server: { port: 0, host: 'localhost' } });
await source.listen();
const page = await browser.newPage();
await page.goto(`http://localhost:${source.httpServer.address().port}/tests/bench/`);
const checks = await page.evaluate(
  async ({ rounds, edits }) => {
    const load = (path) => import(/* @vite-ignore */ path);
    const [{ blocks }, { createChecker }, { apply, serialiseDocument, setParameter }, { thousand, large }] =
      await Promise.all([
        load('/blocks/index.ts'),
        load('/src/check/index.ts'),
        load('/src/document/index.ts'),
        load('/tests/bench/documents.ts'),
      ]);
    const time = (work) => {
      const start = performance.now();
      const result = work();
      return { ms: performance.now() - start, result };
    };
    const found = { cold: [], edit: [], large: [], text: serialiseDocument(large()) };
    for (let round = 0; round < rounds; round++) {
      let document = thousand();
      const checker = createChecker(blocks);
      found.cold.push(time(() => checker.check(document)).ms);
      // As a person works: one edit after the other.
      for (let i = 0; i < edits; i++) {
        const block = `feed_forward${20 + 7 * i}`;
        document = apply(document, setParameter(document, undefined, block, 'hidden', 300 + i)).document;
        found.edit.push(time(() => checker.check(document)).ms);
      }
      const { ms, result } = time(() => createChecker(blocks).check(large()));
      found.large.push(ms);
      found.parameters = result.totals.parameters;
      found.blocks = document.graph.nodes.length;
    }
    return found;
  },
  { rounds: ROUNDS, edits: EDITS },
);
await page.close();
await source.close();

const built = await preview({ logLevel: 'silent', preview: { port: 0, host: 'localhost' } });
const opened = { ms: [], heap: [] };
for (let round = 0; round < ROUNDS; round++) {
  const app = await browser.newPage({ viewport: { width: 1600, height: 1000 } });
  await app.goto(`http://localhost:${built.httpServer.address().port}/?backend=cpu`);
  await app.getByRole('region', { name: 'Canvas', exact: true }).waitFor();
  await app.waitForTimeout(1500);
  await app.getByRole('button', { name: 'Open', exact: true }).click();
  const chooser = app.waitForEvent('filechooser');
  await app.getByRole('dialog').getByText('Choose file…').click();
  const start = Date.now();
  await (await chooser).setFiles({
    name: 'large.json',
    mimeType: 'application/json',
    buffer: Buffer.from(checks.text),
  });
  await app.locator('.react-flow__node').filter({ hasText: '×96' }).waitFor();
  opened.ms.push(Date.now() - start);
  opened.heap.push(await app.evaluate(() => performance.memory.usedJSHeapSize / 2 ** 20));
  await app.close();
}
const version = browser.version();
await browser.close();
await built.close();

const row = (label, values, unit) =>
  `| ${label} | ${median(values).toFixed(1)} ${unit} | ${Math.min(...values).toFixed(1)}–${Math.max(...values).toFixed(1)} |`;
const table = [
  row(`check of ${checks.blocks.toLocaleString('en-US')} blocks without modules`, checks.cold, 'ms'),
  row(`the same after one parameter was edited, ${EDITS} edits a round`, checks.edit, 'ms'),
  row(
    `check and count of ${checks.parameters.toLocaleString('en-US')} parameters, 96 layers folded`,
    checks.large,
    'ms',
  ),
  row('the app opens, checks, counts and draws it', opened.ms, 'ms'),
  row('heap of the page with it open', opened.heap, 'MB'),
];
console.log(table.join('\n'));
writeSection(
  'check',
  `## Checking large documents

Chromium ${version}, ${cpus().length} cores, ${today()}, \`node scripts/check-speed.mjs\`: median and range of ${ROUNDS} rounds, each with a
checker that has seen nothing.

| | median | range |
|---|---:|---:|
${table.join('\n')}`,
);

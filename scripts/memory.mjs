// What training takes of a GPU's memory in the page's worker: over many steps of GPT-S, and when the document's batch size and
// length change again and again. WebGPU's prototypes are wrapped in the worker before it opens a device. Needs a build and
// Chromium; writes the page only with --write.
import { readFileSync } from 'node:fs';
import { cpus } from 'node:os';
import { parseArgs } from 'node:util';
import { openBrowser, openPage, servePage } from './browser.mjs';
import { today, writeSection } from './section.mjs';

const DOCUMENT = 'scripts/bench/documents/gpt-s.json';
/** Steps in which Programs are compiled and recorded. */
const SETTLED = 10;
/** Batch sizes and lengths that the document is given in turn; the last is what the first was. */
const SIZES = [
  [4, 32],
  [8, 32],
  [2, 64],
  [3, 48],
  [5, 16],
];
/** Steps after every change. */
const FEW = 4;
/** How far memory may be from what it was, before and after. */
const WITHIN = 0.1;
/** Milliseconds until a step is given up. */
const PATIENCE = 120_000;

const { values: asked } = parseArgs({
  options: {
    steps: { type: 'string', default: '1000' },
    minutes: { type: 'string', default: '60' },
    changes: { type: 'string', default: '20' },
    write: { type: 'boolean', default: false },
  },
});
const steps = Number(asked.steps);
const changes = Number(asked.changes);
const source = JSON.parse(readFileSync(DOCUMENT, 'utf8'));
const wrong = [];

const site = await servePage();
const browser = await openBrowser();
const long = await open();
await train(long, source.training.batch, 64);
const until = Date.now() + Number(asked.minutes) * 60_000;
while (Date.now() < until && (await turns(long.worker)).length < steps) await long.page.waitForTimeout(1000);
await rest(long);
const seen = await turns(long.worker);
const adapter = await long.page.evaluate(() => window.heard.backends.at(-1)?.adapter);
await long.page.close();
const settled = seen.slice(SETTLED);
const made = settled.at(-1).made - settled[0].made;
const [least, most] = [Math.min, Math.max].map((pick) => pick(...settled.map(({ bytes }) => bytes)));
console.log(`${seen.length} steps: ${made} buffers made after step ${SETTLED}, ${mib(least)} to ${mib(most)}`);
if (seen.length < Math.min(steps, 200)) wrong.push(`${seen.length} steps are too few to tell`);
if (made > 0) wrong.push(`${made} buffers were made after the first ${SETTLED} steps`);
if (most > least) wrong.push(`memory goes from ${mib(least)} to ${mib(most)}`);

const edited = await open();
const after = [];
for (let change = 0; change <= changes; change++) {
  const [batch, length] = SIZES[change % SIZES.length];
  const before = (await turns(edited.worker)).length;
  await train(edited, batch, length);
  for (const give = Date.now() + PATIENCE; Date.now() < give; await edited.page.waitForTimeout(100)) {
    if ((await turns(edited.worker)).length >= before + FEW) break;
  }
  await rest(edited);
  const now = (await turns(edited.worker)).at(-1);
  after.push({ batch, length, bytes: now.bytes, buffers: now.buffers });
  console.log(`${batch} × ${length}: ${mib(now.bytes)} in ${now.buffers} buffers`);
}
await browser.close();
await site.close();
const ends = after.filter((_, i) => i % SIZES.length === 0);
const [first, last] = [ends[0], ends.at(-1)];
const grown = last.bytes / first.bytes - 1;
console.log(`${first.batch} × ${first.length} again: ${(100 * grown).toFixed(1)} %`);
if (Math.abs(grown) > WITHIN)
  wrong.push(`after ${changes} changes memory is ${mib(last.bytes)}, it was ${mib(first.bytes)}`);

for (const problem of wrong) console.error(problem);
if (asked.write) {
  writeSection(
    'memory',
    `## GPU memory

GPT-S in the page's worker on WebGPU (${adapter}), ${cpus().length} shared cores, Chromium ${browser.version()}, ${today()}, \`node scripts/memory.mjs\`: bytes
in buffers that were created and not destroyed, counted in the worker, with the probe that the panels show and the copies
of the weights that are kept. Then the document's batch size and length are changed again and again, with ${FEW} steps
after each.

| | |
|---|---:|
| steps | ${seen.length} |
| buffers created after the first ${SETTLED} steps | ${made} |
| memory after the first ${SETTLED} steps | ${mib(least)}–${mib(most)} |
| changes of batch size and length | ${changes} |
| memory at ${first.batch} × ${first.length} before them | ${mib(first.bytes)} |
| memory at ${last.batch} × ${last.length} after them | ${mib(last.bytes)} |
| most of the sizes between | ${mib(Math.max(...after.map(({ bytes }) => bytes)))} |`,
  );
}
process.exit(wrong.length === 0 ? 0 : 1);

function mib(bytes) {
  return `${(bytes / 2 ** 20).toFixed(2)} MiB`;
}

async function open() {
  const page = await openPage(browser, `${site.url}?backend=webgpu&template=xor`);
  while (page.workers().length === 0) await page.waitForTimeout(50);
  const [worker] = page.workers();
  await worker.evaluate(watch);
  // The page turns to its own document first, and lets go of what was trained before.
  await page.waitForFunction(() => window.heard.state === 'idle');
  return { page, worker };
}

/** Trains the document with another batch size and length, as the page does when it was edited. */
async function train({ page }, batch, length) {
  const nodes = source.graph.nodes.map((node) =>
    ['token-data', 'learned-positions'].includes(node.block)
      ? { ...node, parameters: { ...node.parameters, length } }
      : node,
  );
  const training = { ...source.training, batch };
  const document = JSON.stringify({ ...source, graph: { ...source.graph, nodes }, training });
  await page.evaluate((text) => {
    window.heard.problems = [];
    window.trainer.postMessage({ type: 'train', documentId: 'memory', document: text, once: false });
  }, document);
}

/** Waits until the run stands still. */
async function rest({ page }) {
  await page.evaluate(() => window.trainer.postMessage({ type: 'stop' }));
  await page.waitForFunction(() => window.heard.state !== 'training' && window.heard.state !== 'preparing', undefined, {
    timeout: PATIENCE,
  });
  const problems = await page.evaluate(() => window.heard.problems);
  if (problems.length > 0) throw new Error(problems.map(({ code, received }) => `${code}: ${received}`).join('; '));
}

function turns(worker) {
  return worker.evaluate(() => self.turns);
}

/** In the worker: counts buffers, and takes the counts whenever a step gives its turn to what else is waiting. */
function watch() {
  const sizes = new WeakMap();
  const now = { made: 0, buffers: 0, bytes: 0 };
  self.turns = [];
  const { createBuffer } = GPUDevice.prototype;
  GPUDevice.prototype.createBuffer = function (...args) {
    const buffer = createBuffer.apply(this, args);
    sizes.set(buffer, buffer.size);
    now.made++;
    now.buffers++;
    now.bytes += buffer.size;
    return buffer;
  };
  const { destroy } = GPUBuffer.prototype;
  GPUBuffer.prototype.destroy = function () {
    if (sizes.has(this)) {
      now.buffers--;
      now.bytes -= sizes.get(this);
      sizes.delete(this);
    }
    return destroy.apply(this);
  };
  const { postMessage } = MessagePort.prototype;
  MessagePort.prototype.postMessage = function (...args) {
    self.turns.push({ ...now });
    return postMessage.apply(this, args);
  };
}

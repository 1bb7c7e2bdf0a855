// What the panels cost a step: GPT-S trains in the page with gradient norms and attention on screen, in one run, and the
// worker's clock stands still for every second round, so that it neither looks at the probe nor sends anything to the page.
// Rounds are of as many steps each. Needs a build and Chromium; writes the page only with --write.
import { readFileSync } from 'node:fs';
import { cpus } from 'node:os';
import { parseArgs } from 'node:util';
import { openBrowser, openPage, servePage } from './browser.mjs';
import { median, today, writeSection } from './section.mjs';

/** Most that the panels may add to a step. */
const BUDGET = 0.05;
/** Steps that do not count: Programs are compiled and recorded, and the probe has been looked at often enough to be fast. */
const WARM = 8;
/** Milliseconds until a round is given up. */
const PATIENCE = 300_000;

const { values: asked } = parseArgs({
  options: {
    backend: { type: 'string', default: 'wasm' },
    document: { type: 'string', default: 'scripts/bench/documents/gpt-s.json' },
    rounds: { type: 'string', default: '20' },
    dock: { type: 'string', default: 'open' },
    seconds: { type: 'string', default: '4' },
    write: { type: 'boolean', default: false },
  },
});
const { backend } = asked;
const rounds = Number(asked.rounds);
const document = readFileSync(asked.document, 'utf8');
const { name } = JSON.parse(document).meta;

const site = await servePage();
const browser = await openBrowser();
const page = await openPage(browser, `${site.url}?backend=${backend}&template=xor`);
await page.waitForFunction(() => window.heard.state === 'idle');
await page
  .getByRole('tab', { name: /^Gradient norms/ })
  .first()
  .click();
await page
  .getByRole('tab', { name: /^Attention/ })
  .first()
  .click();
// With the dock closed the page draws nothing: what is left is the worker's share.
if (asked.dock === 'closed') await page.getByRole('button', { name: 'Close the dock', exact: true }).click();
const [worker] = page.workers();
await worker.evaluate(watch);
await page.evaluate((text) => {
  const file = new File([text], 'document.json', { type: 'application/json' });
  const files = new DataTransfer();
  files.items.add(file);
  window.dispatchEvent(new DragEvent('drop', { dataTransfer: files, bubbles: true, cancelable: true }));
}, document);
await page.getByRole('region', { name: 'Canvas', exact: true }).getByText('attention_1', { exact: true }).waitFor();
await page.getByRole('button', { name: 'Train', exact: true }).click();
await steps(WARM);
const pace = median((await taken()).slice(-3).map(({ ms }) => ms));
const many = Math.max(2, Math.ceil((1000 * Number(asked.seconds)) / pace));
console.log(`${name} on ${backend}: ${pace.toFixed(0)} ms a step, ${rounds} pairs of rounds of ${many} steps`);

await worker.evaluate((round) => self.begin(round), many);
await steps(WARM + 1 + 2 * rounds * many);
const all = await taken();
const shown = page.getByRole('region', { name: 'Attention', exact: true }).locator('canvas, svg');
const panels = asked.dock === 'closed' ? undefined : await shown.count();
const info = await page.evaluate(() => window.heard.backends.at(-1));
await browser.close();
await site.close();

const counted = all
  .map((one, i) => ({ ...one, kind: one.probes > 0 ? 'look' : all[i - 1]?.probes > 0 ? 'after' : 'plain' }))
  .filter(({ round, saved }) => round >= 0 && round < 2 * rounds && !saved);
const mean = (values) => values.reduce((a, b) => a + b, 0) / values.length;
const [on, off] = [0, 1].map((parity) => counted.filter(({ round }) => round % 2 === parity));
const msOf = (steps) => steps.map(({ ms }) => ms);
// Others use the machine: a median for each kind of step, and every kind as often as it came.
const base = median(msOf(off));
const kinds = ['plain', 'look', 'after'].flatMap((kind) => {
  const steps = on.filter((one) => one.kind === kind);
  return steps.length > 0 ? [{ kind, count: steps.length, ms: median(msOf(steps)) }] : [];
});
const typical = kinds.reduce((sum, { count, ms }) => sum + count * ms, 0) / on.length;
const share = typical / base - 1;
const means = mean(msOf(on)) / mean(msOf(off)) - 1;
const looks = counted.filter(({ probes }) => probes > 0);
const percent = (value) => `${(100 * value).toFixed(1)} %`;
console.log(
  `on ${typical.toFixed(1)} ms, off ${base.toFixed(1)} ms: ${percent(share)}; by plain means ${percent(means)}`,
);
console.log(kinds.map(({ kind, count, ms }) => `${count} ${kind} ${ms.toFixed(1)} ms`).join(', '));
console.log(
  `${looks.length} looks at the probe in ${on.length} steps; ${panels ?? 'no'} drawings in the attention panel`,
);
const wrong = [];
if (panels === 0) wrong.push('the attention panel shows nothing');
if (looks.length === 0) wrong.push('nobody looked at the probe');
if (looks.some(({ round }) => round % 2 === 1)) wrong.push('the probe was looked at with the panels off');
if (share > BUDGET) wrong.push(`the panels take ${percent(share)} of a step, ${percent(BUDGET)} at most is wanted`);
for (const problem of wrong) console.error(problem);
if (asked.write) {
  writeSection(
    `panels-${backend}-${asked.dock}`,
    `## What the panels cost, ${backend}, dock ${asked.dock}

${name} in the page, ${asked.dock === 'open' ? 'gradient norms and attention on screen' : 'with nothing of the dock drawn'} (${info.name}, ${info.adapter}), ${cpus().length} shared cores, Chromium ${browser.version()}, ${today()},
\`node scripts/panels.mjs --backend ${backend} --dock ${asked.dock}\`: ${rounds} pairs of rounds of ${many} steps in one run, one with the worker as ever, one with the
worker's clock held, so that it does not look at the probe and sends nothing. Gradient norms are numbers of the step itself and are
computed in both. Steps after which a copy was kept are left out. Others use the machine too, so a step with the panels is the
mean of the medians of its kinds (with a look at the probe, after one, and others), each as often as it came.

| | |
|---|---:|
| step with the panels | ${typical.toFixed(1)} ms |
| step without, median | ${base.toFixed(1)} ms |
| cost of the panels | ${percent(share)} |
| the same by plain means of all steps | ${percent(means)} |
| looks at the probe | ${looks.length} in ${on.length} steps |
| step with one, median | ${kinds.find(({ kind }) => kind === 'look')?.ms.toFixed(1)} ms |`,
  );
}
process.exit(wrong.length === 0 ? 0 : 1);

async function taken() {
  return worker.evaluate(() => self.taken);
}

async function steps(count) {
  for (const give = Date.now() + PATIENCE; (await taken()).length < count; await page.waitForTimeout(500)) {
    if (Date.now() > give) throw new Error(`${(await taken()).length} of ${count} steps in ${PATIENCE / 1000} s`);
  }
}

/** In the worker: times every step by the turn it gives, and holds the clock in odd rounds. */
function watch() {
  const now = performance.now.bind(performance);
  let held = 0;
  let stopped;
  // Held in the past, where nothing is due that was about to be.
  performance.now = () => (stopped === undefined ? now() : stopped - 20_000) - held;
  let many = Number.POSITIVE_INFINITY;
  let first = 0;
  let last = now();
  let probes = 0;
  let saved = false;
  self.taken = [];
  self.begin = (steps) => {
    many = steps;
    first = self.taken.length + 1;
  };
  const tell = self.postMessage.bind(self);
  self.postMessage = (message, ...more) => {
    if (message.type === 'probe') probes++;
    if (message.type === 'saved') saved = true;
    return tell(message, ...more);
  };
  const roundOf = (step) =>
    many === Number.POSITIVE_INFINITY || step < first ? -1 : Math.floor((step - first) / many);
  const { postMessage } = MessagePort.prototype;
  MessagePort.prototype.postMessage = function (...args) {
    const at = now();
    self.taken.push({ round: roundOf(self.taken.length), ms: at - last, probes, saved });
    probes = 0;
    saved = false;
    last = at;
    const off = roundOf(self.taken.length) % 2 === 1;
    if (off && stopped === undefined) stopped = at;
    if (!off && stopped !== undefined) {
      held += at - stopped;
      stopped = undefined;
    }
    return postMessage.apply(this, args);
  };
}

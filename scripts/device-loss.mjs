// Takes the GPU away from runs at random steps and looks whether they end with the curve of a run that kept it. Every run has a
// browser of its own: one that has seen a few crashes gives no adapter any more. Needs a build and Chromium; writes the page
// only with --write.
import { cpus } from 'node:os';
import { parseArgs } from 'node:util';
import { keptRuns, openBrowser, openPage, servePage } from './browser.mjs';
import { median, today, writeSection } from './section.mjs';

/** Milliseconds until a run is given up. */
const PATIENCE = 180_000;
/** Milliseconds from the first crash of a double one to the second. */
const GAPS = [0, 100, 400];

const { values: asked } = parseArgs({
  options: {
    crashes: { type: 'string', default: '20' },
    template: { type: 'string', default: 'xor' },
    seed: { type: 'string', default: '1' },
    double: { type: 'string', default: '3' },
    write: { type: 'boolean', default: false },
  },
});
const [crashes, doubles] = [Number(asked.crashes), Number(asked.double)];
const site = await servePage();
const url = `${site.url}?backend=webgpu&template=${asked.template}`;

const unbroken = await train();
const { steps } = unbroken.run;
console.log(`unbroken: ${steps} steps in ${(unbroken.ms / 1000).toFixed(1)} s, ${unbroken.run.backend.adapter}`);
const wrong = [...problemsOf('unbroken', unbroken)];

const random = randomFrom(Number(asked.seed));
const found = [];
for (let i = 0; i < crashes; i++) {
  // The last steps are over before the crash has come.
  const at = 1 + Math.floor(random() * 0.85 * steps);
  const name = `crash ${i + 1} at step ${at}`;
  const broken = await train({ at, crashes: 1 });
  const problems = [...problemsOf(name, broken), ...differences(name, broken)];
  if (!broken.notices.some((text) => text.startsWith('The GPU was lost'))) problems.push(`${name}: nobody noticed`);
  wrong.push(...problems);
  if (problems.length === 0) found.push({ at: broken.at, back: broken.at - broken.from, ms: broken.ms });
  console.log(`${name}: ${problems.join('; ') || `crashed at ${broken.at}, went on from ${broken.from}, same curve`}`);
}

const ends = [];
for (let i = 0; i < doubles; i++) {
  const gap = GAPS[i % GAPS.length];
  const name = `double crash, ${gap} ms apart`;
  const broken = await train({ at: Math.floor(steps / 2), crashes: 2, gap });
  const problems = problemsOf(name, broken);
  const end = broken.run?.backend.name;
  if (!broken.shown) problems.push(`${name}: the page does not say that it trains on ${end}`);
  wrong.push(...problems);
  ends.push(end);
  console.log(`${name}: ended on ${end}; ${[...broken.notices, ...problems].join('; ')}`);
}
if (doubles > 0 && !ends.includes('wasm')) wrong.push('no double crash kept the adapter away');
await site.close();

for (const problem of wrong) console.error(problem);
if (asked.write) {
  const back = found.map((one) => one.back);
  writeSection(
    'device-loss',
    `## A GPU that is lost

Template \`${asked.template}\` (${steps} steps) on WebGPU (${unbroken.run.backend.adapter}), ${cpus().length} shared cores, Chromium ${unbroken.browser}, ${today()},
\`node scripts/device-loss.mjs --crashes ${crashes}\`. In each of ${crashes} browsers the GPU process was crashed once, at a random step. The curve is
that of the run's record: steps, losses, learning rates, norms and metrics of training, and everything of validation.

| | |
|---|---:|
| runs that went on to the last step | ${found.length} of ${crashes} |
| whose curve is, number for number, the unbroken run's | ${found.length} of ${crashes} |
| steps taken again, median (most) | ${median(back)} (${Math.max(...back)}) |
| two crashes within half a second: runs that went on to the last step | ${ends.filter(Boolean).length} of ${doubles} |
| of these on the host, as the page says | ${ends.filter((end) => end === 'wasm').length} |`,
  );
}
process.exit(wrong.length === 0 ? 0 : 1);

/** One run in a browser of its own, with the GPU process crashed at a step, or twice. */
async function train({ at = Number.POSITIVE_INFINITY, crashes = 0, gap = 0 } = {}) {
  const browser = await openBrowser();
  try {
    const page = await openPage(browser, url);
    const session = await browser.newBrowserCDPSession();
    const started = Date.now();
    await page.getByRole('button', { name: 'Train', exact: true }).click();
    let crashedAt;
    for (let crash = 0; crash < crashes; crash++) {
      if (crash === 0) {
        const reached = (step) => window.heard.step >= step;
        await page.waitForFunction(reached, at, { polling: 5, timeout: PATIENCE });
        crashedAt = await page.evaluate(() => window.heard.step);
      } else await new Promise((resolve) => setTimeout(resolve, gap));
      await session.send('Browser.crashGpuProcess');
    }
    const shown = page.getByText(/The GPU was lost.* on wasm/).first();
    const saying = crashes > 1 ? shown.waitFor({ timeout: PATIENCE }).then(yes, no) : Promise.resolve(false);
    const done = () =>
      ['finished', 'failed'].includes(window.heard.state) &&
      (window.heard.saved > 0 || window.heard.problems.length > 0);
    const ended = await page.waitForFunction(done, undefined, { polling: 100, timeout: PATIENCE }).then(yes, no);
    const ms = Date.now() - started;
    // The notice of a loss in the last steps, and the record, may come a moment later.
    await page.waitForTimeout(500);
    const heard = await page.evaluate(() => window.heard);
    const [run] = await keptRuns(page);
    const onHost = run?.backend.name === 'wasm';
    const from = Number(/from step (\d+)/.exec(heard.notices[0] ?? '')?.[1]);
    return {
      ...heard,
      ended,
      ms,
      run,
      at: crashedAt,
      from,
      shown: onHost ? await saying : true,
      browser: browser.version(),
    };
  } finally {
    await browser.close();
  }
}

function yes() {
  return true;
}

function no() {
  return false;
}

/** What keeps a run from having gone through to its end, every step told once. */
function problemsOf(name, { ended, state, run, records, problems }) {
  const told = problems.map(({ code, received }) => `${code}: ${received}`);
  if (!ended || !run) return [`${name}: ended in state ${state}`, ...told];
  const wrong = told.map((text) => `${name}: ${text}`);
  if (run.state !== 'finished' || run.step !== run.steps)
    wrong.push(`${name}: kept as ${run.state} at step ${run.step} of ${run.steps}`);
  if (records.some(({ step }, i) => i > 0 && step <= records[i - 1].step)) wrong.push(`${name}: a step was told twice`);
  return wrong;
}

/** Where a run's curve is not the unbroken run's. Speed is no part of it. */
function differences(name, { run }) {
  if (!run) return [];
  return ['training', 'validation'].flatMap((which) => {
    const [is, should] = [run[which], unbroken.run[which]];
    if (is.steps.join() !== should.steps.join()) return [`${name}: ${which} has steps ${is.steps}`];
    return should.columns.flatMap((column, c) => {
      if (column === 'itemsPerSecond') return [];
      const row = should.values[c].findIndex((value, i) => !Object.is(value, is.values[c]?.[i]));
      if (row < 0) return [];
      return [
        `${name}: ${which} ${column} of step ${is.steps[row]} is ${is.values[c]?.[row]}, not ${should.values[c][row]}`,
      ];
    });
  });
}

/** Marsaglia's xorshift: the same steps for the same seed. */
function randomFrom(seed) {
  let state = (seed * 2_654_435_761) >>> 0 || 1;
  return () => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    state >>>= 0;
    return state / 2 ** 32;
  };
}

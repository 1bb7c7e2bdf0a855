// Trains the same models with Wireformer and with what else trains in a browser, in one Chromium, on one adapter, a step of one
// after a step of the other, and says how long each takes and what it asks of the GPU. docs/benchmarks.md says what is measured.
// Needs Chromium (variable CHROMIUM to name it); writes the page only with --write.
import { spawnSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { cpus, loadavg } from 'node:os';
import { dirname } from 'node:path';
import { parseArgs } from 'node:util';
import { build, preview } from 'vite';
import { sectionOf, tableOf } from './bench/report.mjs';
import { openBrowser } from './browser.mjs';
import { median, today, writeSection } from './section.mjs';

/** Rounds before those that count. */
const WARM = 2;
/** An arm that takes longer for a step, in milliseconds, takes only a few. */
const SLOW = 5000;
const FEW = 3;
/** Milliseconds after which a step is given up. */
const PATIENCE = 300_000;
/** How far losses of the first step, and of the last, may differ: all arms train the same weights on the same batches. */
const AGREE = { first: 1e-3, last: 1e-2 };

const { values: asked } = parseArgs({
  options: {
    backend: { type: 'string', default: 'webgpu' },
    models: { type: 'string' },
    arms: { type: 'string' },
    steps: { type: 'string', default: '20' },
    json: { type: 'string', default: 'coverage/bench.json' },
    write: { type: 'boolean', default: false },
  },
});
const { backend } = asked;
const steps = Number(asked.steps);
if (!['webgpu', 'wasm'].includes(backend)) fail(`--backend is webgpu or wasm, not ${backend}`);
if (!Number.isInteger(steps) || steps < 1) fail(`--steps is a whole number from 1, not ${asked.steps}`);

const configFile = 'scripts/bench/vite.config.ts';
await build({ configFile, logLevel: 'error' });
const server = await preview({ configFile, logLevel: 'silent', preview: { port: 0, host: 'localhost' } });
const browser = await openBrowser();
const page = await browser.newPage();
page.on('console', (message) => message.type() === 'error' && console.error(message.text()));
await page.goto(`http://localhost:${server.httpServer.address().port}/`);
const known = await page.evaluate(() => ({ arms: window.bench.arms, models: window.bench.models }));
const arms = chosen('arms', known.arms, (arm) => arm);
const models = chosen('models', known.models, ({ name }) => name).filter(
  // On a GPU in software it takes minutes a step.
  (model) => asked.models || backend === 'wasm' || !model.large,
);

const problems = [];
const found = {
  problems,
  date: today(),
  // What the figures hang on; not where they were written to.
  command: ['backend', 'models', 'arms', 'steps']
    .filter((option) => asked[option])
    .reduce((line, option) => `${line} --${option} ${asked[option]}`, 'npm run bench --'),
  backend,
  browser: `Chromium ${browser.version()}`,
  node: process.versions.node,
  machine: { cores: cpus().length, cpu: cpus()[0]?.model, load: loadavg()[0] },
  products: await ask('products', { kind: 'products', backend }),
  models: [],
};
await end('products');
for (const model of models) {
  const result = await measure(model);
  found.models.push(result);
  save();
  console.log(`\n${tableOf(found, result)}`);
}
found.machine.loadAfter = loadavg()[0];
await browser.close();
await server.close();
found.torch = torch();
console.log(
  found.torch.installed ? '' : 'PyTorch: not installed',
  ...(found.torch.models ?? []).map(({ name, ms }) => `PyTorch ${name}: ${median(ms).toFixed(1)} ms`),
);

save();
if (asked.write) writeSection(`bench-${backend}`, sectionOf(found));
for (const problem of problems) console.error(problem);
process.exit(problems.length === 0 ? 0 : 1);

/** What there is so far: a long run may be broken off. */
function save() {
  mkdirSync(dirname(asked.json), { recursive: true });
  writeFileSync(asked.json, `${JSON.stringify(found, undefined, 2)}\n`);
}

/** Every arm that can train the model, opened one after the other; then rounds of a step each. */
async function measure(model) {
  const open = [];
  const { document: _, ...about } = model;
  const result = { ...about, arms: [], cannot: {}, failed: {} };
  for (const arm of arms) {
    const name = `${model.name} ${arm}`;
    try {
      const opened = await ask(name, { kind: 'open', arm, model: model.name, backend });
      if ('cannot' in opened) {
        result.cannot[arm] = opened.cannot;
        await end(name);
        continue;
      }
      found.adapter ??= opened.adapter;
      result.flops = opened.flops;
      const one = { arm, name, ...opened, warm: [], steps: [] };
      open.push(one);
      result.arms.push(one);
      verify(model, one, result.arms[0]);
    } catch (error) {
      await give(result, arm, name, error);
    }
  }
  for (let round = 0; round < WARM + steps; round++) {
    const turn = round % Math.max(1, open.length);
    for (const one of [...open.slice(turn), ...open.slice(0, turn)]) {
      const warming = round < WARM;
      const slow = Math.max(0, ...one.warm.map(({ ms }) => ms)) > SLOW;
      if (result.failed[one.arm] || (slow && one.steps.length >= FEW)) continue;
      try {
        const step = await ask(one.name, { kind: 'step' });
        if (!Number.isFinite(step.value)) throw new Error(`the loss is ${step.value}`);
        (warming ? one.warm : one.steps).push({ round, ...step });
      } catch (error) {
        await give(result, one.arm, one.name, error);
      }
    }
    process.stderr.write(`\r${model.name}: round ${round + 1} of ${WARM + steps}`);
  }
  process.stderr.write('\n');
  for (const { name } of open) await end(name);
  result.arms = result.arms.filter(({ arm, steps }) => !result.failed[arm] && steps.length > 0);
  for (const one of result.arms) compareLast(model, one, result.arms[0]);
  return result;
}

/** Every arm trains the same: as many parameters, and the same loss to begin with. */
function verify(model, { arm, parameters, first }, reference) {
  const unlike = model.unlike?.[arm];
  const expected = unlike?.parameters ?? model.parameters;
  console.log(`${model.name} ${arm}: ${parameters} parameters, first loss ${first.value.toFixed(4)}`);
  if (parameters !== expected) problems.push(`${model.name} ${arm}: ${parameters} parameters, expected ${expected}`);
  const away = Math.abs(first.value - reference.first.value);
  if (!unlike && !(away <= AGREE.first))
    problems.push(`${model.name} ${arm}: first loss ${first.value}, ${reference.arm}'s is ${reference.first.value}`);
}

/** After as many steps the losses still agree: the updates are the same too. */
function compareLast(model, { arm, steps }, reference) {
  const last = steps.at(-1);
  const other = reference.steps.find(({ round }) => round === last.round);
  if (model.unlike?.[arm] || !other || Math.abs(last.value - other.value) <= AGREE.last) return;
  const where = `loss after ${last.round + 2} steps`;
  problems.push(`${model.name} ${arm}: ${where} ${last.value}, ${reference.arm}'s is ${other.value}`);
}

async function give(result, arm, name, error) {
  result.failed[arm] = error.message.split('\n')[0].replace('page.evaluate: Error: ', '');
  problems.push(`${name}: ${error.message}`);
  await end(name);
}

async function ask(name, request) {
  let timer;
  const late = new Promise((_, reject) => {
    timer = setTimeout(() => reject(new Error(`no answer in ${PATIENCE / 1000} s`)), PATIENCE);
  });
  const answer = page.evaluate(([to, what]) => window.bench.ask(to, what), [name, request]);
  try {
    return await Promise.race([answer, late]);
  } finally {
    clearTimeout(timer);
  }
}

function end(name) {
  return page.evaluate((which) => window.bench.end(which), name);
}

function torch() {
  const input = JSON.stringify({ models, steps });
  // The first Python on the path may be another than the one that Debian's packages are for.
  for (const python of [process.env.PYTHON ?? 'python3', '/usr/bin/python3']) {
    const options = { input, encoding: 'utf8', timeout: PATIENCE };
    const { status, stdout } = spawnSync(python, ['scripts/bench/pytorch.py'], options);
    const answer = status === 0 ? JSON.parse(stdout) : { installed: false };
    if (answer.installed) return answer;
  }
  return { installed: false };
}

/** What was asked for by name, or all. */
function chosen(option, all, nameOf) {
  const names = asked[option]?.split(',').map((name) => name.trim());
  if (!names) return all;
  const there = all.map(nameOf).join(', ');
  return names.map(
    (name) => all.find((one) => nameOf(one) === name) ?? fail(`--${option}: no '${name}'; there are ${there}`),
  );
}

function fail(message) {
  console.error(message);
  process.exit(2);
}

// Trains every template in full on wasm and writes docs/templates.md. Can be stopped and run again: results are kept in
// docs/templates.json by the hash of what was trained, so only templates that changed are trained again. With `--page` nothing
// is trained: the page says what has been measured so far.
import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { cpus } from 'node:os';
import { documentHash } from './document-hash.mjs';

const RESULTS = 'docs/templates.json';
const ORDER = JSON.parse(readFileSync('src/app/template-order.json', 'utf8'));

const results = existsSync(RESULTS) ? JSON.parse(readFileSync(RESULTS, 'utf8')) : {};
const names = readdirSync('templates')
  .map((file) => file.replace(/\.json$/, ''))
  // Models that are only counted promise no figure.
  .filter((name) => expectation(name) !== undefined)
  .sort((a, b) => place(a) - place(b));

const hashOf = (name) => documentHash(documentOf(name));
const measured = (name) => results[name]?.hash === hashOf(name);

for (const name of process.argv.includes('--page') ? [] : names) {
  const hash = hashOf(name);
  if (measured(name)) continue;
  console.log(`training ${name} …`);
  const started = Date.now();
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    ['dist/cli/wireformer.js', 'train', `templates/${name}.json`, '--backend', 'wasm', '--json'],
    { encoding: 'utf8', maxBuffer: 2 ** 28 },
  );
  if (status !== 0) {
    console.error(stdout.trim().split('\n').at(-1), stderr);
    process.exit(1);
  }
  const summary = JSON.parse(stdout.trim().split('\n').at(-1));
  results[name] = { hash, seconds: Math.round((Date.now() - started) / 1000), ...summary };
  writeFileSync(RESULTS, `${JSON.stringify(results, undefined, 2)}\n`);
}

writeFileSync('docs/templates.md', page());
const missed = names.filter((name) => measured(name) && !reached(name));
console.log(missed.length === 0 ? 'every template reaches its figure' : `not reached: ${missed.join(', ')}`);
process.exit(missed.length === 0 ? 0 : 1);

function place(name) {
  const at = ORDER.indexOf(name);
  return at < 0 ? ORDER.length : at;
}

function documentOf(name) {
  return JSON.parse(readFileSync(`templates/${name}.json`, 'utf8'));
}

function expectation(name) {
  return documentOf(name).meta.expects;
}

function figure(name) {
  const { metric } = expectation(name);
  return metric === 'loss' ? results[name].valLoss : results[name][`val${metric[0].toUpperCase()}${metric.slice(1)}`];
}

/** Of `opinion_loss/accuracy`, what kind of figure it is. */
function kindOf(metric) {
  return metric.slice(metric.lastIndexOf('/') + 1);
}

function reached(name) {
  const { atLeast = -Infinity, atMost = Infinity } = expectation(name);
  const value = figure(name);
  return value >= atLeast && value <= atMost;
}

function page() {
  const rows = names.map((name) => {
    const { meta, training } = documentOf(name);
    const { metric, atLeast, atMost } = meta.expects;
    const bound =
      atLeast === undefined ? `${metric} ≤ ${limit(metric, atMost)}` : `${metric} ≥ ${limit(metric, atLeast)}`;
    const link = `[${meta.name}](../templates/${name}.json)`;
    if (!measured(name)) return [link, '–', training.steps, bound, 'not measured yet', '–', '–'];
    const result = results[name];
    const rivals = result.baselines
      .filter((baseline) => baseline.metric === kindOf(metric))
      .map(({ name: rival, value }) => `${rival} ${percent(metric, value)}`);
    return [
      link,
      result.params.toLocaleString('en-US'),
      training.steps,
      bound,
      `**${percent(metric, figure(name))}**`,
      rivals.join('; ') || '–',
      `${result.seconds} s`,
    ];
  });
  const table = [
    ['Template', 'Parameters', 'Steps', 'Promised', 'Reached', 'Baselines', 'Time'],
    ['---', '---:', '---:', '---', '---', '---', '---:'],
    ...rows,
  ];
  const lines = table.map((cells) => `| ${cells.join(' | ')} |`);
  return `# What the templates reach

Trained by \`node scripts/templates.mjs\` on the wasm backend with each template's own seed, on a shared machine with
${cpus().length} cores (times are for orientation). Figures are on held-out data; losses are in nats. Baselines are computed from
the same data. The tests train each template for a shortened run and check the figure stated for that.

${lines.join('\n')}

## What each one shows

${names
  .map((name) => {
    const { meta } = documentOf(name);
    return `### ${meta.name}\n\n${meta.description}\n\n${meta.lesson.map((step, i) => `${i + 1}. ${step}`).join('\n')}`;
  })
  .join('\n\n')}
`;
}

/** A promise as it was written: no digits are added to a loss. */
function limit(metric, value) {
  return kindOf(metric) === 'loss' ? String(value) : percent(metric, value);
}

function percent(metric, value) {
  return kindOf(metric) === 'loss' ? Number(value).toFixed(3) : `${(100 * value).toFixed(1)} %`;
}

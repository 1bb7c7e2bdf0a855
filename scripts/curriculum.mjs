// Trains what the rows of the curriculum compare and writes docs/curriculum.md: equal width, steps and learning rates for all
// arms of a row, several seeds, every figure shown. Can be stopped and run again: results are kept in docs/curriculum.json by
// the hash of what was trained. Arguments name rows (`node scripts/curriculum.mjs memory`); without any, all are done.
// `--seeds 2` makes the runs of the first two seeds only.
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';

const RESULTS = 'docs/curriculum.json';
const SEEDS = [1, 2, 3, 4, 5];

/** The document with some blocks bypassed, inside modules too. */
const without =
  (...names) =>
  (document) => {
    const nodes = [document.graph, ...document.modules].flatMap((graph) => graph.nodes);
    for (const node of nodes) if (names.includes(node.name)) node.bypass = true;
  };

const ROWS = [
  {
    id: 'xor',
    title: 'Row 1: XOR needs a hidden layer',
    text: 'The same template with its hidden layer and its tanh bypassed is a single layer.',
    rates: [0.03],
    figure: 'valAccuracy',
    arms: [
      { name: 'two layers', template: 'xor' },
      { name: 'one layer', template: 'xor', change: without('hidden', 'tanh') },
    ],
  },
  {
    id: 'memory',
    title: 'Rows 3, 4 and 5: a mark, sixty symbols, and the question which mark it was',
    text: 'Chance is 25 %. Equal width (48) and steps for all three.',
    rates: [0.003, 0.01],
    figure: 'valAccuracy',
    arms: [
      { name: 'RNN', template: 'memory-rnn' },
      { name: 'LSTM', template: 'memory-lstm' },
      { name: 'GRU', template: 'memory-gru' },
    ],
  },
  {
    id: 'positions',
    title: 'Row 12: attention without positions is a bag of symbols',
    text: 'Counting the symbols gives 48.3 % (the baseline of the Data panel).',
    rates: [0.005],
    figure: 'valAccuracy',
    arms: [
      { name: 'sinusoidal positions', template: 'positions' },
      { name: 'positions bypassed', template: 'positions', change: without('positions') },
    ],
  },
  {
    id: 'residual',
    title: 'Row 13: four encoder layers with and without their residual connections and norms',
    text: 'Always naming the most frequent tag gets 23.0 % (the baseline of the Data panel).',
    rates: [0.003],
    figure: 'valAccuracy',
    arms: [
      { name: 'whole layers', template: 'encoder-layer' },
      { name: 'additions bypassed', template: 'encoder-layer', change: without('add_a', 'add_b') },
      { name: 'norms bypassed', template: 'encoder-layer', change: without('norm_a', 'norm_b') },
    ],
  },
  {
    id: 'translation',
    title: 'Rows 8 and 9: BLEU by the length of the sentence, with one vector between the two sides and with attention',
    text: 'What each model writes by itself on 200 test sentences, by words read. Equal width (96) and steps.',
    rates: [0.006],
    buckets: 'bleu',
    arms: [
      { name: 'seq2seq', template: 'seq2seq' },
      { name: 'Bahdanau', template: 'bahdanau' },
    ],
  },
];

const results = existsSync(RESULTS) ? JSON.parse(readFileSync(RESULTS, 'utf8')) : {};
const { values: limits, positionals: asked } = parseArgs({
  options: { seeds: { type: 'string', default: String(SEEDS.length) } },
  allowPositionals: true,
});
const wanted = SEEDS.slice(0, Number(limits.seeds));
const folder = mkdtempSync(join(tmpdir(), 'wireformer-curriculum-'));

for (const row of ROWS) {
  if (asked.length > 0 && !asked.includes(row.id)) continue;
  for (const run of runsOf(row)) {
    if (results[run.key] || !wanted.includes(run.seed)) continue;
    console.log(`${row.id}: ${run.arm.name}, learning rate ${run.rate}, seed ${run.seed}`);
    const file = join(folder, 'document.json');
    writeFileSync(file, run.text);
    const started = Date.now();
    const options = ['--backend', 'wasm', '--seed', String(run.seed), '--rate', String(run.rate), '--json'];
    if (row.buckets) options.push('--evaluate', 'test', '--examples', '200');
    const { status, stdout, stderr } = spawnSync(
      process.execPath,
      ['dist/cli/wireformer.js', 'train', file, ...options],
      { encoding: 'utf8', maxBuffer: 2 ** 28 },
    );
    if (status !== 0) {
      console.error(stdout.trim().split('\n').at(-1), stderr);
      process.exit(1);
    }
    const { baselines: _, evaluation, ...summary } = JSON.parse(stdout.trim().split('\n').at(-1));
    if (evaluation) summary.buckets = evaluation.buckets;
    results[run.key] = { seconds: Math.round((Date.now() - started) / 1000), ...summary };
    writeFileSync(RESULTS, `${JSON.stringify(results, undefined, 2)}\n`);
  }
}
writeFileSync('docs/curriculum.md', page());

function runsOf(row) {
  return row.arms.flatMap((arm) => {
    const document = JSON.parse(readFileSync(`templates/${arm.template}.json`, 'utf8'));
    arm.change?.(document);
    const text = JSON.stringify(document);
    const hash = createHash('sha256').update(text).digest('hex').slice(0, 12);
    return row.rates.flatMap((rate) =>
      SEEDS.map((seed) => ({ arm, rate, seed, text, steps: document.training.steps, key: `${hash}-${rate}-${seed}` })),
    );
  });
}

/** One line for each arm and rate, a column for each seed. */
function figuresOf(row, runs) {
  const lines = row.arms.flatMap((arm) =>
    row.rates.map((rate) => {
      const figures = SEEDS.map((seed) => {
        const run = runs.find((one) => one.arm === arm && one.rate === rate && one.seed === seed);
        const value = results[run.key]?.[row.figure];
        return value === undefined ? '–' : `${(100 * value).toFixed(1)} %`;
      });
      return [arm.name, paramsOf(runs, arm), rate, ...figures];
    }),
  );
  return tableOf(['', 'parameters', 'learning rate', ...SEEDS.map((seed) => `seed ${seed}`)], lines);
}

/** One line for each run, a column for each length. */
function bucketsOf(row, runs) {
  const finished = runs.flatMap(({ key }) => results[key] ?? []);
  const lengths = [...new Set(finished.flatMap(({ buckets }) => buckets.map(({ from, to }) => `${from}–${to}`)))];
  const bleu = (value) => (value === undefined ? '–' : value.toFixed(1));
  const lines = runs.map(({ arm, rate, seed, key }) => {
    const found = new Map(
      (results[key]?.buckets ?? []).map(({ from, to, scores }) => [
        `${from}–${to}`,
        scores.find(({ name }) => name === row.buckets)?.value,
      ]),
    );
    const all = results[key]?.[`test_${row.buckets}`];
    return [arm.name, paramsOf(runs, arm), rate, seed, bleu(all), ...lengths.map((length) => bleu(found.get(length)))];
  });
  return tableOf(['', 'parameters', 'learning rate', 'seed', 'all', ...lengths.map((one) => `${one} words`)], lines);
}

function paramsOf(runs, arm) {
  const done = runs.find((run) => run.arm === arm && results[run.key]);
  return done ? results[done.key].params.toLocaleString('en-US') : '–';
}

function tableOf(head, lines) {
  const right = head.slice(1).map(() => '---:|');
  return [`| ${head.join(' | ')} |`, `|---|${right.join('')}`, ...lines.map((line) => `| ${line.join(' | ')} |`)].join(
    '\n',
  );
}

function page() {
  const sections = ROWS.map((row) => {
    const runs = runsOf(row);
    const done = runs.filter(({ key }) => results[key]);
    const seconds = done.reduce((sum, { key }) => sum + results[key].seconds, 0);
    return `## ${row.title}

${row.text} ${runs[0].steps} steps; ${done.length} of ${runs.length} runs done, ${Math.round(seconds / 60)} minutes in all.

${row.buckets ? bucketsOf(row, runs) : figuresOf(row, runs)}`;
  });
  return `# What the curriculum's rows show

On the wasm backend, ${cpus().length} shared cores, by \`node scripts/curriculum.mjs\`: validation accuracy where nothing else is said. All arms of a
row have the same width, steps, learning rates and seeds; every run is shown. A dash is a run not made yet.

${sections.join('\n\n')}
`;
}

// Trains what the rows of the curriculum compare and writes docs/curriculum.md: equal width, steps and learning rates for all
// arms of a row, several seeds, every figure shown. Can be stopped and run again: results are kept in docs/curriculum.json by
// the hash of what was trained. Arguments name rows (`node scripts/curriculum.mjs memory`); without any, all are done.
// `--seeds 2` makes the runs of the first two seeds only; `--page` trains nothing and writes the page.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { COMPARISONS } from './curriculum/comparisons.mjs';
import { overview } from './curriculum/overview.mjs';
import { runsOf, SEEDS, tableFor } from './curriculum/tables.mjs';

const RESULTS = 'docs/curriculum.json';

const results = existsSync(RESULTS) ? JSON.parse(readFileSync(RESULTS, 'utf8')) : {};
const { values: limits, positionals: asked } = parseArgs({
  options: { seeds: { type: 'string', default: String(SEEDS.length) }, page: { type: 'boolean', default: false } },
  allowPositionals: true,
});
const wanted = limits.page ? [] : SEEDS.slice(0, Number(limits.seeds));
const folder = mkdtempSync(join(tmpdir(), 'wireformer-curriculum-'));

for (const row of COMPARISONS) {
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

function page() {
  const sections = COMPARISONS.map((row) => {
    const runs = runsOf(row);
    const done = runs.filter(({ key }) => results[key]);
    const seconds = done.reduce((sum, { key }) => sum + results[key].seconds, 0);
    return `## ${row.title}

${row.text} ${runs[0].steps} steps; ${done.length} of ${runs.length} runs done, ${Math.round(seconds / 60)} minutes in all.

${tableFor(row, runs, results)}`;
  });
  return `# What the curriculum's rows show

On the wasm backend, ${cpus().length} shared cores, by \`node scripts/curriculum.mjs\`: validation accuracy where nothing else is said. All arms of a
comparison have the same width, steps, learning rates and seeds; every run is shown. A dash is a run not made yet.

## The rows

A template's figure is the one it promises for its own seed and the one it reached (\`node scripts/templates.mjs\`); a comparison's
the median of the seeds that have been run, at the learning rate where that is best.

${overview(results)}

${sections.join('\n\n')}
`;
}

// Trains every template for 50 steps with the engine and with tfjs' kernels alone, operation by operation, from the same seed,
// and writes how far the losses are apart. `--backend webgpu` (default wasm) is where the engine runs; arguments name templates.
// The reference runs on tfjs' cpu, which adds up in double precision; `--against wasm` for another. Its products on wasm add up in
// single precision, and a deep model with a large learning rate makes more of that than of anything the engine does.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { today, writeSection } from './section.mjs';

const BOUND = 1e-3;

const { values: options, positionals: asked } = parseArgs({
  options: {
    backend: { type: 'string', default: 'wasm' },
    against: { type: 'string', default: 'cpu' },
    steps: { type: 'string', default: '50' },
    page: { type: 'boolean', default: false },
  },
  allowPositionals: true,
});
const folder = mkdtempSync(join(tmpdir(), 'wireformer-curves-'));

function lossesOf(file, backend, kernels) {
  const args = ['dist/cli/wireformer.js', 'train', file, '--backend', backend, '--kernels', kernels];
  const { status, stdout, stderr } = spawnSync(process.execPath, [...args, '--steps', options.steps, '--json'], {
    encoding: 'utf8',
    maxBuffer: 2 ** 28,
  });
  if (status !== 0) throw new Error(`${file}: ${stdout.trim().split('\n').at(-1)} ${stderr}`);
  const records = stdout
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line));
  return records.flatMap(({ loss, gradNorm }) => (gradNorm === undefined ? [] : [loss]));
}

const rows = [];
for (const name of readdirSync('templates').map((file) => file.replace('.json', ''))) {
  const document = JSON.parse(readFileSync(`templates/${name}.json`, 'utf8'));
  if (document.meta.expects === undefined || (asked.length > 0 && !asked.includes(name))) continue;
  Object.assign(document.training, { logEvery: 1, validateEvery: 0 });
  const file = join(folder, `${name}.json`);
  writeFileSync(file, JSON.stringify(document));
  const [own, reference] = [lossesOf(file, options.backend, 'own'), lossesOf(file, options.against, 'reference')];
  if (own.length !== reference.length || own.length === 0) throw new Error(`${name}: ${own.length} losses`);
  const apart = Math.max(...own.map((loss, i) => Math.abs(loss / reference[i] - 1)));
  console.log(name, own.length, apart.toExponential(1));
  rows.push({ name, steps: own.length, apart, last: own.at(-1) });
}
if (options.page) {
  writeSection(
    `curves-${options.backend}`,
    `## The engine's losses beside the reference kernels', ${options.backend}

The same template, seed and steps once with the engine and once operation by operation on tfjs' kernels
(${options.against}); largest relative difference of a step's loss. ${today()},
\`node scripts/curves.mjs --backend ${options.backend} --against ${options.against} --page\`.

| template | steps | last loss | apart |
|---|---:|---:|---:|
${rows.map(({ name, steps, apart, last }) => `| ${name} | ${steps} | ${last.toFixed(4)} | ${apart.toExponential(1)} |`).join('\n')}`,
  );
}
const over = rows.filter(({ apart }) => !(apart <= BOUND));
if (over.length > 0) {
  console.error(`more than ${BOUND} apart: ${over.map(({ name }) => name).join(', ')}`);
  process.exit(1);
}

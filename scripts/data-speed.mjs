// Measures which part of a training step the making of its batch is: the order of the examples, what is read of them, and what an
// objective corrupts. Takes the data that have most to do and the person's own text of 20 MB; five rounds, medians, written to
// docs/benchmarks.md. On the wasm backend, single-threaded; `--backend webgpu` for the other. With arguments only the data whose
// names have one of them in it are measured, and nothing is written.
import { readFileSync } from 'node:fs';
import { cpus } from 'node:os';
import { parseArgs } from 'node:util';
import { createServer } from 'vite';
import { median, today, writeSection } from './section.mjs';

const ROUNDS = 5;
const STEPS = 4;
const BATCHES = 20;
/** Of what the issue allows a step to wait for its data. */
const MOST = 0.05;

const { values, positionals: asked } = parseArgs({
  options: { backend: { type: 'string', default: 'wasm' } },
  allowPositionals: true,
});
const server = await createServer({
  configFile: 'vite.cli.config.ts',
  logLevel: 'silent',
  server: { middlewareMode: true, hmr: false, ws: false },
});
const load = (path) => server.ssrLoadModule(path);
const [
  { checker },
  { installWebGpu, nodeServices },
  { adaptToData },
  { inspectFile },
  { apply, parseDocument, serialiseDocument },
  { exampleEpochs, exampleIndices },
  { batchesOf },
  { Session },
] = await Promise.all([
  load('/src/cli/read.ts'),
  load('/src/cli/services.ts'),
  load('/src/check/index.ts'),
  load('/src/data/index.ts'),
  load('/src/document/index.ts'),
  load('/src/random/index.ts'),
  load('/src/train/model.ts'),
  load('/src/worker/index.ts'),
]);
if (values.backend === 'webgpu') {
  const refusal = await installWebGpu();
  if (refusal !== undefined) throw new Error(refusal);
}

const TASKS = [
  { name: 'glyph images (cnn)', template: 'cnn' },
  { name: 'captions of images (captions)', template: 'captions' },
  { name: 'translation (bahdanau)', template: 'bahdanau' },
  { name: 'hidden words (bert)', template: 'bert' },
  { name: 'corrupted spans (t5)', template: 't5' },
  {
    name: 'hidden words of 20 MB, 20,000 words (bert)',
    template: 'bert',
    own: { tokenizer: 'word', vocabulary: 20_000 },
  },
  { name: 'text of 20 MB by characters (rnn)', template: 'rnn', own: { tokenizer: 'character' } },
  { name: 'text of 20 MB by byte pairs (gpt)', template: 'gpt', own: { tokenizer: 'bpe' } },
];

const lines = [];
let worst = 0;
for (const task of TASKS) {
  if (asked.length > 0 && !asked.some((part) => task.name.includes(part))) continue;
  const found = await measure(task);
  worst = Math.max(worst, found.share);
  const line = `| ${task.name} | ${found.batch.toFixed(2)} ms | ${found.step.toFixed(1)} ms | ${(100 * found.share).toFixed(2)} % | ${found.range} |`;
  console.log(line);
  lines.push(line);
}
await server.close();
if (asked.length === 0)
  writeSection(
    `data-${values.backend}`,
    `## The data's part of a training step, ${values.backend}

${cpus().length} shared cores, ${today()}, \`node scripts/data-speed.mjs\`: making the batch of a step (order of the examples, reading, corrupting), and
the whole step with it; median and range of ${ROUNDS} rounds of ${STEPS} steps. Files are read and cut into symbols before the first step.

| data (template) | batch | step | share | range of shares |
|---|---:|---:|---:|---:|
${lines.join('\n')}`,
  );
console.log(`largest share ${(100 * worst).toFixed(2)} %`);
process.exit(worst <= MOST ? 0 : 1);

async function measure({ template, own }) {
  const parsed = parseDocument(readFileSync(`templates/${template}.json`, 'utf8'));
  const { document, file } = own ? await withText(parsed.document, own) : parsed;
  const problems = [];
  const services = nodeServices((event) => event.type === 'problems' && problems.push(...event.problems));
  const session = new Session(checker, services);
  await session.handle({ type: 'configure', backend: values.backend });
  if (file) session.provideFile(file.sha256, file.blob);
  // Looking at the probe or at the validation split is no part of a step.
  await session.handle({ type: 'train', documentId: 'data', document: serialiseDocument(document), once: true });
  const { trainer } = session.run ?? {};
  if (!trainer) throw new Error(JSON.stringify(problems));
  const { batch, seed } = trainer.training;
  const rounds = [];
  for (let round = 0; round < ROUNDS; round++) {
    const step = await perOne(STEPS, () => trainer.takeStep());
    const made = await perOne(BATCHES, (i) => {
      const at = trainer.step + i;
      batchesOf(
        trainer.datasets,
        'train',
        (count) => exampleIndices(at, batch, count, seed),
        (count) => exampleEpochs(at, batch, count),
      );
    });
    rounds.push({ step, batch: made, share: made / step });
  }
  await session.handle({ type: 'leave' });
  const shares = rounds.map(({ share }) => share);
  const percent = (share) => (100 * share).toFixed(2);
  return {
    batch: median(rounds.map((round) => round.batch)),
    step: median(rounds.map((round) => round.step)),
    share: median(shares),
    range: `${percent(Math.min(...shares))}–${percent(Math.max(...shares))} %`,
  };
}

async function perOne(times, work) {
  const start = performance.now();
  for (let i = 0; i < times; i++) await work(i);
  return (performance.now() - start) / times;
}

/** The document on a text of the person's own in place of its data. */
async function withText(document, options) {
  const blob = new Blob([text(20_000_000)]);
  const [first] = document.data;
  const inspection = await inspectFile(blob, 'own.txt', { kind: first.kind, options }, () => {});
  if (!inspection.source) throw new Error(JSON.stringify(inspection));
  const choice = { id: first.id, kind: inspection.kind, source: inspection.source };
  const applied = apply(document, adaptToData(document, choice, checker.check).patch);
  return { document: applied.document, file: { sha256: inspection.source.sha256, blob } };
}

/** Words of a language of our own, frequent ones often, in lines. */
function text(characters) {
  let state = 1;
  const random = () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
  const syllables = ['ba', 'ko', 'li', 'mu', 'ra', 'sen', 'ti', 'vor', 'ne', 'pal', 'du', 'che'];
  const syllable = () => syllables[Math.floor(random() * syllables.length)];
  const words = Array.from({ length: 30_000 }, () =>
    Array.from({ length: 2 + Math.floor(random() * 4) }, syllable).join(''),
  );
  const pieces = [];
  for (let length = 0; length < characters; ) {
    const word = words[Math.floor(words.length * random() ** 4)];
    const end = random() < 0.1 ? '.\n' : ' ';
    pieces.push(word, end);
    length += word.length + end.length;
  }
  return pieces.join('');
}

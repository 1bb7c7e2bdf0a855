// Plants a fault in every kernel of ours, one after the other (what is written is 2 % too large, or lands one place further), and
// sees whether the contract tests fail. Works on a copy; prints each fault that nobody noticed, and ends with 1 if there
// was one. Arguments choose by a part of path and line: `node scripts/faults.mjs assembly/rows gpu/update.ts:142`.
import { spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

const KINDS = [
  { folder: 'src/kernels/assembly', backend: 'wasm', faults: hostFaults },
  { folder: 'src/kernels/gpu', backend: 'webgpu', faults: gpuFaults },
];
/** Operations whose tests are for the kernels in a file; where there are none, all that run on the backend. */
const OPERATIONS = {
  activation: ['activation'],
  attention: ['attention', 'attentionProbabilities'],
  recurrent: ['rnn', 'lstm', 'gru'],
  product: ['linear', 'matmul', 'fusedLinear', 'linearBackward'],
  quads: ['linear', 'matmul', 'fusedLinear', 'linearBackward'],
  'fused-linear': ['fusedLinear', 'linearBackward'],
  rows: ['softmax', 'argmax', 'layerNorm', 'rmsNorm', 'sumTo', 'squares'],
  loss: ['crossEntropy', 'maskedMean', 'exactMatch'],
  'cross-entropy': ['crossEntropy'],
  whole: ['maskedMean', 'exactMatch', 'sum', 'mean'],
  reduce: ['sum', 'mean', 'sumTo'],
  copy: ['slice', 'pad', 'concat', 'broadcast', 'transpose'],
  convolution: ['conv2d'],
  'convolution-tiles': ['conv2d'],
  pool: ['maxPool', 'averagePool'],
  'layer-norm': ['layerNorm', 'rmsNorm'],
  positions: ['rotary'],
  table: ['embedding'],
  elementwise: [
    'activation',
    'activationGradient',
    'adam',
    'elementwise',
    'add',
    'subtract',
    'multiply',
    'affine',
    'dropout',
    'toFloat',
  ],
};
/** The optimizer on a GPU works on all weights in place, which only whole steps do. */
const STEPS = ['tests/contract/replay.test.ts', 'tests/contract/accumulate.test.ts'];
const asked = process.argv.slice(2);

const copy = mkdtempSync(join(tmpdir(), 'wireformer-faults-'));
const COPIED = ['src', 'blocks', 'tests', 'scripts', 'package.json', 'tsconfig.json', 'vitest.config.ts', 'templates'];
for (const name of COPIED) cpSync(name, join(copy, name), { recursive: true });
symlinkSync(resolve('node_modules'), join(copy, 'node_modules'));

// A test run that fails without a fault would notice everything.
for (const { folder, backend } of KINDS) {
  if (fails(backend, `${folder}/table.ts`)) throw new Error(`the tests fail on ${backend} without a fault`);
}
let tried = 0;
const unnoticed = [];
for (const { folder, backend, faults } of KINDS) {
  for (const name of readdirSync(folder)) {
    const path = join(folder, name);
    if (!name.endsWith('.ts')) continue;
    const text = readFileSync(path, 'utf8');
    for (const { at, broken } of faults(text)) {
      if (asked.length > 0 && !asked.some((part) => `${path}:${at}`.includes(part))) continue;
      tried++;
      writeFileSync(join(copy, path), broken);
      const noticed = fails(backend, path);
      console.log(`${noticed ? 'noticed  ' : 'UNNOTICED'} ${path}:${at}`);
      if (!noticed) unnoticed.push(`${path}:${at}`);
    }
    writeFileSync(join(copy, path), text);
  }
}
rmSync(copy, { recursive: true });
console.log(`${tried - unnoticed.length} of ${tried} faults noticed`);
process.exit(unnoticed.length === 0 ? 0 : 1);

function fails(backend, path) {
  const inSteps = path.endsWith('gpu/update.ts');
  const [, operations] = Object.entries(OPERATIONS).find(([part]) => path.includes(`/${part}`)) ?? [];
  // A test is called 'softmax' on 'webgpu', in 'its own form'; those without an operation run for all files.
  const only = operations ? `(?:'(?:${operations.join('|')})' on '${backend}'|on '?${backend}'? )` : backend;
  const choice = inSteps
    ? [...STEPS, '-t', 'follows|micro-batches on webgpu|bad gradient']
    : ['tests/contract/kernels.test.ts', '-t', only];
  const { status } = spawnSync(
    process.execPath,
    ['node_modules/vitest/vitest.mjs', 'run', '--project', 'contract', '--bail', '1', ...choice],
    { cwd: copy, stdio: 'ignore' },
  );
  return status !== 0;
}

/** Each store of a value: the value times 1.02, and the place one float further. */
function* hostFaults(text) {
  for (const [call, size] of [
    ['storeSome(', 4],
    ['v128.store(', 4],
    ['store<f32>(', 1],
  ]) {
    for (const start of positions(text, call)) {
      // Declarations, and the helpers that others store with, which are faulty everywhere at once.
      if (/function $/.test(text.slice(0, start))) continue;
      const [place, value, ...rest] = argumentsAt(text, start + call.length - 1);
      if (value === undefined) continue;
      const end = closing(text, start + call.length - 1);
      const large = size === 4 ? `f32x4.mul(f32x4.splat(1.02), ${value})` : `<f32>1.02 * (${value})`;
      for (const [to, what] of [
        [place, large],
        [`${place} + 4`, value],
      ]) {
        const broken = `${text.slice(0, start)}${call}${[to, what, ...rest].join(', ')}${text.slice(end)}`;
        yield { at: lineOf(text, start), broken };
      }
    }
  }
}

/** Each assignment to what is written, in WGSL: the value times 1.02, and the place one further. */
function* gpuFaults(text) {
  for (const match of text.matchAll(/((?:\by\d|\$(?!a\b|u\b)\w+)\[[^\]\n]+\]) = ([^;=\n]+);/g)) {
    const [whole, place, value] = match;
    const large = value === '0.0' ? '1.0' : `1.02 * (${value})`;
    for (const broken of [`${place} = ${large};`, `${place.slice(0, -1)} + 1u] = ${value};`]) {
      const changed = text.slice(0, match.index) + broken + text.slice(match.index + whole.length);
      yield { at: lineOf(text, match.index), broken: changed };
    }
  }
}

function positions(text, word) {
  const found = [];
  for (let at = text.indexOf(word); at >= 0; at = text.indexOf(word, at + 1)) found.push(at);
  return found;
}

/** Where the bracket that opens at `open` ends. */
function closing(text, open) {
  let depth = 0;
  for (let at = open; at < text.length; at++) {
    if (text[at] === '(') depth++;
    if (text[at] === ')' && --depth === 0) return at;
  }
  return text.length;
}

function argumentsAt(text, open) {
  const parts = [''];
  let depth = 0;
  for (const letter of text.slice(open + 1, closing(text, open))) {
    if (letter === '(') depth++;
    if (letter === ')') depth--;
    if (letter === ',' && depth === 0) parts.push('');
    else parts[parts.length - 1] += letter;
  }
  return parts.map((part) => part.trim()).filter(Boolean);
}

function lineOf(text, at) {
  return text.slice(0, at).split('\n').length;
}

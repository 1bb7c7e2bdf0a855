import type { DataChoice, PreviewRow } from '../data/types';
import type { Training } from '../document/schema';
import type { Place, Problem } from '../problem';
import type { DataEntry } from './data';
import { PATHS } from './gallery.run';
import type { RunRow } from './runs';
import type { SummaryRow } from './summary';

const problem = (fields: Omit<Problem, 'severity'> & { readonly severity?: Problem['severity'] }): Problem => ({
  severity: 'error',
  ...fields,
});

export const fakePlace = ({ path, field, from, to }: Place): string =>
  path ?? field ?? `${from?.block} ${from?.type} → ${to?.block} ${to?.type}`;

export const fakeCandidates = ['e', ' ', 'a', 'n', '\n'].map((token, i) => ({ token, probability: 0.5 / 2 ** i }));

export const fakeProblems: readonly Problem[] = [
  problem({
    code: 'type/mismatch',
    at: {
      from: { block: 'embedding', port: 'y', type: 'float [B, T, 64]' },
      to: { block: 'decoder.0.attention', port: 'x', type: 'float [B, T, 128]' },
    },
    expected: 'float [B, T, 128]',
    received: 'float [B, T, 64]',
    fix: 'Set the width of embedding to 128, or insert a Linear block.',
    edit: {},
  }),
  problem({
    code: 'causal-attention/heads',
    at: { path: 'decoder.2.attention', parameter: 'heads' },
    expected: 'a divisor of C = 64',
    received: '7',
    fix: 'Change heads here, or the width of the block before.',
    edit: {},
  }),
  problem({
    code: 'data/too-few',
    severity: 'warning',
    at: { field: 'training.batch' },
    expected: 'at least 512 training examples',
    received: '40',
    fix: 'Choose a smaller batch.',
  }),
];

export const fakeTraining: Training = {
  steps: 2000,
  batch: 32,
  seed: 1,
  validation: 0.1,
  validateEvery: 50,
  validateExamples: 256,
  logEvery: 1,
  patience: 0,
  phases: [
    {
      name: 'main',
      losses: [],
      weights: ['*'],
      optimizer: { kind: 'adamw', beta1: 0.9, beta2: 0.99, epsilon: 1e-8, decay: 0.1 },
      learningRate: 0.001,
      schedule: { kind: 'cosine', warmup: 200, floor: 0.1 },
      clip: 1,
      turn: 1,
    },
  ],
  probe: {},
};

const options = {
  digits: { kind: 'int', label: 'Digits', doc: 'Longest number.', default: 3, min: 1, max: 9 },
  order: {
    kind: 'choice',
    label: 'Order',
    doc: 'Which digit comes first.',
    default: 'ones',
    options: ['ones', 'tens'],
  },
} as const;
const symbols = ['<pad>', '<start>', '<end>', ...'0123456789+= '];
const generated: DataChoice = {
  id: 'add',
  kind: 'pairs',
  source: { type: 'generated', dataset: 'addition', seed: 3, options: { digits: 3, order: 'ones' } },
};
const file: DataChoice = {
  id: 'text',
  kind: 'tokens',
  source: {
    type: 'file',
    format: 'text',
    name: 'collected-letters-of-a-long-winded-correspondent.txt',
    bytes: 1_234_567,
    sha256: '0'.repeat(64),
    vocabularies: {},
    lengths: { T: 64 },
    examples: 1_234_567,
    options: {},
  },
};

export const fakeData: readonly DataEntry[] = [
  {
    choice: generated,
    title: 'Addition',
    doc: 'Sums of two numbers, written backwards. The model has to learn to carry, which a table of digits cannot do.',
    options,
    state: 'ready',
    counts: { train: 9000, validation: 1000, test: 1000 },
    vocabularies: { source: symbols, target: symbols.slice(0, 13) },
    baselines: [
      { name: 'Always the most common digit', metric: 'accuracy', value: 0.113 },
      { name: 'Unigram', metric: 'loss', value: 2.214 },
    ],
    problems: [],
  },
  {
    choice: file,
    title: 'Letters',
    options: {},
    state: 'missing',
    vocabularies: { tokens: Array.from({ length: 900 }, (_, i) => String.fromCodePoint(0x4e00 + i)) },
    baselines: [],
    problems: [
      problem({
        code: 'data/wrong-file',
        at: { field: 'notes.txt' },
        expected: 'the file with SHA-256 0000…',
        received: 'another with the same name',
        fix: 'Choose the file the document was made with.',
      }),
    ],
  },
  {
    choice: { ...file, id: 'loading' },
    title: 'Loading',
    options: {},
    state: 'loading',
    progress: { done: 420_000, total: 1_234_567, unit: 'bytes' },
    vocabularies: {},
    baselines: [],
    problems: [],
  },
];

export const fakeRows = (from: number, count: number): readonly PreviewRow[] =>
  Array.from({ length: count }, (_, i) => ({
    source: `${from + i}+${(from + i) * 7}=`,
    target: [...String((from + i) * 8)].reverse().join(''),
  }));

export const fakeSummary: readonly SummaryRow[] = PATHS.map((path, i) => ({
  path,
  block: path.includes('attention') ? 'Causal self-attention' : path.includes('norm') ? 'Layer norm' : 'Linear',
  output: 'float [B, T, 128]',
  parameters: path === 'position' ? 0 : 128 * (i + 1) * 97,
  flops: 1e6 * (i + 1) * 13.7,
  activationBytes: 4 * 32 * 64 * 128,
  trainable: path === 'position' ? undefined : i !== 3,
}));

export const fakeRuns: readonly RunRow[] = [
  {
    id: 'a',
    name: 'Run 3',
    started: 1_763_600_000_000,
    state: 'training',
    step: 1250,
    steps: 2000,
    seconds: 95,
    backend: 'webgpu',
    trainingLoss: 0.214,
    validationLoss: 0.31,
    accuracy: 0.934,
  },
  {
    id: 'b',
    name: 'Wider, no dropout',
    started: 1_763_500_000_000,
    state: 'finished',
    step: 2000,
    steps: 2000,
    seconds: 3723,
    backend: 'wasm',
    trainingLoss: 0.1,
    validationLoss: 0.42,
    accuracy: 0.91,
  },
  {
    id: 'c',
    name: 'Run 1',
    started: 1_763_400_000_000,
    state: 'failed',
    step: 12,
    steps: 2000,
    backend: 'cpu',
    trainingLoss: Number.NaN,
  },
];

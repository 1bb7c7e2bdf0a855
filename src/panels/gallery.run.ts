import { type ProbeRecord, Series, type TapRecord } from '../metrics';
import type { RunSource } from './live';

/** Made-up but plausible figures for the gallery; nothing of it reaches the product. */
const wave = (seed: number) => {
  const x = Math.sin(seed * 12.9898) * 43758.5453;
  return x - Math.floor(x);
};

/** Blocks of the made-up model. */
export const PATHS = [
  'embedding',
  'position',
  ...[0, 1, 2, 3].flatMap((i) =>
    ['norm1', 'attention', 'norm2', 'mlp.up', 'mlp.down'].map((part) => `decoder.${i}.${part}`),
  ),
  'norm',
  'project',
];

export interface FakeRun extends RunSource {
  advance(steps: number): void;
}

export function fakeRun(): FakeRun {
  const listeners = new Set<() => void>();
  const training = new Series([
    'loss',
    'learningRate',
    'gradientNorm',
    'itemsPerSecond',
    'accuracy',
    'exact',
    'perplexity',
  ]);
  const validation = new Series(['loss', 'accuracy', 'exact', 'perplexity']);
  const blocks = new Series(PATHS, 1024);
  let step = 0;
  return {
    training,
    validation,
    blocks,
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    advance(steps) {
      for (let i = 0; i < steps; i++) {
        step++;
        const ease = Math.exp(-step / 400);
        const loss = 0.12 + 3.2 * ease + 0.35 * (wave(step) - 0.5) * (0.2 + ease);
        const accuracy = Math.max(0, Math.min(1, 0.985 - 0.95 * ease + 0.06 * (wave(step + 7) - 0.5)));
        training.push(step, [
          loss,
          1e-3,
          0.4 + 4 * ease + wave(step + 3),
          21_000 + 3_000 * wave(step + 5),
          accuracy,
          accuracy ** 6,
          Math.exp(loss),
        ]);
        blocks.push(
          step,
          PATHS.map((_, row) => {
            if (row === 1) return 0;
            if (row === 5 && step < 150) return Number.NaN;
            const depth = row / PATHS.length;
            return (row === 3 ? 1e-6 : 10 ** (-2.4 + 2.2 * depth)) * (0.5 + 2 * ease + wave(step * 31 + row));
          }),
        );
        if (step % 50 === 0) {
          const held = 0.2 + 3.1 * ease + 0.1 * wave(step + 11);
          validation.push(step, [held, accuracy * 0.97, accuracy ** 6 * 0.9, Math.exp(held)]);
        }
      }
      for (const listener of listeners) listener();
    },
  };
}

function attention(path: string, heads: number, tokens: readonly string[]): TapRecord {
  const size = tokens.length;
  const data = new Float32Array(heads * size * size);
  for (let head = 0; head < heads; head++) {
    for (let row = 0; row < size; row++) {
      const weights = Array.from({ length: row + 1 }, (_, column) =>
        Math.exp(3 * wave(head * 101 + row * 17 + column * (head + 1)) - 0.2 * Math.abs(row - column - head)),
      );
      const sum = weights.reduce((total, weight) => total + weight, 0);
      weights.forEach((weight, column) => {
        data[(head * size + row) * size + column] = weight / sum;
      });
    }
  }
  return {
    path,
    name: 'attention',
    axes: ['B', 'H', 'T', 'T'],
    shape: [1, heads, size, size],
    data,
    rows: tokens,
    columns: tokens,
  };
}

const TOKENS = [
  '<start>',
  'the',
  ' small',
  ' model',
  ' reads',
  ' a',
  ' sentence',
  ' and',
  ' guesses',
  ' what',
  ' follows',
  '.',
];
const LETTERS = [...'once upon a time there was a very small network that learned to write'];

export const fakeProbe: ProbeRecord = {
  step: 1250,
  taps: [attention('decoder.0.attention', 4, TOKENS), attention('decoder.1.attention', 8, LETTERS)],
  predictions: [
    {
      output: 'next_token',
      kind: 'sequence',
      positions: TOKENS.slice(0, -1).map((token, i) => {
        const target = TOKENS[i + 1] ?? '';
        const sure = 0.4 + 0.5 * wave(i);
        const first = i % 4 === 2 ? ' other' : target;
        return {
          token,
          target,
          candidates: [
            { token: first, probability: sure },
            { token: ' it', probability: (1 - sure) / 2 },
            { token: '\n', probability: (1 - sure) / 4 },
          ],
        };
      }),
    },
    {
      output: 'language',
      kind: 'label',
      target: 'English',
      candidates: [
        { token: 'English', probability: 0.83 },
        { token: 'Dutch', probability: 0.12 },
        { token: 'German', probability: 0.0003 },
      ],
    },
    { output: 'regression', kind: 'values', values: [0.1234, -2.5, 1e-7] },
  ],
  decoded: 'de kleine zin',
};

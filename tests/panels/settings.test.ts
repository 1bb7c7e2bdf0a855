import { describe, expect, it } from 'vitest';
import { chartsOf } from '../../src/panels/curves/charts';
import { findSymbols } from '../../src/panels/data/entry';
import { summaryText } from '../../src/panels/summary/text';
import {
  checkName,
  checkPatterns,
  nextPhase,
  readPatterns,
  withOptimizer,
  withSchedule,
} from '../../src/panels/training/change';
import { curvePoints, pathOf } from '../../src/panels/training/curve';
import { memoryText } from '../../src/panels/training/memory-text';

describe('the picture of a schedule', () => {
  it('runs from the first step to the last, the highest rate on top', () => {
    const points = curvePoints((step) => step / 10, 10, 90, 40);
    expect(points).toHaveLength(10);
    expect(points[0]).toEqual({ x: 0, y: 36 });
    expect(points[9]).toEqual({ x: 90, y: 0 });
  });

  it('samples a long run, keeps a flat one on top and one of a single step visible', () => {
    expect(curvePoints(() => 1, 1_000_000, 100, 40)).toHaveLength(120);
    expect(curvePoints(() => 1, 5, 100, 40).every(({ y }) => y === 0)).toBe(true);
    expect(curvePoints(() => 1, 1, 100, 40)).toEqual([
      { x: 0, y: 0 },
      { x: 100, y: 0 },
    ]);
  });

  it('draws a rate of zero, and what is no number, at the bottom', () => {
    expect(curvePoints(() => 0, 2, 10, 40).map(({ y }) => y)).toEqual([40, 40]);
    expect(curvePoints((step) => (step === 1 ? Number.NaN : 1), 2, 10, 40).map(({ y }) => y)).toEqual([40, 0]);
    expect(
      pathOf([
        { x: 0, y: 1 },
        { x: 2, y: 3 },
      ]),
    ).toBe('M0.0 1.0L2.0 3.0');
  });
});

describe('changing kinds', () => {
  it('keeps what both optimizers have', () => {
    const adam = withOptimizer({ kind: 'adamw', beta1: 0.8, beta2: 0.95, epsilon: 1e-6, decay: 0.1 }, 'adam');
    expect(adam).toEqual({ kind: 'adam', beta1: 0.8, beta2: 0.95, epsilon: 1e-6 });
    expect(withOptimizer(adam, 'adamw')).toEqual({ ...adam, kind: 'adamw', decay: 0.01 });
    expect(withOptimizer(adam, 'sgd')).toEqual({ kind: 'sgd', momentum: 0.8 });
    expect(withOptimizer({ kind: 'sgd', momentum: 0.5 }, 'adam')).toEqual({
      kind: 'adam',
      beta1: 0.9,
      beta2: 0.999,
      epsilon: 1e-8,
    });
  });

  it('keeps the warm-up of a schedule', () => {
    expect(withSchedule({ kind: 'constant', warmup: 7 }, 'cosine', 100)).toEqual({
      kind: 'cosine',
      warmup: 7,
      floor: 0.1,
    });
    expect(withSchedule({ kind: 'constant', warmup: 7 }, 'step', 100)).toEqual({
      kind: 'step',
      warmup: 7,
      every: 25,
      factor: 0.5,
    });
    expect(withSchedule({ kind: 'cosine', warmup: 7, floor: 0 }, 'constant', 100)).toEqual({
      kind: 'constant',
      warmup: 7,
    });
  });

  it('names a new phase like no other', () => {
    const phase = {
      losses: [],
      weights: ['*'],
      optimizer: { kind: 'sgd', momentum: 0 },
      learningRate: 1,
      schedule: { kind: 'constant', warmup: 0 },
      clip: 0,
      turn: 1,
    } as const;
    const named = (...names: string[]) => names.map((name) => ({ ...phase, name, losses: [], weights: ['*'] }));
    expect(nextPhase(named('main'))?.name).toBe('phase-2');
    expect(nextPhase(named('main', 'phase-3'))?.name).toBe('phase-4');
    expect(nextPhase([])).toBeUndefined();
  });
});

describe('what is typed', () => {
  it('reads patterns', () => {
    expect(readPatterns(' decoder.*,  head.w\nx ')).toEqual(['decoder.*', 'head.w', 'x']);
    expect(readPatterns('  ')).toEqual(['*']);
    expect(checkPatterns('decoder.* a-b_c')).toBeUndefined();
    expect(checkPatterns('dec/oder')).toContain('dec/oder');
  });

  it('checks names', () => {
    expect(checkName('generator', ['main'])).toBeUndefined();
    expect(checkName('main', ['main'])).toContain('Another');
    expect(checkName('a b', [])).toContain('letters');
  });

  it('finds symbols by text and by id', () => {
    const vocabulary = ['<pad>', 'The', 'cat', 'then'];
    expect(findSymbols(vocabulary, 'the').map(({ id }) => id)).toEqual([1, 3]);
    expect(findSymbols(vocabulary, '2')).toEqual([{ id: 2, symbol: 'cat' }]);
    expect(findSymbols(vocabulary, ' ')).toHaveLength(4);
  });
});

describe('what a step takes', () => {
  const plain = { weights: 3.3e6, gradients: 3.3e6, optimizer: 6.6e6, sums: 0, values: 35e6, total: 48.2e6 };
  it('stands in a sentence, with what there is none of left out', () => {
    const words = (text: string) => text.replaceAll('\u202f', ' ').replaceAll('\u00a0', ' ');
    expect(words(memoryText({ memory: plain, kept: undefined }))).toBe(
      'A step needs 48.2 MB: weights 3.3 MB, gradients 3.3 MB, optimizer 6.6 MB, values 35 MB.',
    );
    const kept = { ...plain, values: 57.8e6, total: 71e6 };
    expect(words(memoryText({ memory: { ...plain, sums: 3.3e6 }, kept }))).toContain(
      'sums of micro-batches 3.3 MB, values 35 MB; without recomputing 71 MB.',
    );
    expect(memoryText({ memory: plain, kept: plain })).not.toContain('recomputing');
  });
});

describe('which charts there are', () => {
  it('follows the columns', () => {
    const charts = chartsOf(
      ['loss', 'learningRate', 'itemsPerSecond', 'accuracy', 'bleu'],
      ['loss', 'accuracy', 'exact'],
    );
    expect(charts.map((chart) => chart.id)).toEqual(['loss', 'accuracy', 'bleu', 'speed']);
    expect(charts[1]?.curves.map((curve) => curve.label)).toEqual(['train', 'validation', 'exact validation']);
    expect(new Set(charts[1]?.curves.map((curve) => curve.token)).size).toBe(3);
  });
});

it('writes the summary as aligned text with exact numbers', () => {
  const row = { block: 'Linear', output: 'float [B, 8]', flops: 1000, activationBytes: 2048, trainable: true };
  const text = summaryText(
    [
      { ...row, path: 'a', parameters: 72 },
      { ...row, path: 'long.path', parameters: 1_234_567, trainable: false },
    ],
    {
      parameters: 1_234_639,
      trainableParameters: 72,
      flopsPerStep: 6000,
      parameterBytes: 4_938_556,
      activationBytes: 4096,
      optimizerBytes: 576,
    },
  );
  const lines = text.split('\n');
  expect(lines[2]).toMatch(/^a {10}Linear {2}float \[B, 8\] +72 /);
  expect(lines[3]).toContain('1,234,567 (frozen)');
  expect(text).toContain('Parameters: 1,234,639');
});

import { describe, expect, it } from 'vitest';
import { defaultTraining } from '../../src/document';
import { evaluate } from '../../src/evaluate';
import { alive } from '../../src/kernels';
import type { Evaluation } from '../../src/metrics';
import { use } from '../support/devices';
import { tinySeq2seq } from '../support/documents';
import { documents, mlp, regression, trainerOf } from '../support/models';

const options = {
  split: 'test',
  examples: 40,
  beams: 1,
  lengthPenalty: 0,
  onProgress: async () => true,
  keepOn: async () => true,
} as const;

/** Part of the items that were taken for what they are. */
function diagonal(confusion: Evaluation['confusion']): number {
  const { labels = [], counts = [] } = confusion ?? {};
  const right = labels.reduce((sum, _, k) => sum + (counts[k * labels.length + k] ?? 0), 0);
  return right / counts.reduce((a, b) => a + b, 0);
}

describe('an evaluation', () => {
  it('of a classifier agrees with the loss block, and says what was taken for what', async () => {
    const trainer = await trainerOf(mlp(), await use('cpu'));
    for (let i = 0; i < 20; i++) await trainer.takeStep();
    const before = alive().tensors;
    const found = await evaluate(trainer, options);
    expect(alive().tensors).toBe(before);
    const score = (name: string) => found.scores.find((one) => one.name === name)?.value;
    expect(found.examples).toBe(40);
    expect(diagonal(found.confusion)).toBeCloseTo(score('accuracy') ?? Number.NaN, 6);
    expect(found.confusion?.counts.reduce((a, b) => a + b, 0)).toBe(40);
    expect(score('f1')).toBeGreaterThan(0);
    trainer.model.dispose();
  });

  it('of tags leaves padding out, and counts by length', async () => {
    const make = documents.tagger;
    if (!make) throw new RangeError('a tagger');
    const trainer = await trainerOf(make(), await use('cpu'));
    const found = await evaluate(trainer, options);
    const score = (name: string) => found.scores.find((one) => one.name === name)?.value;
    expect(diagonal(found.confusion)).toBeCloseTo(score('accuracy') ?? Number.NaN, 6);
    const counted = found.buckets.reduce((sum, { examples }) => sum + examples, 0);
    expect(counted).toBe(found.confusion?.counts.reduce((a, b) => a + b, 0));
    expect(found.buckets.every(({ from, to }) => to === from + 4)).toBe(true);
    trainer.model.dispose();
  });

  it('of numbers says how far off they are', async () => {
    const trainer = await trainerOf(regression(), await use('cpu'));
    const found = await evaluate(trainer, options);
    const score = (name: string) => found.scores.find((one) => one.name === name)?.value ?? Number.NaN;
    expect(score('rmse') ** 2).toBeCloseTo(score('loss'), 4);
    expect(score('mae')).toBeLessThanOrEqual(score('rmse'));
    trainer.model.dispose();
  });

  it('of a model that writes lets it write from the source alone', { timeout: 120_000 }, async () => {
    const phases = defaultTraining.phases.map((phase) => ({ ...phase, learningRate: 0.02 }));
    const trainer = await trainerOf(tinySeq2seq({ batch: 16, steps: 150, phases }), await use('cpu'));
    for (let i = 0; i < 150; i++) await trainer.takeStep();
    const before = alive().tensors;
    const found = await evaluate(trainer, options);
    expect(alive().tensors).toBe(before);
    const score = (name: string) => found.scores.find((one) => one.name === name)?.value ?? Number.NaN;
    expect(score('rouge1')).toBeGreaterThan(0.5);
    expect(score('rougeL')).toBeLessThanOrEqual(score('rouge1'));
    expect(score('writtenExact')).toBeGreaterThan(0.05);
    expect(found.samples[0]?.source).not.toBe('');
    expect(found.buckets.reduce((sum, { examples }) => sum + examples, 0)).toBe(found.examples);
    trainer.model.dispose();
  });

  it('stops where it is told to', async () => {
    const trainer = await trainerOf(mlp({ batch: 8 }), await use('cpu'));
    const found = await evaluate(trainer, { ...options, onProgress: async (done) => done < 24 });
    expect(found.examples).toBe(8);
    trainer.model.dispose();
  });
});

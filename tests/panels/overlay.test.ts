import { describe, expect, it } from 'vitest';
import { chosenRun } from '../../src/app/dialogs/CompareRuns';
import type { RunRecord, SeriesRecord } from '../../src/metrics';
import { leastLoss, type OverlaidRun, overlay } from '../../src/panels/curves/overlay';

const series = (losses: Readonly<Record<number, number>>): SeriesRecord => ({
  columns: ['accuracy', 'loss'],
  steps: Object.keys(losses).map(Number),
  values: [Object.keys(losses).map(() => 0.5), Object.values(losses)],
  stride: 1,
});
const run = (
  label: string,
  training: Readonly<Record<number, number>>,
  validation: Readonly<Record<number, number>>,
): OverlaidRun => ({ label, token: 'series-1', training: series(training), validation: series(validation) });

const record = (id: string, validation: Readonly<Record<number, number>>): RunRecord => ({
  ...{ id, document: 'd', started: 0, snapshot: '', backend: undefined, versions: {}, state: 'finished', step: 1 },
  ...{ steps: 1, changes: [], training: series({}), validation: series(validation), blocks: series({}) },
  probe: undefined,
});

describe('the losses of two runs over each other', () => {
  it('stand on one axis of steps, each where it was logged', () => {
    const { x, columns } = overlay([run('a', { 1: 4, 10: 2 }, { 10: 3 }), run('b', { 1: 5, 20: 1 }, { 20: 2 })], false);
    expect(x).toEqual([1, 10, 20]);
    expect(columns).toEqual([
      [4, 2, undefined],
      [undefined, 3, undefined],
      [5, undefined, 1],
      [undefined, undefined, 2],
    ]);
  });

  it('have gaps for what is no number, and on a logarithmic axis for what is not positive', () => {
    const one = [run('a', { 1: 0, 2: Number.NaN, 3: 1 }, {})];
    expect(overlay(one, false).columns[0]).toEqual([0, null, 1]);
    expect(overlay(one, true).columns[0]).toEqual([null, null, 1]);
  });

  it('name the least loss on what was held out, with its step', () => {
    expect(leastLoss(run('a', {}, { 10: 3, 20: 1, 30: Number.NaN, 40: 2 }))).toEqual({ step: 20, loss: 1 });
    expect(leastLoss(run('a', { 1: 1 }, {}))).toBeUndefined();
  });
});

describe('the run that stands for a side', () => {
  it('is the last one, or the one that validated best', () => {
    const runs = [record('last', { 10: 3 }), record('best', { 10: 5, 20: 1 }), record('untested', {})];
    expect(chosenRun(runs, 'last')?.id).toBe('last');
    expect(chosenRun(runs, 'best')?.id).toBe('best');
    expect(chosenRun([], 'best')).toBeUndefined();
    // Of two that are as good, the later one.
    expect(chosenRun([record('later', { 1: 1 }), record('earlier', { 1: 1 })], 'best')?.id).toBe('later');
  });
});

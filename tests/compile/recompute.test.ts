import { describe, expect, it } from 'vitest';
import { breaches, compileTraining, type Program, stepMemory } from '../../src/compile';
import type { Document, Training } from '../../src/document';
import { checker } from '../support/graph';
import { layeredGpt } from '../support/layered';
import { graphOf, stacked } from '../support/models';

const having = (document: Document, training: Partial<Training>): Document => ({
  ...document,
  training: { ...document.training, ...training },
});

function stepOf(document: Document): Program {
  const graph = graphOf(document);
  const [phase] = graph.training.phases;
  if (!phase) throw new RangeError('a document has a phase');
  return compileTraining(graph, phase);
}

const inPart = ({ steps }: Program, part: string, path = '') =>
  steps.filter((step) => step.part === part && step.path.startsWith(path)).map(({ op, path: at }) => `${at} ${op}`);

describe('recomputing modules', () => {
  it('makes the insides of each copy again just before its backward part, and leaves the forward pass as it is', () => {
    const plain = stepOf(stacked({ repeat: 3 }));
    const again = stepOf(having(stacked({ repeat: 3 }), { recompute: 'all' }));
    expect(breaches(again)).toEqual([]);
    expect(inPart(again, 'forward')).toEqual(inPart(plain, 'forward'));
    expect(inPart(again, 'update')).toEqual(inPart(plain, 'update'));
    for (const copy of ['stack.0.', 'stack.1.', 'stack.2.']) {
      const before = inPart(plain, 'backward', copy);
      const now = inPart(again, 'backward', copy);
      // The bent output of the layer; its sum with what goes by it leaves the module and is kept.
      expect(now).toEqual([`${copy}linear fusedLinear`, ...before]);
    }
  });

  it('makes again what is asked for, and nothing of it twice', () => {
    const plain = stepOf(layeredGpt(2));
    const named = stepOf(layeredGpt(2, { recompute: ['layer'] }));
    const all = stepOf(layeredGpt(2, { recompute: 'all' }));
    expect(named).toEqual(all);
    expect(stepOf(layeredGpt(2, { recompute: [] }))).toEqual(plain);
    const made = all.steps.flatMap(({ outputs }) => outputs);
    expect(new Set(made).size).toBe(made.length);
    expect(inPart(all, 'backward').length).toBeGreaterThan(inPart(plain, 'backward').length);
  });

  it('does not move running averages twice', () => {
    const moved = stepOf(layeredGpt(2, { recompute: 'all' }));
    expect(moved.updates.map(({ name }) => name)).toEqual(stepOf(layeredGpt(2)).updates.map(({ name }) => name));
    const results = moved.updates.filter(({ name }) => name.includes('.mean') || name.includes('.variance'));
    expect(results.length).toBeGreaterThan(0);
    const made = new Map(moved.steps.flatMap((step) => step.outputs.map((id) => [id, step.part] as const)));
    for (const { name, value } of results) expect(made.get(value), name).toBe('forward');
  });
});

describe('the memory of a step', () => {
  const memoryFor = (training: Partial<Training>) => stepMemory(graphOf(layeredGpt(6, { batch: 8, ...training })));
  const plain = memoryFor({});

  it('is that of all weights, of what the optimizer keeps and of the values at the peak', () => {
    const { totals } = checker.check(layeredGpt(6));
    const states = 4 * 2 * 8 * 6;
    expect(plain).toMatchObject({
      weights: 4 * totals.parameters,
      gradients: 4 * totals.parameters - states,
      optimizer: 2 * (4 * totals.parameters - states),
      sums: 0,
    });
    expect(plain.total).toBe(plain.weights + plain.gradients + plain.optimizer + plain.values);
  });

  it('grows by the sums of micro-batches, and by nothing else', () => {
    expect(memoryFor({ accumulate: 4 })).toEqual({
      ...plain,
      sums: plain.weights,
      total: plain.total + plain.weights,
    });
  });

  it('falls where modules are recomputed, and the weights stay as they are', () => {
    const again = memoryFor({ recompute: 'all' });
    expect(again.values).toBeLessThan(plain.values / 2);
    expect({ ...again, values: 0, total: 0 }).toEqual({ ...plain, values: 0, total: 0 });
  });

  it('is that of the phase that takes most', () => {
    const document = layeredGpt(6, { batch: 8 });
    const [phase] = document.training.phases;
    if (!phase) throw new RangeError('a document has a phase');
    const phases = [{ ...phase, name: 'head', weights: ['head.*'] }, phase];
    expect(stepMemory(graphOf(having(document, { phases })))).toEqual(plain);
  });
});

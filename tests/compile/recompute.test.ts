import { describe, expect, it } from 'vitest';
import { breaches, compileTraining, type Program } from '../../src/compile';
import type { Document, Training } from '../../src/document';
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

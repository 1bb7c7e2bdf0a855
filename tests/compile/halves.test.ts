import { describe, expect, it } from 'vitest';
import { breaches, compileTraining, lossScales, type Program, stepMemory } from '../../src/compile';
import type { Document } from '../../src/document';
import { layeredGpt } from '../support/layered';
import { documents, graphOf } from '../support/models';

const mixed = (document: Document): Document => ({
  ...document,
  training: { ...document.training, precision: 'mixed' },
});

function stepOf(document: Document, scale?: number): Program {
  const graph = graphOf(document);
  const [phase] = graph.training.phases;
  if (!phase) throw new RangeError('a document has a phase');
  return compileTraining(graph, phase, {}, [], 'only', scale);
}

const sizes = { width: 16, length: 16, averages: true };

function llamaLike(): Document {
  const document = documents.llama?.();
  if (!document) throw new RangeError('there is a llama');
  return { ...document, training: { ...document.training, batch: 8 } };
}

describe('what lies in 16 bits', () => {
  const program = stepOf(mixed(layeredGpt(2, {}, sizes)));
  const halves = new Set(program.halves);
  const makers = new Map(program.steps.flatMap((step) => step.outputs.map((id) => [id, step] as const)));

  it('is most of what goes from block to block, forwards and backwards', () => {
    const parts = new Set([...halves].map((id) => makers.get(id)?.part));
    expect(parts).toEqual(new Set(['forward', 'backward']));
    const bytes = (ids: Iterable<number>) =>
      [...ids].reduce(
        (sum, id) => sum + (program.values[id]?.shape ?? []).reduce<number>((a, b) => a * Number(b), 4),
        0,
      );
    const made = program.steps.filter(({ part }) => part !== 'update').flatMap(({ outputs }) => outputs);
    expect(bytes(halves)).toBeGreaterThan(0.6 * bytes(made));
  });

  it('is nothing that the update reads or the step leaves, no loss, no statistics, no weight', () => {
    const read = program.steps.filter(({ part }) => part === 'update').flatMap(({ inputs }) => inputs);
    const outside = [...program.weights, ...program.slots, ...program.updates].map(({ value }) => value);
    const losses = program.reported.map(({ value }) => value);
    for (const id of [...read, ...outside, ...losses]) expect(id !== null && halves.has(id)).toBe(false);
    for (const id of halves) {
      const type = program.values[id];
      expect(type?.dtype).toBe('float');
      expect(type?.shape.length).toBeGreaterThan(1);
    }
  });

  it('is nothing without the setting', () => {
    expect(stepOf(layeredGpt(2, {}, sizes)).halves).toBeUndefined();
    expect(lossScales({})).toEqual([1]);
    expect(lossScales({ precision: 'float32' })).toEqual([1]);
  });

  it('takes less memory, as is shown before the run', () => {
    const [plain, less] = [layeredGpt(4, {}, sizes), mixed(layeredGpt(4, {}, sizes))].map((one) =>
      stepMemory(graphOf(one)),
    );
    expect(less?.values).toBeLessThan(0.7 * (plain?.values ?? 0));
    expect(less?.weights).toBe(plain?.weights);
  });

  it('takes in what a LLaMA goes through: RMS norms and rotary positions', () => {
    const graph = graphOf(mixed(llamaLike()));
    const [phase] = graph.training.phases;
    if (!phase) throw new RangeError('a document has a phase');
    const step = compileTraining(graph, phase);
    const found = new Set(step.halves);
    const written = new Set(step.steps.flatMap(({ op, outputs }) => (outputs.some((id) => found.has(id)) ? [op] : [])));
    for (const op of ['rmsNorm', 'rmsNormGradient', 'rotary', 'attention', 'attentionGradient']) {
      expect(written.has(op), op).toBe(true);
    }
    // The sums that probabilities are made again from keep all their digits.
    const sums = step.steps.flatMap(({ op, outputs }) => (op === 'attention' ? outputs.slice(1) : []));
    expect(sums.length).toBeGreaterThan(0);
    expect(sums.filter((id) => found.has(id))).toEqual([]);
  });

  it('keeps the laws for every architecture', () => {
    for (const make of Object.values(documents)) expect(breaches(stepOf(mixed(make())))).toEqual([]);
  });
});

describe('the factor on the loss', () => {
  it('is taken out of the gradients once, before their norms', () => {
    const plain = stepOf(layeredGpt(1, {}, sizes), 1);
    const scaled = stepOf(layeredGpt(1, {}, sizes), 64);
    const ops = ({ steps }: Program) => steps.filter(({ part }) => part === 'update').map(({ op }) => op);
    expect(ops(scaled)).toEqual(['accumulate', ...ops(plain)]);
    expect(scaled.steps.find(({ op }) => op === 'accumulate')?.attributes.scale).toBe(1 / 64);
  });
});

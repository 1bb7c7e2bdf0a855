import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import type { CheckedGraph } from '../../src/check';
import { compileProbe, compileTraining, type Program, stepMemory } from '../../src/compile';
import { type Document, parseDocument } from '../../src/document';
import { isBody, type Step } from '../../src/ops';
import { layeredGpt } from '../support/layered';
import { graphOf } from '../support/models';

const folder = fileURLToPath(new URL('../../templates/', import.meta.url));

function template(file: string): Document {
  const parsed = parseDocument(readFileSync(folder + file, 'utf8'));
  if ('problems' in parsed) throw new Error(`${file} does not parse`);
  return parsed.document;
}

const phaseOf = (graph: CheckedGraph) => {
  const [phase] = graph.training.phases;
  if (!phase) throw new RangeError('a document has a phase');
  return phase;
};

interface Scope {
  readonly values: Program['values'];
  readonly steps: readonly Step[];
}

/** A Program's steps, and those of the bodies in it. */
const scopesOf = (scope: Scope): Scope[] => [
  scope,
  ...scope.steps.flatMap(({ attributes }) => Object.values(attributes).filter(isBody).flatMap(scopesOf)),
];

/** Shapes [B, H, T, S] that the attentions of a Program go over. */
const scoresIn = (program: Program): string[] =>
  scopesOf(program).flatMap(({ values, steps }) =>
    steps.flatMap(({ op, inputs: [q = null, k = null] }) => {
      const [B, T, H] = values[q ?? -1]?.shape ?? [];
      const [, S] = values[k ?? -1]?.shape ?? [];
      return op === 'attention' ? [[B, H, T, S].join()] : [];
    }),
  );

const shapesMadeIn = (program: Program): Set<string> =>
  new Set(
    scopesOf(program).flatMap(({ values, steps }) =>
      steps.flatMap(({ outputs }) => outputs.map((id) => (values[id]?.shape ?? []).join())),
    ),
  );

const attending = readdirSync(folder).filter((file) => {
  const document = template(file);
  if (!document.meta.expects) return false;
  const graph = graphOf(document);
  return scoresIn(compileTraining(graph, phaseOf(graph))).length > 0;
});

describe('the probabilities of an attention', () => {
  it('are looked for in templates that attend', () => {
    expect(attending).toContain('gpt.json');
    expect(attending).toContain('transformer.json');
    expect(attending.length).toBeGreaterThan(8);
  });

  it.each(attending)('are no value of a training step of %s, and one of its probe where a block shows them', (file) => {
    const graph = graphOf(template(file));
    const phase = phaseOf(graph);
    const training = compileTraining(graph, phase);
    const made = shapesMadeIn(training);
    expect(scoresIn(training).filter((shape) => made.has(shape))).toEqual([]);
    const probe = compileProbe(graph, phase);
    const shown = probe.taps.map(({ value }) => (probe.values[value]?.shape ?? []).join());
    for (const shape of scoresIn(probe)) expect(shown).toContain(shape);
  });

  it('leave the memory that is shown before a run to grow with the length, not with its square', () => {
    const values = (length: number) => stepMemory(graphOf(layeredGpt(2, {}, { length, width: 4 }))).values;
    // Twice the length takes twice the memory of everything but T² probabilities, which would make it near four times.
    expect(values(512) / values(256)).toBeLessThan(2.05);
  });
});

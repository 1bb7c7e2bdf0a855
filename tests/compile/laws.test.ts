import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import {
  breaches,
  compileEvaluation,
  compileGradients,
  compileInference,
  compileProbe,
  compileTraining,
  type Program,
  printProgram,
  sharesOf,
} from '../../src/compile';
import { type Document, parseDocument } from '../../src/document';
import { GraphBuilder } from '../support/graph';
import { documents, drawnCell, gpt, graphOf, mlp } from '../support/models';

const folder = new URL('../../templates/', import.meta.url);

function template(name: string): Document {
  const parsed = parseDocument(readFileSync(new URL(name, folder), 'utf8'));
  if ('problems' in parsed) throw new Error(`${name}: ${JSON.stringify(parsed.problems)}`);
  return parsed.document;
}

const templates = readdirSync(folder).filter((name) => name.endsWith('.json'));
const all = [
  ...Object.entries(documents).map(([name, make]) => ({ name, make })),
  ...templates.map((name) => ({ name, make: () => template(name) })),
];

/** Everything that is compiled from a graph, also for a last batch of one and short sequences. */
function programsOf(document: Document): Map<string, Program> {
  const graph = graphOf(document);
  const programs = new Map<string, Program>();
  // A model that is only counted has no loss.
  const trains = graph.nodes.some(({ role }) => role === 'loss');
  for (const [name, bindings] of [
    ['as drawn', {}],
    ['a batch of one', { B: 1 }],
    ['short', { B: 3, T: 2, S: 1 }],
  ] as const) {
    for (const [i, phase] of (trains ? document.training.phases : []).entries()) {
      for (const share of new Set(sharesOf(graph.training))) {
        programs.set(`phase ${i}, ${share}, ${name}`, compileTraining(graph, phase, bindings, [], share));
      }
      programs.set(`gradients ${i}, ${name}`, compileGradients(graph, phase, bindings));
    }
    if (trains) programs.set(`evaluation, ${name}`, compileEvaluation(graph, bindings));
    programs.set(`inference, ${name}`, compileInference(graph, bindings));
    const [first] = document.training.phases;
    if (first) programs.set(`probe, ${name}`, compileProbe(graph, first, bindings));
  }
  return programs;
}

describe('every Program keeps the laws', () => {
  it.each(all)('$name', ({ make }) => {
    for (const [name, program] of programsOf(make())) {
      expect(breaches(program), name).toEqual([]);
      expect(program.steps.length).toBeGreaterThan(0);
      // Plain data: it crosses a message port and prints as it was.
      const copy: Program = structuredClone(program);
      expect(printProgram(copy)).toBe(printProgram(program));
    }
  });

  it.each(all)('$name is compiled the same way every time', ({ make }) => {
    const [first, second] = [programsOf(make()), programsOf(make())];
    for (const [name, program] of first) expect(second.get(name), name).toEqual(program);
  });
});

describe('what belongs to a Program', () => {
  it('updates every weight that trains, once, with its optimizer state', () => {
    const graph = graphOf(gpt());
    const [phase] = graph.training.phases;
    if (!phase) throw new RangeError('a document has a phase');
    const { weights, slots, updates } = compileTraining(graph, phase);
    const updated = updates.filter(({ kind }) => kind === 'weight').map(({ name }) => name);
    expect([...updated].sort()).toEqual(weights.map(({ name }) => name).sort());
    const states = updates.filter(({ kind }) => kind === 'slot').map(({ name }) => name);
    expect([...states].sort()).toEqual(slots.map(({ name }) => name).sort());
    expect(slots).toHaveLength(2 * weights.length);
  });

  it('trains only the weights a phase selects, and reports their norms', () => {
    const graph = graphOf(documents.alternating?.() ?? mlp());
    const [left, right] = graph.training.phases;
    if (!left || !right) throw new RangeError('two phases');
    const updated = (program: Program) => program.updates.filter((u) => u.kind === 'weight').map(({ name }) => name);
    expect(updated(compileTraining(graph, left)).sort()).toEqual([
      'left.bias',
      'left.kernel',
      'trunk.bias',
      'trunk.kernel',
    ]);
    const program = compileTraining(graph, right);
    expect(updated(program).sort()).toEqual(['right.bias', 'right.kernel']);
    expect(program.weights.map(({ name }) => name)).not.toContain('left.kernel');
    expect(program.reported.flatMap(({ names }) => names)).toEqual([
      'loss',
      'sum:loss_right/loss',
      'count:loss_right/loss',
      'sum:loss_right/accuracy',
      'count:loss_right/accuracy',
      'gradientNorm',
      'norm²:right.kernel',
      'norm²:right.bias',
    ]);
  });

  it('is only what the outputs need when the model predicts', () => {
    const program = compileInference(graphOf(gpt()));
    expect(program.inputs.map(({ name }) => name)).toEqual(['data.tokens']);
    expect(program.steps.map(({ op }) => op)).not.toContain('dropout');
    expect(program.steps.map(({ op }) => op)).not.toContain('crossEntropy');
    expect(program.steps.every(({ part }) => part === 'forward')).toBe(true);
    expect(program.taps).toEqual([]);
    const [phase] = gpt().training.phases;
    if (!phase) throw new RangeError('a document has a phase');
    const probe = compileProbe(graphOf(gpt()), phase);
    expect(probe.taps.map(({ path, name, axes }) => `${path}/${name} ${axes.join('')}`)).toEqual([
      'attention/attention BHTS',
    ]);
  });

  it('shows the gates of a cell drawn by hand at every time step', () => {
    const document = drawnCell();
    const [phase] = document.training.phases;
    if (!phase) throw new RangeError('a document has a phase');
    const { taps, values } = compileProbe(graphOf(document), phase, { B: 1, T: 4 });
    const shown = taps.map(
      ({ path, name, axes, value }) => `${path}/${name} ${axes.join('')} [${values[value]?.shape}]`,
    );
    expect(shown).toEqual([
      'cell.reset_gate/value BTC [1,4,5]',
      'cell.new/value BTC [1,4,5]',
      'cell.update_gate/value BTC [1,4,5]',
    ]);
  });

  it('gives what a Probe block shows as many axes as it has', () => {
    const document = mlp();
    const graph = new GraphBuilder();
    graph.nodes.push(...document.graph.nodes);
    graph.edges.push(...document.graph.edges);
    graph.block('look', 'probe').wire('act.y -> look.x');
    const { nodes, edges } = graph;
    const [phase] = document.training.phases;
    if (!phase) throw new RangeError('a document has a phase');
    const rewired = edges.map((edge) =>
      edge.to.node === 'head' ? { ...edge, from: { node: 'look', port: 'y' } } : edge,
    );
    const { taps } = compileProbe(graphOf({ ...document, graph: { nodes, edges: rewired } }), phase, { B: 1 });
    expect(taps.map(({ path, axes }) => `${path} ${axes.join(' ')}`)).toEqual(['act B C', 'look B C']);
  });

  it('names a tied weight once', () => {
    const graph = graphOf(documents['tied gru']?.() ?? mlp());
    const names = compileInference(graph).weights.map(({ name }) => name);
    expect(names).toContain('embed.table');
    expect(names).not.toContain('head.kernel');
    expect(names).toContain('head.bias');
  });
});

describe('the laws find what is broken', () => {
  const program = compileInference(graphOf(mlp()));
  const steps = program.steps;
  const change = (at: number, part: Partial<Program['steps'][number]>): Program => ({
    ...program,
    steps: steps.map((step, i) => (i === at ? { ...step, ...part } : step)),
  });
  const last = steps.length - 1;
  const result = program.outputs[0]?.value ?? -1;

  it.each([
    ['a value read before it is made', { ...program, steps: [...steps].reverse() }, /reads %\d+, which is not live/],
    ['a value read after it is freed', change(0, { frees: steps[0]?.outputs ?? [] }), /reads %\d+, which is not live/],
    ['a value written twice', { ...program, steps: [...steps.slice(0, 1), ...steps] }, /writes %\d+ again/],
    ['a value never freed', change(1, { frees: [] }), /%\d+ is never freed/],
    ['a value freed twice', change(last, { frees: steps[1]?.frees ?? [] }), /frees %\d+ again/],
    ['an input freed', change(0, { frees: [program.inputs[0]?.value ?? -1] }), /which belongs to the caller/],
    ['a result freed', change(last, { frees: [result] }), /frees the result/],
    ['a result never made', { ...program, steps: steps.slice(0, -1) }, /is never made/],
    ['a name twice', { ...program, weights: [...program.weights, ...program.weights] }, /a name stands twice/],
    [
      'a type other than the rule says',
      { ...program, values: program.values.map((type, id) => (id === result ? { ...type, shape: [4, 3] } : type)) },
      /the rule says/,
    ],
    [
      'operands that an operation refuses',
      { ...program, values: program.values.map((type) => ({ ...type, dtype: 'bool' as const })) },
      /linear: expected|softmax: expected/,
    ],
    [
      'a size that is no number',
      { ...program, values: program.values.map((type, id) => (id === result ? { ...type, shape: ['B', 2] } : type)) },
      /has no numeric shape/,
    ],
  ] as const)('%s', (_, broken, message) => {
    expect(breaches(broken).join('\n')).toMatch(message);
  });

  it('and nothing else', () => expect(breaches(program)).toEqual([]));
});

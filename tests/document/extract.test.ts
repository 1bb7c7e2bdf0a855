import { describe, expect, it } from 'vitest';
import { blocks } from '../../blocks';
import { compileGradients, compileInference, compileProbe, compileTraining, printProgram } from '../../src/compile';
import {
  apply,
  type Document,
  edit,
  extract,
  invert,
  type Module,
  type Patch,
  serialiseDocument,
  startHistory,
  undo,
  unpack,
} from '../../src/document';
import { showProblem } from '../../src/problem';
import { checker, GraphBuilder } from '../support/graph';
import { documents, gpt, graphOf, mlp, stacked } from '../support/models';
import { fc } from '../support/property';

const role = (block: string) => blocks.find(({ id }) => id === block)?.role;
const options = {
  name: 'Piece of work',
  refuse: (node: { readonly block: string }) => (role(node.block) === undefined ? undefined : 'it belongs outside'),
  main: () => false,
  gives: () => undefined,
  portVersion: 1,
};

function edited(document: Document, patch: Patch): Document {
  const applied = apply(document, patch);
  if ('problems' in applied) throw new Error(applied.problems.map(showProblem).join('\n'));
  return applied.document;
}

/** Every Program of a document, as text. */
function programs(document: Document): string[] {
  const graph = graphOf(document);
  const { phases } = document.training;
  return [
    ...phases.map((phase) => printProgram(compileTraining(graph, phase))),
    ...phases.slice(0, 1).map((phase) => printProgram(compileGradients(graph, phase))),
    ...phases.slice(0, 1).map((phase) => printProgram(compileProbe(graph, phase))),
  ];
}

function extracted(document: Document, ids: readonly string[]) {
  const made = extract(document, undefined, new Set(ids), options);
  if ('refusal' in made) throw new Error(made.refusal);
  return { document: edited(document, made.patch), instance: made.instance };
}

describe('a module made of a selection', () => {
  it.each(Object.entries(documents))('of %s is the same model, and unpacked the same Program', (_, make) => {
    const document = make();
    const before = programs(document);
    const { parameters, flops } = checker.check(document).totals;
    const ids = document.graph.nodes.map(({ id }) => id);
    let done = 0;
    fc.assert(
      fc.property(fc.subarray(ids, { minLength: 1 }), (chosen) => {
        const made = extract(document, undefined, new Set(chosen), options);
        if ('refusal' in made) return;
        done++;
        const packed = edited(document, made.patch);
        const { problems, totals } = checker.check(packed);
        expect(problems.map(showProblem)).toEqual([]);
        expect(totals).toMatchObject({ parameters, flops });
        expect(edited(packed, invert(made.patch))).toEqual(document);
        const back = unpack(packed, undefined, made.instance);
        if ('refusal' in back) throw new Error(back.refusal);
        const open = edited(packed, back.patch);
        expect(open.modules).toEqual(document.modules);
        expect(programs(open)).toEqual(before);
        expect(edited(open, invert(back.patch))).toEqual(packed);
      }),
      { numRuns: 30 },
    );
    expect(done).toBeGreaterThan(0);
  });

  it('has a port for every thing that comes in and goes out, and one wire for each outside', () => {
    const { document, instance } = extracted(gpt(), ['norm1', 'attention', 'add1']);
    const [module] = document.modules;
    expect(module?.nodes.map(({ name, block }) => `${name} ${block}`)).toEqual([
      'x module-input',
      'norm1 layer-norm',
      'attention multi-head-attention',
      'add1 add',
      'y module-output',
    ]);
    const at = document.graph.edges.filter(({ from, to }) => from.node === instance || to.node === instance);
    expect(at.map(({ from, to }) => `${from.node}.${from.port} ${to.node}.${to.port}`)).toEqual([
      `positions.y ${instance}.x`,
      `${instance}.y norm2.x`,
      `${instance}.y add2.a`,
    ]);
  });

  it.each([
    ['data', ['data'], /^data cannot go into a module: it belongs outside$/],
    ['nothing', [], /^Select the blocks/],
    ['what would wait for itself', ['norm1', 'add1'], /^attention stands between the selected blocks/],
  ] as const)('is refused for %s', (_, ids, reason) => {
    const made = extract(gpt(), undefined, new Set(ids), options);
    expect('refusal' in made && made.refusal).toMatch(reason);
  });

  it('gives what its last block gives where nothing comes after it yet', () => {
    const whole = gpt();
    const document = {
      ...whole,
      graph: { ...whole.graph, edges: whole.graph.edges.filter(({ from }) => from.node !== 'add1') },
    };
    const ids = new Set(['norm1', 'attention', 'add1']);
    expect('refusal' in extract(document, undefined, ids, options)).toBe(true);
    const made = extract(document, undefined, ids, { ...options, gives: () => 'y' });
    if ('refusal' in made) throw new Error(made.refusal);
    const [module] = edited(document, made.patch).modules;
    const output = module?.nodes.find(({ block }) => block === 'module-output');
    expect(module?.edges.filter(({ to }) => to.node === output?.id).map(({ from }) => from)).toEqual([
      { node: 'add1', port: 'y' },
    ]);
  });

  it('keeps ties between weights, and the weights that a phase chooses', () => {
    const tied = documents['tied gru']?.();
    if (!tied) throw new RangeError('a document with a tie');
    const phases = tied.training.phases.map((phase) => ({ ...phase, weights: ['embed.*', 'gru.*'] }));
    const { document } = extracted({ ...tied, training: { ...tied.training, phases } }, ['embed', 'gru']);
    expect(document.graph.nodes.find(({ name }) => name === 'head')?.ties?.[0]?.from).toBe('piece_of_work.embed.table');
    expect(document.training.phases[0]?.weights).toEqual(['piece_of_work.embed.*', 'piece_of_work.gru.*']);
    expect(checker.check(document).problems.map(showProblem)).toEqual([]);
  });

  it('hands on the parameters that the module around promotes', () => {
    const document = stacked({ repeat: 2 });
    const made = extract(document, 'layer', new Set(['layer-linear', 'layer-act']), options);
    if ('refusal' in made) throw new Error(made.refusal);
    const packed = edited(document, made.patch);
    expect(checker.check(packed).problems.map(showProblem)).toEqual([]);
    expect(checker.check(packed).totals).toEqual(checker.check(document).totals);
    const back = unpack(packed, 'layer', made.instance);
    if ('refusal' in back) throw new Error(back.refusal);
    expect(programs(edited(packed, back.patch))).toEqual(programs(document));
  });
});

function bypassed(): Document {
  const document = stacked({});
  const nodes = document.graph.nodes.map((node) => (node.id === 'stack' ? { ...node, bypass: true } : node));
  return { ...document, graph: { ...document.graph, nodes } };
}

describe('unpacking', () => {
  it('lays copies one after the other, each with weights of its own', () => {
    const document = stacked({ repeat: 3 });
    const back = unpack(document, undefined, 'stack');
    if ('refusal' in back) throw new Error(back.refusal);
    const open = edited(document, back.patch);
    const { problems, totals } = checker.check(open);
    expect(problems.map(showProblem)).toEqual([]);
    expect(totals).toEqual(checker.check(document).totals);
    expect(open.modules).toEqual([]);
    expect(open.graph.nodes.map(({ name }) => name)).toContain('linear_3');
  });

  it('keeps which output feeds which input, in the order of the ports and not of their names', () => {
    const inner = new GraphBuilder()
      .block('x', 'module-input')
      .block('mask', 'module-input', { optional: true })
      .block('side', 'module-input')
      .block('first', 'linear', { units: 6 })
      .block('second', 'linear', { units: 6 })
      .block('z', 'module-output')
      .block('m', 'module-output')
      .block('a', 'module-output')
      .wire('x.y -> first.x', 'side.y -> second.x', 'first.y -> z.x', 'x.y -> m.x', 'second.y -> a.x');
    const own = (id: string) => `in-${id}`;
    const module: Module = {
      id: 'two',
      name: 'Two ways',
      parameters: [],
      nodes: inner.nodes.map((node) => ({ ...node, id: own(node.id) })),
      edges: inner.edges.map(({ id, from, to }) => ({
        id: own(id),
        from: { ...from, node: own(from.node) },
        to: { ...to, node: own(to.node) },
      })),
    };
    const base = mlp();
    const graph = new GraphBuilder();
    graph.data.push(...base.data);
    const document = graph
      .block('data', 'feature-data', { data: 'points' })
      .block('left', 'linear', { units: 6 })
      .block('right', 'linear', { units: 6 })
      .block('both', 'module', {}, { module: { id: 'two', repeat: 2 } })
      .block('add', 'subtract')
      .block('head', 'linear', { units: 'K' })
      .block('loss', 'cross-entropy')
      .block('out', 'output')
      .wire('data.features -> left.x', 'data.features -> right.x', 'left.y -> both.x', 'left.y -> both.mask')
      .wire('right.y -> both.side', 'both.z -> add.a', 'both.a -> add.b', 'add.y -> head.x')
      .wire('head.y -> loss.logits', 'data.label -> loss.targets', 'head.y -> out.x')
      .document({}, [module]);
    const back = unpack(document, undefined, 'both');
    if ('refusal' in back) throw new Error(back.refusal);
    // `both.1.first.` and `first_2.` are the same layer.
    const named = (path: string) =>
      path
        .replace(/both\.(\d)\.(\w+)\./, '$2 $1 ')
        .replace(/^(first|second)\./, '$1 0 ')
        .replace(/^(first|second)_2\./, '$1 1 ');
    const reads = (one: Document) => {
      const program = compileInference(graphOf(one));
      const maker = new Map(program.steps.flatMap((step) => step.outputs.map((id) => [id, step] as const)));
      const weights = new Map(program.weights.map(({ name, value }) => [value, name]));
      const tell = (id: number | null): string => {
        const step = maker.get(id ?? -1);
        return step ? `${step.op}(${step.inputs.map(tell).join()})` : named(weights.get(id ?? -1) ?? 'data');
      };
      return program.outputs.map(({ value }) => tell(value));
    };
    expect(reads(edited(document, back.patch))).toEqual(reads(document));
  });

  it('of one of two uses leaves the definition', () => {
    const { document, instance } = extracted(gpt(), ['norm1', 'attention', 'add1']);
    const [module] = document.modules;
    const again = { ...document, graph: { ...document.graph, nodes: [...document.graph.nodes] } };
    again.graph.nodes.push({
      id: 'other',
      name: 'other',
      block: 'module',
      version: 1,
      parameters: {},
      module: { id: module?.id ?? '' },
    });
    const back = unpack(again, undefined, instance);
    if ('refusal' in back) throw new Error(back.refusal);
    expect(edited(again, back.patch).modules).toEqual([module]);
  });

  it.each([
    ['copies that share their weights', stacked({ repeat: 2, weights: 'shared' }), /share their weights/],
    ['weights under a key', stacked({ share: 'key' }), /take the key off first/],
    ['one that is bypassed', bypassed(), /take the bypass off first/],
    ['a cell that goes over time', stacked({ recurrent: [{ from: 'y', to: 'x' }] }), /one time step/],
  ] as const)('is refused for %s', (_, document, reason) => {
    const made = unpack(document, undefined, 'stack');
    expect('refusal' in made && made.refusal).toMatch(reason);
  });

  it('is one step of the history, as extracting is', () => {
    const start = gpt();
    const made = extract(start, undefined, new Set(['norm1', 'attention', 'add1']), options);
    if ('refusal' in made) throw new Error(made.refusal);
    const packed = edit(startHistory(start), made.patch);
    if ('problems' in packed) throw new Error('it fits');
    const back = unpack(packed.document, undefined, made.instance);
    if ('refusal' in back) throw new Error(back.refusal);
    let history = edit(packed, back.patch);
    for (let i = 0; i < 2; i++) {
      if ('problems' in history) throw new Error('it fits');
      history = undo(history);
    }
    expect('document' in history && serialiseDocument(history.document)).toBe(serialiseDocument(start));
  });
});

import { describe, expect, it } from 'vitest';
import { breaches, compileInference, compileTraining } from '../../src/compile';
import type { Document, Module, ModuleUse, Node } from '../../src/document';
import { showProblem } from '../../src/problem';
import { checker, GraphBuilder } from '../support/graph';
import { documents, graphOf, residualModule, stacked } from '../support/models';

/** Numbers in the weights that the document's Programs hold: what a count of parameters must come to. */
function held(document: Document): number {
  const sizes = weightsOf(document);
  return [...sizes.values()].reduce((sum, shape) => sum + shape.reduce((a, b) => a * b, 1), 0);
}

function weightsOf(document: Document): Map<string, readonly number[]> {
  const graph = graphOf(document);
  const trained = document.training.phases.map((phase) => compileTraining(graph, phase));
  const programs = [...trained, compileInference(graph)];
  for (const program of programs) expect(breaches(program)).toEqual([]);
  return new Map(programs.flatMap(({ weights }) => weights.map(({ name, spec }) => [name, spec.shape] as const)));
}

const codesOf = (document: Document) => checker.check(document).problems.map(({ code }) => code);
const linear = 6 * 6 + 6;
const ends = 2 * 6 + 6 + (6 * 2 + 2);

/** Two uses of the residual layer in a row, between two linear layers. */
function pair(first: Partial<ModuleUse>, second: Partial<ModuleUse>, modules: Module[] = [residualModule()]): Document {
  const base = stacked({});
  const use = (id: string, more: Partial<ModuleUse>): Node => ({
    id,
    name: id,
    block: 'module',
    version: 1,
    parameters: { units: 6 },
    module: { id: 'layer', ...more },
  });
  const nodes = base.graph.nodes.filter(({ id }) => id !== 'stack');
  const edges = base.graph.edges.filter(({ from, to }) => from.node !== 'stack' && to.node !== 'stack');
  const graph = new GraphBuilder();
  graph.nodes.push(...nodes, use('left', first), use('right', second));
  graph.edges.push(...edges);
  graph.wire('first.y -> left.x', 'left.y -> right.x', 'right.y -> head.x');
  return { ...base, modules, graph: { nodes: graph.nodes, edges: graph.edges } };
}

/** A module that holds the residual layer under `use`. */
function around(use: Partial<ModuleUse>): Module {
  const inner = new GraphBuilder()
    .block('x', 'module-input')
    .block('inside', 'module', {}, { parameters: { units: { parameter: 'units' } }, module: { id: 'layer', ...use } })
    .block('y', 'module-output')
    .wire('x.y -> inside.x', 'inside.y -> y.x');
  const renamed = (id: string) => `outer-${id}`;
  return {
    id: 'outer',
    name: 'Outer',
    parameters: [{ id: 'units', default: 5 }],
    nodes: inner.nodes.map((node) => ({ ...node, id: renamed(node.id) })),
    edges: inner.edges.map(({ id, from, to }) => ({
      id: renamed(id),
      from: { ...from, node: renamed(from.node) },
      to: { ...to, node: renamed(to.node) },
    })),
  };
}

const nested = (outer: Partial<ModuleUse>, inner: Partial<ModuleUse>): Document => ({
  ...stacked({ id: 'outer', ...outer }),
  modules: [residualModule(), around(inner)],
});

describe('parameters are counted as they are held', () => {
  it.each(Object.entries(documents))('%s', (_, make) => {
    const document = make();
    expect(checker.check(document).totals.parameters).toBe(held(document));
  });

  it.each([
    ['one copy', stacked({}), ends + linear],
    ['three copies with weights of their own', stacked({ repeat: 3 }), ends + 3 * linear],
    ['three copies with the same weights', stacked({ repeat: 3, weights: 'shared' }), ends + linear],
    ['three copies under a key', stacked({ repeat: 3, share: 'key' }), ends + linear],
    ['two uses', pair({}, {}), ends + 2 * linear],
    ['two uses under one key', pair({ share: 'key' }, { share: 'key' }), ends + linear],
    ['two uses under two keys', pair({ share: 'one' }, { share: 'two' }), ends + 2 * linear],
    ['one of two uses under a key', pair({ share: 'key' }, {}), ends + 2 * linear],
    ['copies and one use under one key', pair({ share: 'key', repeat: 2 }, { share: 'key' }), ends + linear],
    ['copies in copies', nested({ repeat: 2 }, { repeat: 3 }), ends + 6 * linear],
    ['shared copies in copies', nested({ repeat: 2 }, { repeat: 3, weights: 'shared' }), ends + 2 * linear],
    ['copies in shared copies', nested({ repeat: 2, weights: 'shared' }, { repeat: 3 }), ends + 3 * linear],
    ['a key in copies', nested({ repeat: 4 }, { share: 'key' }), ends + linear],
    ['a key in copies under a key', nested({ repeat: 4, share: 'other' }, { share: 'key', repeat: 2 }), ends + linear],
  ] as const)('%s', (_, document, parameters) => {
    const { problems, totals } = checker.check(document);
    expect(problems.map(showProblem)).toEqual([]);
    expect(totals.parameters).toBe(parameters);
    expect(held(document)).toBe(parameters);
  });
});

describe('weights are named by their path', () => {
  it.each([
    ['one copy', stacked({}), ['stack.linear.bias', 'stack.linear.kernel']],
    [
      'own weights',
      stacked({ repeat: 2 }),
      ['stack.0.linear.bias', 'stack.0.linear.kernel', 'stack.1.linear.bias', 'stack.1.linear.kernel'],
    ],
    ['shared weights', stacked({ repeat: 2, weights: 'shared' }), ['stack.0.linear.bias', 'stack.0.linear.kernel']],
    ['a key', pair({ share: 'key' }, { share: 'key' }), ['key.linear.bias', 'key.linear.kernel']],
    [
      'copies in copies',
      nested({ repeat: 2 }, { repeat: 1 }),
      [
        'stack.0.inside.linear.bias',
        'stack.0.inside.linear.kernel',
        'stack.1.inside.linear.bias',
        'stack.1.inside.linear.kernel',
      ],
    ],
    ['a key in copies', nested({ repeat: 2 }, { share: 'key' }), ['key.linear.bias', 'key.linear.kernel']],
  ] as const)('%s', (_, document, names) => {
    const inner = [...weightsOf(document).keys()].filter((name) => name.includes('linear')).sort();
    expect(inner).toEqual(names);
  });

  it('and operations by the copy they belong to', () => {
    const program = compileInference(graphOf(stacked({ repeat: 3, weights: 'shared' })));
    const paths = program.steps.map(({ path }) => path).filter((path) => path.startsWith('stack'));
    expect(new Set(paths)).toEqual(
      new Set([
        'stack.0.linear',
        'stack.0.act',
        'stack.0.add',
        'stack.1.linear',
        'stack.1.act',
        'stack.1.add',
        'stack.2.linear',
        'stack.2.act',
        'stack.2.add',
      ]),
    );
  });
});

describe('a key', () => {
  it('belongs to one module', () => {
    const other = residualModule('other');
    const wider: Module = {
      ...other,
      nodes: other.nodes.map((node) => (node.name === 'linear' ? { ...node, name: 'dense' } : node)),
    };
    expect(codesOf(pair({ share: 'key' }, { share: 'key', id: 'other' }, [residualModule(), wider]))).toEqual([
      'module/share',
    ]);
  });

  it('is no name of a block whose weights would get in the way', () => {
    expect(codesOf(pair({ share: 'right' }, {}))).toEqual(['module/share']);
    expect(codesOf(pair({ share: 'left' }, {}))).toEqual([]);
  });
});

describe('promoted parameters', () => {
  it('come from the use, through as many modules as there are, or are the default', () => {
    expect(weightsOf(nested({}, {})).get('stack.inside.linear.kernel')).toEqual([6, 6]);
    const document = stacked({});
    const bare: Document = {
      ...document,
      graph: {
        ...document.graph,
        nodes: document.graph.nodes.map((node) =>
          node.name === 'stack'
            ? { ...node, parameters: {} }
            : node.name === 'first'
              ? { ...node, parameters: { units: 4 } }
              : node,
        ),
      },
    };
    expect(weightsOf(bare).get('stack.linear.kernel')).toEqual([4, 4]);
  });

  it('may follow the data', () => {
    const document = stacked({});
    const symbolic: Document = {
      ...document,
      graph: {
        ...document.graph,
        nodes: document.graph.nodes.map((node) =>
          ['stack', 'first'].includes(node.name) ? { ...node, parameters: { units: '3*K' } } : node,
        ),
      },
    };
    expect(weightsOf(symbolic).get('stack.linear.kernel')).toEqual([6, 6]);
  });
});

describe('optional ports of modules', () => {
  /** An encoder with a mask that may stay open, as `mask` of an RNN inside a module inside a module. */
  function masked(wired: boolean, optional: boolean): Document {
    const port = (id: string, name: string): Node => ({
      id,
      name,
      block: 'module-input',
      version: 1,
      parameters: name === 'mask' ? { optional } : {},
    });
    const out = (id: string): Node => ({ id, name: 'y', block: 'module-output', version: 1, parameters: {} });
    const wire = (id: string, from: string, fromPort: string, to: string, toPort: string) => ({
      id,
      from: { node: from, port: fromPort },
      to: { node: to, port: toPort },
    });
    const rnn: Node = { id: 'r', name: 'rnn', block: 'rnn', version: 1, parameters: { units: 5 } };
    const inner: Node = {
      id: 'i',
      name: 'inner',
      block: 'module',
      version: 1,
      parameters: {},
      module: { id: 'inner' },
    };
    const modules: Module[] = [
      {
        id: 'inner',
        name: '',
        parameters: [],
        nodes: [port('ix', 'x'), port('im', 'mask'), rnn, out('iy')],
        edges: [
          wire('e101', 'ix', 'y', 'r', 'x'),
          wire('e102', 'im', 'y', 'r', 'mask'),
          wire('e103', 'r', 'state', 'iy', 'x'),
        ],
      },
      {
        id: 'outer',
        name: '',
        parameters: [],
        nodes: [port('ox', 'x'), port('om', 'mask'), inner, out('oy')],
        edges: [
          wire('e104', 'ox', 'y', 'i', 'x'),
          wire('e105', 'om', 'y', 'i', 'mask'),
          wire('e106', 'i', 'y', 'oy', 'x'),
        ],
      },
    ];
    const graph = new GraphBuilder()
      .generated('reviews', 'labelled', 'sentiment', { examples: 500 })
      .block('data', 'labelled-data', { data: 'reviews' })
      .block('embed', 'embedding', { width: 4 })
      .block('encoder', 'module', {}, { module: { id: 'outer' } })
      .block('head', 'linear', { units: 'K' })
      .block('loss', 'cross-entropy')
      .block('out', 'output')
      .wire('data.tokens -> embed.ids', 'embed.y -> encoder.x', 'encoder.y -> head.x', 'head.y -> loss.logits')
      .wire('data.label -> loss.targets', 'head.y -> out.x');
    if (wired) graph.wire('data.mask -> encoder.mask');
    return graph.document({ batch: 4 }, modules);
  }

  it('hand on what is wired', () => {
    const program = compileInference(graphOf(masked(true, true)));
    expect(program.inputs.map(({ name }) => name).sort()).toEqual(['data.mask', 'data.tokens']);
  });

  it('hand on nothing where nothing is wired', () => {
    const program = compileInference(graphOf(masked(false, true)));
    expect(program.inputs.map(({ name }) => name)).toEqual(['data.tokens']);
    expect(breaches(program)).toEqual([]);
  });

  it('are missed where they are not optional', () => {
    expect(codesOf(masked(true, false))).toEqual([]);
    expect(codesOf(masked(false, false))).toEqual(['graph/missing-input']);
  });

  it('are missed where what they would feed is not optional', () => {
    const document = masked(false, true);
    const strict: Document = {
      ...document,
      modules: document.modules.map((module) =>
        module.id === 'inner'
          ? {
              ...module,
              nodes: module.nodes.map((n) => (n.name === 'mask' ? { ...n, parameters: { optional: false } } : n)),
            }
          : module,
      ),
    };
    const { problems, graph } = checker.check(strict);
    expect(problems.map(({ code, at }) => `${code} ${at.path} ${at.port}`)).toEqual([
      'graph/missing-input encoder.inner mask',
    ]);
    expect(graph).toBeUndefined();
  });
});

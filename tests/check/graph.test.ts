import { describe, expect, it } from 'vitest';
import { nearestDivisor } from '../../src/block';
import { breaches, compileInference, compileTraining } from '../../src/compile';
import { type Document, emptyDocument, type Node } from '../../src/document';
import { showProblem } from '../../src/problem';
import { showType } from '../../src/tensor';
import { checker, GraphBuilder } from '../support/graph';
import { gpt, graphOf, mlp, stacked } from '../support/models';
import { fc } from '../support/property';

const change = (document: Document, name: string, extra: Partial<Node>): Document => ({
  ...document,
  graph: {
    ...document.graph,
    nodes: document.graph.nodes.map((node) => (node.name === name ? { ...node, ...extra } : node)),
  },
});

const problemsOf = (document: Document): string[] => checker.check(document).problems.map(showProblem);

describe('bypass', () => {
  it('takes a block out of the way, with its weights', () => {
    const program = compileInference(graphOf(change(gpt(), 'mlp', { bypass: true })));
    expect(program.steps.filter(({ path }) => path === 'mlp')).toEqual([]);
    expect(program.weights.filter(({ name }) => name.startsWith('mlp.'))).toEqual([]);
    expect(breaches(program)).toEqual([]);
  });

  it('takes a whole module out of the way', () => {
    const document = change(stacked({ repeat: 3 }), 'stack', { bypass: true });
    expect(problemsOf(document)).toEqual([]);
    const program = compileInference(graphOf(document));
    expect(program.weights.map(({ name }) => name)).toEqual(['first.kernel', 'first.bias', 'head.kernel', 'head.bias']);
  });

  it('refuses a module that nothing comes into', () => {
    const base = mlp();
    const graph = new GraphBuilder();
    graph.nodes.push(...base.graph.nodes);
    graph.edges.push(...base.graph.edges);
    graph.block('empty', 'module', {}, { module: { id: 'nothing' }, bypass: true });
    const document = {
      ...base,
      graph: { nodes: graph.nodes, edges: graph.edges },
      modules: [{ id: 'nothing', name: '', parameters: [], nodes: [], edges: [] }],
    };
    expect(problemsOf(document)).toEqual([
      'error graph/bypass at empty: expected an input to hand on, received none. Take the bypass off, or remove the block.',
    ]);
  });

  it('leaves no loss of a loss', () => {
    expect(problemsOf(change(mlp(), 'loss', { bypass: true }))).toEqual([
      'warning graph/no-loss at document: expected a loss block, to be trained, received none. Add Cross-entropy or Mean squared error.',
    ]);
  });
});

describe('types on the wires', () => {
  it('keep the letters of the data', () => {
    const { nodes } = checker.check(gpt());
    const outputs = (name: string) => Object.values(nodes.get(name)?.outputs ?? {}).map(showType);
    expect(outputs('data')).toEqual(['int [B, T] tokens', 'int [B, T] tokens']);
    expect(outputs('embed')).toEqual(['float [B, T, 8]', 'float [34, 8]']);
    expect(outputs('attention')).toEqual(['float [B, T, 8]']);
    expect(outputs('head')).toEqual(['float [B, T, 34]']);
    expect(outputs('loss')).toEqual(['float [] loss']);
  });

  /** Two texts side by side: their lengths must not be taken for one. */
  function twoTexts(left: string, right: string): Document {
    return new GraphBuilder()
      .generated('one', 'tokens', 'fables', { characters: 20_000 })
      .block(left, 'token-data', { data: 'one', length: 5 })
      .block(right, 'token-data', { data: 'one', length: 7 })
      .block('a', 'embedding', { width: 4 })
      .block('b', 'embedding', { width: 4 })
      .block('look', 'multi-head-attention', { heads: 2 })
      .block('head', 'linear', { units: `${left.replaceAll('-', '_').replace(/^(?=\d)/, '_')}.V` })
      .block('loss', 'cross-entropy')
      .block('out', 'output')
      .wire(`${left}.tokens -> a.ids`, `${right}.tokens -> b.ids`, 'a.y -> look.query', 'b.y -> look.key')
      .wire('look.y -> head.x', 'head.y -> loss.logits', `${left}.targets -> loss.targets`, 'head.y -> out.x')
      .document({ batch: 2 });
  }

  it.each([
    ['first', 'second'],
    ['1st', '2nd'],
    ['a-b', 'a_b'],
    ['-', '_'],
    ['floor', 'T'],
  ])('keep the letters of two data blocks called %s and %s apart', (left, right) => {
    const document = twoTexts(left, right);
    expect(problemsOf(document)).toEqual([]);
    const { symbols, nodes } = checker.check(document);
    expect(
      Object.values(symbols)
        .filter((size) => size === 5 || size === 7)
        .sort(),
    ).toEqual([5, 7]);
    expect(Object.keys(symbols)).toHaveLength(4);
    const graph = graphOf(document);
    const [phase] = document.training.phases;
    if (!phase) throw new RangeError('a document has a phase');
    expect(breaches(compileTraining(graph, phase))).toEqual([]);
    const lengths = (name: string) => nodes.get(name)?.outputs.y?.shape[1];
    expect(lengths('a')).not.toBe(lengths('b'));
    expect(lengths('look')).toBe(lengths('a'));
  });

  it('make no mistake of a size that hangs on data that are missing', () => {
    const document = { ...mlp(), data: [] };
    expect(problemsOf(document)).toEqual([
      'error data/unknown at data · data: expected one of the data sets of the document, received points. Choose data for this block in the Data panel.',
    ]);
  });
});

describe('counts', () => {
  it('grow with the batch as they should', () => {
    const [one, two, four] = [1, 2, 4].map((batch) => checker.check(gpt({ batch })).totals);
    if (!one || !two || !four) throw new RangeError('three checks');
    expect(four.parameters).toBe(one.parameters);
    expect(two.flops - one.flops).toBeGreaterThan(0);
    expect(four.flops - two.flops).toBe(2 * (two.flops - one.flops));
    expect(four.activationBytes - two.activationBytes).toBe(2 * (two.activationBytes - one.activationBytes));
  });

  it('are those of a multilayer perceptron worked out by hand', () => {
    const { totals, nodes } = checker.check(mlp({ batch: 4 }));
    expect(totals.parameters).toBe(2 * 8 + 8 + 8 * 2 + 2);
    expect(nodes.get('hidden')?.flops).toBe(2 * 4 * 2 * 8 + 4 * 8);
    expect(nodes.get('hidden')?.activationBytes).toBe(4 * 4 * 8);
    expect(nodes.get('hidden')?.weights).toMatchObject({
      kernel: { shape: [2, 8], initialiser: { kind: 'glorot' } },
      bias: { shape: [8], initialiser: { kind: 'zeros' } },
    });
  });

  it('are nothing for a new document', () => {
    const { totals, problems, graph } = checker.check(emptyDocument('new'));
    expect(totals).toEqual({ parameters: 0, flops: 0, activationBytes: 0 });
    expect(problems).toEqual([]);
    expect(graph?.nodes).toEqual([]);
  });
});

describe('what is remembered', () => {
  it('changes no answer', () => {
    const fresh = () => checker.check(gpt());
    const first = fresh();
    checker.check(change(gpt(), 'attention', { parameters: { heads: 3 } }));
    expect(fresh()).toEqual(first);
  });
});

describe('the divisor nearest to what was wanted', () => {
  it('is that which looking at all of them finds', () => {
    const slow = (n: number, wanted: number): number => {
      const all = Array.from({ length: n }, (_, i) => i + 1).filter((d) => n % d === 0);
      return all.reduce((best, d) => (Math.abs(d - wanted) < Math.abs(best - wanted) ? d : best));
    };
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 200 }), fc.integer({ min: 1, max: 300 }), (n, wanted) => {
        expect(nearestDivisor(n, wanted)).toBe(slow(n, wanted));
      }),
      { numRuns: 2000 },
    );
  });

  it('is found at once however wide the layer', () => {
    const start = performance.now();
    expect(nearestDivisor(2 ** 60, 1000)).toBe(1024);
    expect(nearestDivisor(Number.POSITIVE_INFINITY, 1000)).toBe(1);
    expect(performance.now() - start).toBeLessThan(1000);
  });
});

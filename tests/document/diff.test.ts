import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { type Difference, type Document, diff, parseDocument, summariseDiff } from '../../src/document';
import { GraphBuilder } from '../support/graph';
import { fc } from '../support/property';
import { anyDocument } from './arbitrary';

const templates = new URL('../../templates/', import.meta.url);
const seeds = readdirSync(templates)
  .filter((name) => name.endsWith('.json'))
  .map((name): Document => {
    const parsed = parseDocument(readFileSync(new URL(name, templates), 'utf8'));
    if ('problems' in parsed) throw new Error(name);
    return parsed.document;
  });
const seed = fc.constantFrom(...seeds);

const turned = ({ kind, before, after, fields, ...rest }: Difference): Difference => ({
  ...rest,
  kind: kind === 'added' ? 'removed' : kind === 'removed' ? 'added' : 'changed',
  before: after,
  after: before,
  fields: fields.map(({ field, before: x, after: y }) => ({ field, before: y, after: x })),
});

/** Names aside: a thing that has another name is called by the second document's. */
const facts = (differences: readonly Difference[]) =>
  new Set(
    differences.map(({ kind, what, before, after, fields }) =>
      JSON.stringify([kind, what, before, after, fields.map((one) => [one.field, one.before, one.after])]),
    ),
  );

function sameBothWays(a: Document, b: Document): void {
  expect(facts(diff(b, a))).toEqual(facts(diff(a, b).map(turned)));
}

/** The document with every id another one, and everything that names an id with it. */
function otherIds(document: Document): Document {
  const to = (id: string) => `x-${id}`.slice(0, 80);
  const graph = <G extends Document['graph']>(one: G): G => ({
    ...one,
    nodes: one.nodes.map((node) => ({ ...node, id: to(node.id) })),
    edges: one.edges.map((edge) => ({
      id: to(edge.id),
      from: { ...edge.from, node: to(edge.from.node) },
      to: { ...edge.to, node: to(edge.to.node) },
    })),
  });
  return {
    ...document,
    graph: graph(document.graph),
    modules: document.modules.map(graph),
    training: {
      ...document.training,
      phases: document.training.phases.map((phase) => ({
        ...phase,
        losses: phase.losses.map((loss) => ({ ...loss, node: to(loss.node) })),
      })),
      probe: Object.fromEntries(Object.entries(document.training.probe).map(([id, fields]) => [to(id), fields])),
    },
    layout: { positions: document.layout.positions.map((place) => ({ ...place, id: to(place.id) })) },
  };
}

describe('a diff of documents', () => {
  it('is empty for a document and itself, whatever it holds and wherever things stand', () => {
    fc.assert(
      fc.property(anyDocument, (document) => {
        expect(diff(document, structuredClone(document))).toEqual([]);
        const moved = {
          ...document,
          layout: { positions: document.layout.positions.map((place) => ({ ...place, x: place.x / 2 + 1 })) },
        };
        expect(diff(document, moved)).toEqual([]);
      }),
    );
  });

  it('is empty where only ids and the order of blocks are others', () => {
    for (const document of seeds) {
      expect(diff(document, otherIds(document)), document.meta.name).toEqual([]);
      const shuffled = { ...document, graph: { ...document.graph, nodes: document.graph.nodes.toReversed() } };
      expect(diff(document, shuffled), document.meta.name).toEqual([]);
    }
  });

  it('is the same the other way round', () => {
    fc.assert(fc.property(anyDocument, anyDocument, sameBothWays));
    fc.assert(fc.property(seed, seed, sameBothWays), { numRuns: 60 });
  });

  it('names exactly what random edits changed', () => {
    fc.assert(
      fc.property(seed, fc.infiniteStream(fc.nat(10_000)), (document, numbers) => {
        const next = (below: number) => (numbers.next().value ?? 0) % below;
        const { nodes, edges } = document.graph;
        const gone = nodes[next(nodes.length)];
        const other = nodes.filter((node) => node !== gone);
        const changed = other[next(other.length)];
        if (!gone || !changed) return;
        const cut = edges.filter((edge) => edge.from.node === gone.id || edge.to.node === gone.id);
        const added = { id: 'fresh', name: 'fresh', block: 'dropout', version: 1, parameters: { rate: 0.125 } };
        const edited: Document = {
          ...document,
          graph: {
            nodes: [
              ...other.map((node) =>
                node === changed ? { ...node, parameters: { ...node.parameters, zzz: 77 } } : node,
              ),
              added,
            ],
            edges: edges.filter((edge) => !cut.includes(edge)),
          },
          training: { ...document.training, batch: document.training.batch + 1 },
        };
        const found = diff(document, edited);
        const of = (what: Difference['what'], kind: Difference['kind']) =>
          found.filter((one) => one.what === what && one.kind === kind);
        expect(of('block', 'removed').map(({ before }) => before?.id)).toEqual([gone.id]);
        expect(of('block', 'added').map(({ after }) => after?.id)).toEqual(['fresh']);
        expect(of('block', 'changed').map(({ after, fields }) => [after?.id, fields])).toEqual([
          [changed.id, [{ field: 'parameters.zzz', before: undefined, after: 77 }]],
        ]);
        expect(new Set(of('wire', 'removed').map(({ before }) => before?.id))).toEqual(
          new Set(cut.map(({ id }) => id)),
        );
        expect(of('training', 'changed').map(({ fields }) => fields.map(({ field }) => field))).toEqual([['batch']]);
        expect(found).toHaveLength(4 + cut.length);
      }),
      { numRuns: 100 },
    );
  });

  it('leads into modules, and says which values went where', () => {
    const document = seeds.find(({ modules }) => modules.length > 0);
    const [module] = document?.modules ?? [];
    const [node] = module?.nodes ?? [];
    if (!document || !module || !node) throw new Error('no template has a module');
    const inner = { ...module, nodes: module.nodes.map((one) => (one === node ? { ...one, bypass: true } : one)) };
    const found = diff(document, { ...document, modules: [inner, ...document.modules.slice(1)] });
    expect(found).toEqual([
      {
        kind: 'changed',
        what: 'block',
        name: `${module.name} / ${node.name}`,
        before: { scope: module.id, id: node.id },
        after: { scope: module.id, id: node.id },
        fields: [{ field: 'bypass', before: false, after: true }],
      },
    ]);
  });

  it('tells the order at a port that takes several wires', () => {
    const build = (...wires: string[]) =>
      new GraphBuilder()
        .block('a', 'activation')
        .block('b', 'activation')
        .block('both', 'concatenate')
        .wire(...wires)
        .document();
    const found = diff(
      build('a.y -> both.pieces', 'b.y -> both.pieces'),
      build('b.y -> both.pieces', 'a.y -> both.pieces'),
    );
    expect(found.map(({ name, fields }) => ({ name, fields }))).toEqual([
      { name: 'both', fields: [{ field: 'order at pieces', before: 'a, b', after: 'b, a' }] },
    ]);
    expect(summariseDiff(found)).toBe('1 block changed');
  });

  it('sums up in a line', () => {
    const a = new GraphBuilder().block('a', 'activation').document();
    const b = new GraphBuilder().block('a', 'activation').block('b', 'dropout').wire('a.y -> b.x').document();
    expect(summariseDiff(diff(a, b))).toBe('1 block added; 1 wire');
    expect(summariseDiff(diff(a, a))).toBe('No difference');
  });
});

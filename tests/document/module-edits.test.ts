import { describe, expect, it } from 'vitest';
import {
  apply,
  type Document,
  edit,
  type Module,
  removeModule,
  serialiseDocument,
  startHistory,
  undo,
} from '../../src/document';
import { residualModule, stacked } from '../support/models';

/** A module that uses another: `outer` holds an instance of `layer`, and nothing holds `outer`. */
function nested(): Document {
  const document = stacked({});
  const node = { id: 'held', name: 'held', block: 'module', version: 1, parameters: {}, module: { id: 'layer' } };
  const outer: Module = { id: 'outer', name: 'Outer', parameters: [], nodes: [node], edges: [] };
  const positions = [
    { id: 'held', x: 1, y: 2 },
    { id: 'stack', x: 3, y: 4 },
    { id: 'layer-add', x: 5, y: 6 },
  ];
  return { ...document, modules: [outer, ...document.modules], layout: { positions } };
}

const without = (document: Document, ...names: readonly string[]): Document => {
  const { nodes, edges } = document.graph;
  const kept = edges.filter(({ from, to }) => !names.includes(from.node) && !names.includes(to.node));
  return { ...document, graph: { nodes: nodes.filter(({ name }) => !names.includes(name)), edges: kept } };
};

describe('removing a definition', () => {
  it('takes it and the places inside away in one edit that undo takes back', () => {
    const document = nested();
    const removed = removeModule(document, 'outer');
    if (!('patch' in removed)) throw new Error(removed.users.join());
    const history = edit(startHistory(document), removed.patch);
    if ('problems' in history) throw new Error('the patch fits');
    expect(history.document.modules.map(({ id }) => id)).toEqual(['layer']);
    expect(history.document.layout.positions.map(({ id }) => id)).toEqual(['stack', 'layer-add']);
    const back = undo(history);
    if ('problems' in back) throw new Error('undo fits');
    expect(serialiseDocument(back.document)).toBe(serialiseDocument(document));
    expect(back.document).toEqual(document);
  });

  it('names who still uses it, in the graph and in modules', () => {
    expect(removeModule(nested(), 'layer')).toEqual({ users: ['stack', 'held in Outer'] });
    expect(removeModule(without(nested(), 'stack'), 'layer')).toEqual({ users: ['held in Outer'] });
  });

  it('goes through where only it uses itself, and is nothing where it is not there', () => {
    const layer = residualModule();
    const [first] = layer.nodes;
    if (!first) throw new RangeError('a module has nodes');
    const again = { ...first, id: 'again', name: 'again', block: 'module', module: { id: 'layer' } };
    const document = { ...without(stacked({}), 'stack'), modules: [{ ...layer, nodes: [...layer.nodes, again] }] };
    const removed = removeModule(document, 'layer');
    if (!('patch' in removed)) throw new Error(removed.users.join());
    const applied = apply(document, removed.patch);
    if ('problems' in applied) throw new Error('the patch fits');
    expect(applied.document.modules).toEqual([]);
    expect(removeModule(document, 'absent')).toEqual({ patch: [] });
  });
});

import { describe, expect, it } from 'vitest';
import {
  apply,
  type Document,
  graphOf,
  type Node,
  packModule,
  parseDocument,
  renamePacked,
  samePacked,
  serialiseDocument,
  takeIn,
} from '../../src/document';
import { fc } from '../support/property';
import { anyDocument } from './arbitrary';
import { stackedModules } from './publish-models';

const useOf = (document: Document, name: string): Node => {
  const node = document.graph.nodes.find((one) => one.name === name);
  if (!node) throw new Error(`no ${name}`);
  return node;
};

function taken(document: Document, pack: Document): { document: Document; module: string; patch: number } {
  const found = takeIn(document, pack);
  const applied = found && apply(document, found.patch);
  if (!found || !applied || 'problems' in applied) throw new Error('not taken in');
  return { document: applied.document, module: found.module.id, patch: found.patch.length };
}

const packedFrom = (document: Document, name: string): Document => {
  const pack = packModule(document, useOf(document, name));
  if (!pack) throw new Error('not packed');
  return pack;
};

describe('a packed module', () => {
  it('is a document that can be read, with all it is made of and how it is used, and nothing else', () => {
    const pack = packedFrom(stackedModules(), 'stack');
    expect(parseDocument(serialiseDocument(pack))).toEqual({ document: pack });
    expect(pack.modules.map(({ id }) => id)).toEqual(['inner', 'outer']);
    expect(pack.graph.nodes).toMatchObject([{ block: 'module', module: { id: 'outer', repeat: 3 } }]);
    expect(pack.graph.nodes[0]?.module).not.toHaveProperty('share');
    expect(pack.layout.positions.map(({ id }) => id)).toEqual(['in_a', 'in_b', 'out_a', 'out_b', 'out_c']);
    expect(pack.layout.annotations).toMatchObject([{ scope: 'outer', text: 'inside' }]);
  });

  it('is the definition that is there already, where the document holds the same', () => {
    const document = stackedModules();
    const { patch, module } = taken(document, packedFrom(document, 'stack'));
    expect([patch, module]).toEqual([0, 'outer']);
  });

  it('comes with ids of its own where its ids are taken by something else', () => {
    const document = stackedModules();
    const pack = packedFrom(document, 'stack');
    // The same ids stand for other things here.
    const other: Document = {
      ...document,
      modules: document.modules.map((module) => ({ ...module, name: `Other ${module.name}` })),
    };
    const now = taken(other, pack);
    expect(now.module).toBe('outer_2');
    expect(now.document.modules.map(({ id, name }) => `${id} ${name}`)).toEqual([
      'inner Other Inner',
      'outer Other Outer',
      'inner_2 Inner',
      'outer_2 Outer',
    ]);
    const parsed = parseDocument(serialiseDocument(now.document));
    expect(parsed).toEqual({ document: now.document });
    const outer = graphOf(now.document, 'outer_2');
    expect(outer?.nodes.find(({ name }) => name === 'deep')?.module?.id).toBe('inner_2');
    expect(
      outer?.edges.every(({ from, to }) => [from, to].every((end) => outer.nodes.some(({ id }) => id === end.node))),
    ).toBe(true);
    expect(now.document.layout.annotations?.map(({ scope }) => scope)).toEqual(['outer', 'outer_2']);
    // Once is enough.
    expect(taken(now.document, pack)).toMatchObject({ patch: 0, module: 'outer_2' });
  });

  it('uses an inner module that is there, and brings only what is not', () => {
    const document = stackedModules();
    const pack = packedFrom(document, 'stack');
    const half: Document = {
      ...document,
      graph: { nodes: [], edges: [] },
      modules: document.modules.filter(({ id }) => id === 'inner'),
    };
    const now = taken(half, pack);
    expect(now.document.modules.map(({ id }) => id)).toEqual(['inner', 'outer']);
  });

  it('is the same wherever its blocks stand and whatever their ids are; another name or value makes it another one', () => {
    const pack = packedFrom(stackedModules(), 'stack');
    const renumbered: Document = JSON.parse(
      serialiseDocument(pack).replaceAll('"in_', '"else_').replaceAll('"x": 1', '"x": 7'),
    );
    expect(samePacked(pack, renumbered)).toBe(true);
    expect(samePacked(pack, renamePacked(pack, 'Another'))).toBe(false);
    const other: Document = JSON.parse(serialiseDocument(pack).replace('"units": 8', '"units": 9'));
    expect(samePacked(pack, other)).toBe(false);
  });

  it('is none where a definition is missing or stands in itself', () => {
    const document = stackedModules();
    const missing = { ...document, modules: document.modules.filter(({ id }) => id !== 'inner') };
    expect(packModule(missing, useOf(missing, 'stack'))).toBeUndefined();
    const circle: Document = JSON.parse(
      serialiseDocument(document).replace(
        '"block": "linear", "version": 1, "parameters": { "units": 8 }',
        '"block": "module", "version": 1, "parameters": {}, "module": { "id": "outer" }',
      ),
    );
    expect(packModule(circle, useOf(circle, 'stack'))).toBeUndefined();
  });

  it('taken into any document gives one that can be read', () => {
    const pack = packedFrom(stackedModules(), 'stack');
    fc.assert(
      fc.property(anyDocument, (document) => {
        const now = taken(document, pack).document;
        expect(parseDocument(serialiseDocument(now))).toEqual({ document: now });
      }),
    );
  });
});

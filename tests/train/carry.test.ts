import { describe, expect, it } from 'vitest';
import { apply, type Document, extract, type Patch, setUse, unpack } from '../../src/document';
import { carryWeights } from '../../src/train';
import { gpt, graphOf } from '../support/models';

const edited = (document: Document, patch: Patch): Document => {
  const applied = apply(document, patch);
  if ('problems' in applied) throw new Error('the edit does not fit');
  return applied.document;
};

/** Paths of the weights in the new document, and the path each was carried from. */
const carried = (from: Document, to: Document): Map<string, string> =>
  new Map([...carry(from, to).weights].map(([path, { path: before }]) => [path, before]));

function carry(from: Document, to: Document) {
  const shapes = (document: Document) => {
    const found = new Map<string, readonly number[]>();
    const visit = (nodes: ReturnType<typeof graphOf>['nodes'], path: string): void => {
      for (const node of nodes) {
        for (const [name, { shape }] of Object.entries(node.weights)) found.set(`${path}${node.name}.${name}`, shape);
        if (node.call.kind !== 'module') continue;
        for (let copy = 0; copy < node.call.repeat; copy++) {
          const own = `${path}${node.name}.${node.call.repeat > 1 ? `${copy}.` : ''}`;
          visit(node.call.graph.nodes, node.call.share === undefined ? own : `${node.call.share}.`);
        }
      }
    };
    visit(graphOf(document).nodes, '');
    return found;
  };
  const weights = new Map([...shapes(from)].map(([path, shape]) => [path, { shape, path }]));
  return carryWeights(weights, graphOf(from), graphOf(to), shapes(to));
}

const LAYER = ['norm1', 'attention', 'add1', 'norm2', 'mlp', 'add2'];
const options = { name: 'Layer', refuse: () => undefined, main: () => true, gives: () => undefined, portVersion: 1 };

describe('trained weights', () => {
  const start = gpt();
  const made = extract(start, undefined, new Set(LAYER), options);
  if ('refusal' in made) throw new Error(made.refusal);
  const packed = edited(start, made.patch);
  const all = [...carried(start, start).keys()];
  const inside = (path: string) => LAYER.includes(path.split('.')[0] ?? '');

  it('go along into a module', () => {
    const found = carried(start, packed);
    expect([...found.values()].sort()).toEqual([...all].sort());
    for (const [now, before] of found) expect(now).toBe(inside(before) ? `layer.${before}` : before);
  });

  it('that could not come along are named, with the shapes that did not agree', () => {
    const { graph } = start;
    const wider = {
      ...start,
      graph: {
        nodes: graph.nodes.map((node) =>
          node.name === 'mlp' ? { ...node, parameters: { ...node.parameters, hidden: 7 } } : node,
        ),
        edges: graph.edges,
      },
    };
    const { kept, made, dropped } = carry(start, wider);
    const before = carry(start, start);
    expect(before).toMatchObject({ made: [], dropped: [] });
    expect(before.kept.every(({ path, from }) => path === from)).toBe(true);
    expect(kept.map(({ path }) => path)).toEqual(all.filter((path) => !made.some((one) => one.path === path)));
    expect(made.length).toBeGreaterThan(0);
    for (const { path, shape, before } of made) {
      expect(path).toMatch(/^mlp\./);
      expect(before).toHaveLength(shape.length);
      expect(before).toContain(16);
      expect(shape).toContain(7);
    }
    expect(dropped).toEqual([]);
  });

  it('whose block is gone are named, and those that moved with where they were', () => {
    const { kept, made, dropped } = carry(start, packed);
    expect({ made, dropped }).toEqual({ made: [], dropped: [] });
    expect(kept.find(({ path }) => path === 'layer.attention.query')?.from).toBe('attention.query');
    const first = start.graph.nodes.find(({ name }) => name === 'norm1');
    const bypassed = {
      ...start,
      graph: {
        ...start.graph,
        nodes: start.graph.nodes.map((one) => (one === first ? { ...one, bypass: true } : one)),
      },
    };
    expect(carry(start, bypassed).dropped).toEqual(all.filter((path) => path.startsWith('norm1.')));
  });

  it('stay with the first of its copies, the others begin anew', () => {
    const repeated = edited(packed, setUse(packed, undefined, made.instance, { repeat: 3 }));
    const found = carried(packed, repeated);
    expect(found.size).toBe(all.length);
    for (const [now, before] of found) expect(now).toBe(before.replace('layer.', 'layer.0.'));
  });

  it('come out of it again', () => {
    const back = unpack(packed, undefined, made.instance);
    if ('refusal' in back) throw new Error(back.refusal);
    const found = carried(packed, edited(packed, back.patch));
    expect([...found.keys()].sort()).toEqual([...all].sort());
    for (const [now, before] of found) expect(before).toBe(inside(now) ? `layer.${now}` : now);
  });

  it('of every copy come out of it again', () => {
    const repeated = edited(packed, setUse(packed, undefined, made.instance, { repeat: 3 }));
    const back = unpack(repeated, undefined, made.instance);
    if ('refusal' in back) throw new Error(back.refusal);
    const open = edited(repeated, back.patch);
    const found = carried(repeated, open);
    expect(found.size).toBe(carried(repeated, repeated).size);
    expect(found.get('attention_2.query')).toBe('layer.1.attention.query');
    expect(found.get('attention_3.out')).toBe('layer.2.attention.out');
  });

  it('under a key go to every instance when the key is taken off', () => {
    const module = packed.modules[0];
    if (!module) throw new RangeError('a module');
    const twice = (share?: string): Document => {
      const nodes = packed.graph.nodes.map((node) =>
        node.id === made.instance ? { ...node, module: { id: module.id, share: 'key' } } : node,
      );
      const second = { ...nodes.find(({ id }) => id === made.instance), id: 'second', name: 'second' };
      const use = { id: module.id, ...(share === undefined ? {} : { share }) };
      const edges = packed.graph.edges.map((edge) =>
        edge.from.node === made.instance ? { ...edge, from: { ...edge.from, node: 'second' } } : edge,
      );
      edges.push({ id: 'between', from: { node: made.instance, port: 'y' }, to: { node: 'second', port: 'x' } });
      return {
        ...packed,
        graph: { nodes: [...nodes, { block: 'module', version: 1, parameters: {}, ...second, module: use }], edges },
      };
    };
    const found = carried(twice('key'), twice());
    expect(found.get('second.attention.query')).toBe('key.attention.query');
    expect(found.get('key.attention.query')).toBe('key.attention.query');
  });
});

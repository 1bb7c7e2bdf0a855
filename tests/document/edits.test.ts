import { describe, expect, it } from 'vitest';
import {
  addEdge,
  addNode,
  apply,
  type Change,
  copy,
  type Document,
  edit,
  freshId,
  freshName,
  freshNames,
  graphOf,
  type History,
  invert,
  moveNodes,
  type Patch,
  parseClip,
  parseDocument,
  paste,
  redo,
  remove,
  renameNode,
  type Scope,
  serialiseDocument,
  setBypass,
  setData,
  setMeta,
  setParameter,
  setTraining,
  setUse,
  startHistory,
  takenIds,
  undo,
} from '../../src/document';
import { gpt, stacked } from '../support/models';
import { fc } from '../support/property';
import { anyDocument } from './arbitrary';

const start = (): Document => {
  const { graph, ...document } = stacked({ repeat: 3 });
  const at = (id: string, i: number) => ({ id, x: 100 * i, y: 0 });
  return { ...document, graph, layout: { positions: graph.nodes.map(({ id }, i) => at(id, i)) } };
};

/** One gesture of a person, chosen by numbers; on a graph that lacks what it needs it is an empty patch. */
type Gesture = (document: Document) => Patch;

const pick = <T>(list: readonly T[], at: number): T | undefined => list[at % Math.max(1, list.length)];
const scopeOf = (document: Document, at: number): Scope => (at % 3 === 0 ? document.modules[0]?.id : undefined);

const gesture: fc.Arbitrary<Gesture> = fc
  .record({
    what: fc.nat(11),
    scope: fc.nat(),
    a: fc.nat(),
    b: fc.nat(),
    x: fc.integer({ min: -500, max: 500 }),
    value: fc.oneof(fc.integer({ min: 1, max: 99 }), fc.boolean(), fc.constantFrom('V', 'relu')),
  })
  .map(({ what, scope: s, a, b, x, value }) => (document: Document): Patch => {
    const scope = scopeOf(document, s);
    const graph = graphOf(document, scope) ?? { nodes: [], edges: [] };
    const [node, other] = [pick(graph.nodes, a), pick(graph.nodes, b)];
    const taken = takenIds(document);
    switch (what) {
      case 0: {
        const name = freshName(new Set(graph.nodes.map((n) => n.name)), 'linear');
        const fresh = { id: freshId(taken, 'n'), name, block: 'linear', version: 1, parameters: { units: 4 } };
        return addNode(scope, fresh, { x, y: -x });
      }
      case 1:
        if (!node || !other) return [];
        return addEdge(scope, {
          id: freshId(taken, 'e'),
          from: { node: node.id, port: 'y' },
          to: { node: other.id, port: 'x' },
        });
      case 2:
        return remove(document, scope, new Set(node ? [node.id] : []));
      case 3:
        return remove(
          document,
          scope,
          new Set([node?.id ?? '', other?.id ?? '']),
          new Set([pick(graph.edges, a)?.id ?? '']),
        );
      case 4:
        return node ? setParameter(document, scope, node.id, 'units', value) : [];
      case 5: {
        const name = freshName(new Set(graph.nodes.map((n) => n.name)), `name${a % 5}`);
        return node ? renameNode(document, scope, node.id, name) : [];
      }
      case 6:
        return node ? setBypass(document, scope, node.id, b % 2 === 0) : [];
      case 7:
        return moveNodes(document, new Map(node ? [[node.id, { x, y: x / 3 }]] : []));
      case 8: {
        const use = graph.nodes.find((n) => n.module);
        return use ? setUse(document, scope, use.id, { repeat: 1 + (a % 4) }) : [];
      }
      case 9:
        return setTraining(document, { ...document.training, steps: 1 + (a % 100) });
      case 10:
        return setMeta(document, { ...document.meta, name: `name ${a}` });
      default: {
        const choice = document.data[0];
        return choice ? setData(document, { ...choice, id: a % 2 === 0 ? choice.id : freshId(new Set(), 'data') }) : [];
      }
    }
  });

/** A history after an edit that fits; anything else fails the test. */
function went(result: ReturnType<typeof edit>): History {
  if ('problems' in result) throw new Error(JSON.stringify(result.problems));
  return result;
}

describe('patches', () => {
  it('do as a whole what their changes do one after the other', () => {
    fc.assert(
      fc.property(fc.array(gesture, { maxLength: 8 }), (gestures) => {
        const document = start();
        let after = document;
        const patch: Change[] = [];
        for (const make of gestures) {
          const next = make(after);
          patch.push(...next);
          for (const change of next) {
            const applied = apply(after, [change]);
            if ('problems' in applied) throw new Error(JSON.stringify(applied.problems));
            after = applied.document;
          }
        }
        expect(apply(document, patch)).toEqual({ document: after });
        expect(apply(after, invert(patch))).toEqual({ document });
      }),
      { numRuns: 200 },
    );
  });

  it('put what was taken out of the middle back in its place', () => {
    const document = start();
    const many = Array.from({ length: 60 }, (_, i) => {
      const name = `many${i}`;
      return { id: name, name, block: 'dropout', version: 1, parameters: {} };
    });
    const full = { ...document, graph: { ...document.graph, nodes: [...document.graph.nodes, ...many] } };
    const odd = new Set(many.filter((_, i) => i % 3 !== 0).map(({ id }) => id));
    const removed = apply(full, remove(full, undefined, odd));
    if (!('document' in removed)) throw new Error(JSON.stringify(removed.problems));
    expect(removed.document.graph.nodes).toEqual(full.graph.nodes.filter(({ id }) => !odd.has(id)));
    expect(apply(removed.document, invert(remove(full, undefined, odd)))).toEqual({ document: full });
  });

  it('taken back give the document before, whatever the gestures', () => {
    fc.assert(
      fc.property(fc.array(gesture, { maxLength: 12 }), (gestures) => {
        let document = start();
        for (const make of gestures) {
          const before = serialiseDocument(document);
          const patch = make(document);
          const applied = apply(document, patch);
          if ('problems' in applied) throw new Error(JSON.stringify(applied.problems));
          expect(serialiseDocument(document)).toBe(before);
          const back = apply(applied.document, invert(patch));
          expect('document' in back && serialiseDocument(back.document)).toBe(before);
          expect(invert(invert(patch))).toEqual(patch);
          // Patches travel: to storage, to other tabs, to the command line.
          const sent: Patch = JSON.parse(JSON.stringify(patch));
          const there = apply(document, sent);
          expect('document' in there && serialiseDocument(there.document)).toBe(serialiseDocument(applied.document));
          document = applied.document;
        }
        const opened = parseDocument(serialiseDocument(document));
        expect('problems' in opened ? opened.problems : []).toEqual([]);
      }),
      { numRuns: 200 },
    );
  });

  it('undo and redo walk along the same documents', () => {
    const step = fc.oneof(
      { weight: 3, arbitrary: gesture.map((make) => ({ kind: 'edit' as const, make })) },
      { weight: 1, arbitrary: fc.constant({ kind: 'undo' as const }) },
      { weight: 1, arbitrary: fc.constant({ kind: 'redo' as const }) },
    );
    fc.assert(
      fc.property(fc.array(step, { maxLength: 40 }), (steps) => {
        let history = startHistory(start());
        // The history written the slow way: every document there was, and where in it we stand.
        let seen = [serialiseDocument(history.document)];
        let at = 0;
        for (const what of steps) {
          if (what.kind === 'undo') {
            history = went(undo(history));
            at = Math.max(0, at - 1);
          } else if (what.kind === 'redo') {
            history = went(redo(history));
            at = Math.min(seen.length - 1, at + 1);
          } else {
            const patch = what.make(history.document);
            history = went(edit(history, patch));
            if (patch.length > 0) {
              seen = [...seen.slice(0, at + 1), serialiseDocument(history.document)];
              at++;
            }
          }
          expect(serialiseDocument(history.document)).toBe(seen[at]);
          expect(history.past).toHaveLength(at);
          expect(history.future).toHaveLength(seen.length - 1 - at);
        }
      }),
      { numRuns: 150 },
    );
  });

  it('do not fit a document that has changed', () => {
    const document = start();
    const patch = setParameter(document, undefined, 'first', 'units', 9);
    const changed = apply(document, patch);
    expect('document' in changed).toBe(true);
    if (!('document' in changed)) return;
    expect(apply(changed.document, patch)).toEqual({
      problems: [
        {
          code: 'document/conflict',
          severity: 'error',
          at: { field: 'graph.nodes.first.parameters.units' },
          expected: '6',
          received: '9',
          fix: 'The document has changed since; do the edit again.',
        },
      ],
    });
  });

  it.each([
    ['a path to nowhere', [{ path: ['graph', 'nodes', 'nobody', 'name'], after: 'x' }]],
    ['no path', [{ path: [], after: 'x' }]],
    ['a prototype', [{ path: ['__proto__', 'polluted'], after: true }]],
    ['a constructor', [{ path: ['graph', 'constructor', 'prototype', 'polluted'], after: true }]],
    ['something new where something stands', [{ path: ['meta', 'name'], after: 'x' }]],
    ['another value than stands there', [{ path: ['meta', 'name'], before: 'y', after: 'x' }]],
    ['a removal of what is not there', [{ path: ['graph', 'edges', 'nobody'], before: { id: 'nobody' } }]],
  ])('are refused with %s, and nothing is polluted', (_, patch) => {
    const document = start();
    const before = serialiseDocument(document);
    const result = apply(document, patch);
    expect('problems' in result && result.problems.map(({ code }) => code)).toEqual(['document/conflict']);
    expect(serialiseDocument(document)).toBe(before);
    expect(Object.hasOwn(Object.prototype, 'polluted')).toBe(false);
  });

  it('change nothing where they say nothing', () => {
    const document = start();
    for (const path of [
      ['graph', 'nodes', 'nobody'],
      ['meta', 'nothing'],
      ['graph', 'edges', 'e99'],
    ]) {
      const result = apply(document, [{ path }]);
      expect('document' in result && serialiseDocument(result.document)).toBe(serialiseDocument(document));
    }
  });

  it('never fail on a patch of any form', () => {
    const key = fc.constantFrom(
      'graph',
      'nodes',
      'edges',
      'first',
      'e1',
      'parameters',
      'units',
      'modules',
      'layer',
      'toString',
      'length',
      '0',
      'meta',
      'name',
    );
    const change = fc.record(
      {
        path: fc.array(key, { maxLength: 5 }),
        before: fc.jsonValue({ maxDepth: 1 }),
        after: fc.jsonValue({ maxDepth: 1 }),
        index: fc.integer({ min: -3, max: 30 }),
      },
      { requiredKeys: ['path'] },
    );
    fc.assert(
      fc.property(fc.array(change, { maxLength: 3 }), (patch) => {
        const document = start();
        const before = serialiseDocument(document);
        const result = apply(document, JSON.parse(JSON.stringify(patch)));
        expect('document' in result || result.problems.length > 0).toBe(true);
        expect(serialiseDocument(document)).toBe(before);
      }),
      { numRuns: 1000 },
    );
  });
});

describe('edits', () => {
  it('remove what hangs on a block: wires, position, probe, losses of phases', () => {
    const base = gpt();
    const [phase] = base.training.phases;
    if (!phase) throw new RangeError('a document has a phase');
    const document: Document = {
      ...base,
      layout: {
        positions: [
          { id: 'loss', x: 1, y: 2 },
          { id: 'data', x: 0, y: 0 },
        ],
      },
      training: {
        ...base.training,
        probe: { data: { text: 'Once' } },
        phases: [{ ...phase, losses: [{ node: 'loss', factor: 2 }] }],
      },
    };
    const patch = remove(document, undefined, new Set(['loss', 'data']));
    const result = apply(document, patch);
    if (!('document' in result)) throw new Error(JSON.stringify(result.problems));
    const { graph, layout, training } = result.document;
    expect(graph.nodes.map(({ id }) => id)).not.toContain('loss');
    expect(graph.edges.some(({ from, to }) => [from.node, to.node].some((id) => ['loss', 'data'].includes(id)))).toBe(
      false,
    );
    expect(layout.positions).toEqual([]);
    expect(training.probe).toEqual({});
    expect(training.phases[0]?.losses).toEqual([]);
    const back = apply(result.document, invert(patch));
    expect('document' in back && back.document).toEqual(document);
  });

  it('copy and paste blocks with their wires under fresh names', () => {
    const document = start();
    const parsed = parseClip(copy(document, undefined, new Set(['first', 'stack'])));
    if ('problems' in parsed) throw new Error(JSON.stringify(parsed.problems));
    const { patch, ids } = paste(document, undefined, parsed, { x: 10, y: 20 });
    const result = apply(document, patch);
    if (!('document' in result)) throw new Error(JSON.stringify(result.problems));
    expect(ids).toHaveLength(2);
    const pasted = result.document.graph.nodes.filter(({ id }) => ids.includes(id));
    expect(pasted.map(({ name }) => name)).toEqual(['first_2', 'stack_2']);
    expect(result.document.graph.edges.filter(({ from }) => ids.includes(from.node))).toHaveLength(1);
    expect(result.document.layout.positions.filter(({ id }) => ids.includes(id))).toEqual([
      { id: ids[0], x: 10, y: 20 },
      { id: ids[1], x: 110, y: 20 },
    ]);
    expect('document' in parseDocument(serialiseDocument(result.document))).toBe(true);
    for (const text of ['', '{', '{"wireformer":1}', 'null', '[]']) {
      expect('problems' in parseClip(text), text).toBe(true);
    }
  });

  it('paste any selection of any document anywhere', () => {
    fc.assert(
      fc.property(anyDocument, fc.nat(), (document, seed) => {
        const chosen = document.graph.nodes.filter((_, i) => (seed >> i) % 2 === 0).map(({ id }) => id);
        const clip = parseClip(copy(document, undefined, new Set(chosen)));
        if ('problems' in clip) throw new Error(JSON.stringify(clip.problems));
        const target = start();
        const { patch, ids } = paste(target, undefined, clip, { x: 0, y: 0 });
        const result = apply(target, patch);
        if (!('document' in result)) throw new Error(JSON.stringify(result.problems));
        expect(ids).toHaveLength(chosen.length);
        const opened = parseDocument(serialiseDocument(result.document));
        expect('problems' in opened ? opened.problems : []).toEqual([]);
      }),
      { numRuns: 100 },
    );
  });

  it('give names and ids that are free', () => {
    expect(freshName(new Set(), 'linear')).toBe('linear');
    expect(freshName(new Set(['linear']), 'linear')).toBe('linear_2');
    expect(freshName(new Set(['linear', 'linear_2']), 'linear_2')).toBe('linear_3');
    const next = freshNames(new Set(['linear', 'linear_3']));
    expect(Array.from({ length: 4 }, () => next('linear'))).toEqual(['linear_2', 'linear_4', 'linear_5', 'linear_6']);
    const taken = new Set(['n0', 'n1', 'n3']);
    expect(freshId(taken, 'n')).toBe('n4');
    expect(freshId(taken, 'n')).toBe('n5');
    expect(taken.size).toBe(5);
  });
});

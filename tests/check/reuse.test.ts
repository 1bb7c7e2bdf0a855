import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { blocks } from '../../blocks';
import { type Check, createChecker } from '../../src/check';
import { apply, type Document, graphOf, type Patch, remove, setBypass, setParameter } from '../../src/document';
import { checker } from '../support/graph';
import { documents } from '../support/models';

/** Everything a check says, in a form that compares. */
const said = ({ problems, nodes, totals, symbols, graph }: Check) => ({
  problems,
  nodes: [...nodes].sort(([a], [b]) => (a < b ? -1 : 1)),
  totals,
  symbols,
  graph,
});

function edited(document: Document, patch: Patch): Document {
  const applied = apply(document, patch);
  if (!('document' in applied)) throw new RangeError('the edit does not fit');
  return applied.document;
}

/** An edit somewhere in the document, the graphs of its modules included. */
function edit(document: Document, pick: number, kind: number, value: number): Patch {
  const scopes = [undefined, ...document.modules.map(({ id }) => id)];
  const places = scopes.flatMap((scope) => graphOf(document, scope)?.nodes.map((node) => ({ scope, node })) ?? []);
  const place = places[pick % places.length];
  if (!place) return [];
  const { scope, node } = place;
  const [edge] = graphOf(document, scope)?.edges.filter(({ to }) => to.node === node.id) ?? [];
  if (kind === 0) return setBypass(document, scope, node.id, node.bypass !== true);
  if (kind === 1) return remove(document, scope, new Set([node.id]));
  if (kind === 2 && edge) return remove(document, scope, new Set(), new Set([edge.id]));
  const [name] = Object.entries(node.parameters).find(([, now]) => typeof now === 'number') ?? [];
  return name === undefined ? [] : setParameter(document, scope, node.id, name, value);
}

describe('a check after an edit', () => {
  const anyEdit = fc.record({
    pick: fc.nat(),
    kind: fc.integer({ min: 0, max: 5 }),
    value: fc.integer({ min: 1, max: 9 }),
  });

  it.each(Object.entries(documents))('says of %s what a check from the beginning says', (_, make) => {
    fc.assert(
      fc.property(fc.array(anyEdit, { minLength: 1, maxLength: 6 }), (edits) => {
        const kept = createChecker(blocks);
        let document = make();
        kept.check(document);
        for (const { pick, kind, value } of edits) {
          document = edited(document, edit(document, pick, kind, value));
          expect(said(kept.check(document))).toEqual(said(createChecker(blocks).check(document)));
        }
      }),
      { numRuns: 15 },
    );
  });

  it('gives back the very types of what it did not touch', () => {
    const [, make] = Object.entries(documents).find(([name]) => name === 'gpt') ?? [];
    if (!make) throw new RangeError('a language model');
    const document = make();
    const before = checker.check(document);
    const after = checker.check(edited(document, setParameter(document, undefined, 'mlp', 'hidden', 12)));
    const same = [...after.nodes].filter(([id, report]) => before.nodes.get(id) === report).map(([id]) => id);
    expect(same).toContain('attention');
    expect(same).toContain('head');
    expect(same).not.toContain('mlp');
  });
});

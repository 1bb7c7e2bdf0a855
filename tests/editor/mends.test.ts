import { describe, expect, it } from 'vitest';
import { blocks } from '../../blocks';
import { apply } from '../../src/document';
import { createLibrary } from '../../src/editor/library';
import { mendsFor } from '../../src/editor/mends';
import { wiringOf } from '../../src/editor/wiring';
import { checker, GraphBuilder } from '../support/graph';

const library = createLibrary(blocks, () => ({ type: 'generated', dataset: 'xor', seed: 1, options: {} }));

const sequences = () =>
  new GraphBuilder()
    .generated('text', 'tokens', 'fables')
    .block('text', 'token-data', { data: 'text', length: 16 })
    .block('embedding', 'embedding', { width: 8 })
    .block('narrow', 'activation')
    .block('linear', 'linear', { units: 4 })
    .block('wide', 'linear', { units: 6 })
    .block('pooled', 'mean-over-time')
    .block('vector', 'linear', { units: 5 })
    .block('other', 'mean-over-time')
    .block('sum', 'add')
    .block('vectors', 'add')
    .block('lstm', 'lstm', { units: 3 })
    .block('attention', 'multi-head-attention', { heads: 2 })
    .wire('text.tokens -> embedding.ids', 'embedding.y -> linear.x', 'linear.y -> narrow.x', 'embedding.y -> wide.x')
    .wire('embedding.y -> sum.a', 'embedding.y -> other.x', 'other.y -> vector.x', 'vector.y -> vectors.a')
    .wire('embedding.y -> attention.query');

function offered(from: string, to: string) {
  const document = sequences().document();
  const end = (text: string) => ({ node: text.split('.')[0] ?? '', port: text.split('.')[1] ?? '' });
  const wiring = wiringOf(document, undefined, checker.check(document), library);
  const mends = mendsFor(document, undefined, wiring, checker, end(from), end(to));
  return { document, mends, labels: mends.map(({ label }) => label) };
}

describe('what a refused wire is offered', () => {
  it.each([
    ['wide.y', 'sum.b', ['Set units of wide to 8.', 'Put Linear (units 8) between them.']],
    ['narrow.y', 'sum.b', ['Put Linear (units 8) between them.']],
    ['text.tokens', 'lstm.x', ['Put Embedding between them.', 'Put One-hot between them.']],
    [
      'text.tokens',
      'vectors.b',
      ['Last step', 'Mean over time', 'Max over time'].map(
        (pool) => `Put Embedding (width 5) and ${pool} between them.`,
      ),
    ],
    [
      'wide.y',
      'vectors.b',
      ['Last step', 'Mean over time', 'Max over time'].map((pool) => `Put ${pool} and Linear (units 5) between them.`),
    ],
    ['vector.y', 'lstm.x', ['Put Repeat over time between them.']],
    ['embedding.y', 'narrow.x', ['Put this wire in its place.']],
    ['embedding.y', 'attention.query', ['Put this wire in its place.']],
  ])('%s → %s', (from, to, expected) => {
    expect(offered(from, to).labels).toEqual(expected);
  });
});

describe('every offer', () => {
  it.each([
    ['wide.y', 'sum.b'],
    ['text.tokens', 'lstm.x'],
    ['text.tokens', 'vectors.b'],
    ['wide.y', 'vectors.b'],
    ['vector.y', 'lstm.x'],
    ['embedding.y', 'vectors.b'],
  ])('from %s to %s is one edit after which the wire fits', (from, to) => {
    const { document, mends } = offered(from, to);
    expect(mends.length).toBeGreaterThan(0);
    const faults = (one: typeof document) =>
      checker.check(one).problems.filter(({ code }) => code.startsWith('type/')).length;
    const before = faults(document);
    for (const { label, patch } of mends) {
      const after = apply(document, patch);
      if ('problems' in after) throw new Error(label);
      expect(faults(after.document), label).toBe(before);
      const [node = '', port] = to.split('.');
      expect(after.document.graph.edges.filter((edge) => edge.to.node === node && edge.to.port === port)).toHaveLength(
        1,
      );
    }
  });

  it('stands where no other card does: between the two, or in the first free row below', () => {
    const at = (places: Readonly<Record<string, readonly [number, number]>>) => {
      const base = sequences().document();
      const positions = base.graph.nodes.map(({ id }, i) => {
        const [x, y] = places[id] ?? [5000 + 300 * i, 5000];
        return { id, x, y };
      });
      const document = { ...base, layout: { positions } };
      const wiring = wiringOf(document, undefined, checker.check(document), library);
      const ends = [
        { node: 'narrow', port: 'y' },
        { node: 'sum', port: 'b' },
      ] as const;
      const [mend] = mendsFor(document, undefined, wiring, checker, ...ends);
      const applied = mend && apply(document, mend.patch);
      if (!applied || 'problems' in applied) throw new Error('not mended');
      const added = applied.document.layout.positions.filter(({ id }) => !positions.some((one) => one.id === id));
      return added.map(({ x, y }) => [x, y]);
    };
    expect(at({ narrow: [0, 0], sum: [600, 0] })).toEqual([[300, 0]]);
    // A card in between, and one below as well.
    expect(at({ narrow: [0, 0], sum: [600, 0], wide: [280, 40] })).toEqual([[0, 176]]);
    expect(at({ narrow: [0, 0], sum: [600, 0], wide: [280, 40], other: [-100, 200] })).toEqual([[0, 528]]);
    expect(at({ narrow: [0, 0], sum: [300, 0] })).toEqual([[0, 176]]);
  });
});

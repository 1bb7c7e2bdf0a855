import { defineBlock, INITIALISERS, initialiserOf, table } from '../src/block';

export const embedding = defineBlock({
  id: 'embedding',
  version: 1,
  category: 'embedding',
  doc: {
    title: 'Embedding',
    formula: 'y = E_{\\mathrm{id}}',
    text: 'Looks up a learned vector of width C for every token id. The table has a row for each of the V symbols of the vocabulary that comes over the wire; it also comes out, for a tied projection.',
    source: {
      title: 'Bengio et al. 2003, A neural probabilistic language model',
      url: 'https://www.jmlr.org/papers/v3/bengio03a.html',
    },
    keywords: ['lookup', 'word vectors', 'token'],
  },
  parameters: {
    width: { kind: 'int', default: 64, min: 1, max: 65_536, symbolic: true, doc: 'C, numbers per token.' },
    vocabulary: {
      kind: 'int',
      default: 0,
      min: 0,
      max: 10_000_000,
      symbolic: true,
      doc: 'V, rows of the table; 0 takes it from the wire.',
    },
    deviation: { kind: 'float', default: 0.02, min: 0, max: 10, doc: 'Standard deviation of normal initial values.' },
    initialiser: {
      kind: 'choice',
      options: INITIALISERS,
      default: 'normal',
      quiet: true,
      doc: 'How the table begins.',
    },
  },
  inputs: { ids: 'int [...]' },
  outputs: { y: 'float [..., C]', table: 'float [V, C]' },
  width: 'width',
  refuse(_, { vocabulary }, { ids }) {
    const known = ids.vocabulary?.size;
    if (known === undefined && vocabulary === 0) {
      return {
        at: 'vocabulary',
        expected: 'a size, as the wire does not bring a vocabulary',
        received: '0',
        fix: 'Set the size of the vocabulary here.',
      };
    }
    if (known === undefined || vocabulary === 0 || vocabulary >= known) return undefined;
    return {
      at: 'vocabulary',
      expected: `at least ${known}, the size of the vocabulary on the wire`,
      received: `${vocabulary}`,
      fix: 'Set it to 0 to follow the data.',
      edit: { vocabulary: 0 },
    };
  },
  weights: (_, { width, vocabulary, deviation, initialiser }, { ids }) => ({
    table: table(vocabulary || (ids.vocabulary?.size ?? 1), width, deviation, initialiserOf(initialiser, deviation)),
  }),
  forward: ({ ids }, { table }, _, { ops }) => ({ y: ops.embedding(ids, table), table }),
  examples: [
    { parameters: { width: 4 }, inputs: { ids: [2, 3] }, ids: 5 },
    { parameters: { width: 1 }, inputs: { ids: [1, 1] }, ids: 2 },
    { parameters: { width: 7 }, inputs: { ids: [3, 11] }, ids: 13 },
  ],
});

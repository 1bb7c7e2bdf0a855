import { axis, defineBlock, table } from '../src/block';

export const learnedPositions = defineBlock({
  id: 'learned-positions',
  version: 1,
  category: 'embedding',
  doc: {
    title: 'Learned positions',
    formula: 'y_t = x_t + P_t',
    text: 'Adds a learned vector for every position up to a greatest length. GPT and BERT do it this way.',
    source: { title: 'Radford et al. 2018, GPT', url: 'https://openai.com/index/language-unsupervised/' },
    keywords: ['positional encoding', 'position embedding'],
  },
  parameters: {
    length: {
      kind: 'int',
      default: 256,
      min: 1,
      max: 1_000_000,
      symbolic: true,
      doc: 'Positions in the table; at least T.',
    },
    deviation: { kind: 'float', default: 0.02, min: 0, max: 10, doc: 'Standard deviation of the initial values.' },
  },
  inputs: { x: 'float [B, T, C]' },
  outputs: { y: 'float [B, T, C]' },
  refuse: ({ T }, { length }) =>
    T <= length
      ? undefined
      : {
          at: 'length',
          expected: `at least T = ${T}`,
          received: `${length}`,
          fix: 'Make the table longer here, or the sequences shorter at the data block.',
          edit: { length: T },
        },
  weights: ({ C }, { length, deviation }) => ({ table: table(length, C, deviation) }),
  forward: ({ x }, { table }, _, { ops }) => ({ y: ops.add(x, ops.slice(table, 0, 0, axis(x, 1))) }),
  examples: [
    { parameters: { length: 5 }, inputs: { x: [2, 3, 4] } },
    { parameters: { length: 1 }, inputs: { x: [1, 1, 1] } },
    { parameters: { length: 7 }, inputs: { x: [3, 7, 5] } },
  ],
});

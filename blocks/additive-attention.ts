import { axis, defineBlock, matrix, optional, queryRank, vector, weigh } from '../src/block';

export const additiveAttention = defineBlock({
  id: 'additive-attention',
  version: 1,
  category: 'attention',
  doc: {
    title: 'Additive attention',
    formula:
      'c_t = \\sum_s \\alpha_{ts} v_s,\\quad \\alpha_t = \\mathrm{softmax}_s\\bigl(u^\\top \\tanh(q_t W + k_s U + b)\\bigr)',
    text: 'Bahdanau attention: a small network scores how well each of the S keys (encoder states) fits a query (the decoder’s state), and the context is their weighted mean. The query is a sequence [B, T, C], or one step [B, C] inside a recurrent module.',
    source: { title: 'Bahdanau et al. 2014', url: 'https://arxiv.org/abs/1409.0473' },
    keywords: ['bahdanau', 'alignment', 'context vector', 'seq2seq', 'encoder decoder', 'translation'],
  },
  parameters: {
    units: { kind: 'int', default: 64, min: 1, max: 16_384, symbolic: true, doc: 'A, width of the scoring network.' },
  },
  inputs: {
    query: 'float [*, C]',
    key: 'float [B, S, D]',
    value: optional('float [B, S, E]'),
    mask: optional('bool [B, S]'),
  },
  outputs: { y: 'float [..., E]' },
  taps: { attention: { axes: 'B T S', doc: 'α, the alignment of queries and keys; rows sum to 1.' } },
  refuse: (_, __, { query }) => queryRank(query),
  weights: ({ C, D }, { units }) => ({
    query: matrix(C, units),
    key: matrix(D, units),
    bias: vector(units),
    score: matrix(units, 1),
  }),
  forward({ query, key, value = key, mask }, w, { units }, { ops, tap }) {
    const single = query.type.shape.length === 2;
    const [B, T, S] = [axis(key, 0), single ? 1 : axis(query, 1), axis(key, 1)];
    const q = ops.reshape(ops.linear(query, w.query, w.bias), [B, T, 1, units]);
    const k = ops.reshape(ops.linear(key, w.key), [B, 1, S, units]);
    const scores = ops.linear(ops.activation(ops.add(q, k), 'tanh'), w.score); // [B, T, S, 1]
    const { y, attention } = weigh(ops, ops.reshape(scores, [B, T, S]), value, mask);
    tap('attention', single ? ops.reshape(attention, [B, S]) : attention, single ? 'B S' : 'B T S');
    return { y: single ? ops.reshape(y, [B, axis(value, 2)]) : y };
  },
  examples: [
    { parameters: { units: 4 }, inputs: { query: [2, 3, 4], key: [2, 5, 3] } },
    {
      parameters: { units: 1 },
      inputs: { query: [1, 1, 1], key: [1, 2, 1] },
    },
    {
      parameters: { units: 5 },
      inputs: { query: [3, 7], key: [3, 5, 2], value: [3, 5, 3], mask: [3, 5] },
      lengths: [5, 2, 3],
    },
  ],
});

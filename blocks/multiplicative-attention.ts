import { axis, defineBlock, matrix, optional, queryRank, weigh } from '../src/block';

export const multiplicativeAttention = defineBlock({
  id: 'multiplicative-attention',
  version: 1,
  category: 'attention',
  doc: {
    title: 'Multiplicative attention',
    formula: 'c_t = \\sum_s \\alpha_{ts} v_s,\\quad \\alpha_t = \\mathrm{softmax}_s\\bigl(q_t W k_s^\\top\\bigr)',
    text: 'Luong attention: the score of a query (the decoder’s state) and a key (an encoder state) is their product, through a learned matrix (general) or without (dot). The query is a sequence [B, T, C], or one step [B, C] inside a recurrent module.',
    source: { title: 'Luong et al. 2015', url: 'https://arxiv.org/abs/1508.04025' },
    keywords: ['luong', 'general', 'dot', 'alignment', 'context vector', 'seq2seq', 'encoder decoder', 'translation'],
  },
  parameters: {
    score: {
      kind: 'choice',
      options: ['general', 'dot'],
      default: 'general',
      doc: 'With a learned matrix W, or the plain product of query and key.',
    },
  },
  inputs: {
    query: 'float [*, C]',
    key: 'float [B, S, D]',
    value: optional('float [B, S, E]'),
    mask: optional('bool [B, S]'),
  },
  outputs: { y: 'float [..., E]' },
  taps: { attention: { axes: 'B T S', doc: 'α, the alignment of queries and keys; rows sum to 1.' } },
  refuse({ C, D }, { score }, { query }) {
    if (score === 'general' || C === D) return queryRank(query);
    return {
      at: 'score',
      expected: `queries as wide as the keys (D = ${D})`,
      received: `C = ${C}`,
      fix: 'Choose the general score, or make the widths agree.',
      edit: { score: 'general' },
    };
  },
  weights: ({ C, D }, { score }) => ({ kernel: score === 'general' ? matrix(C, D) : undefined }),
  forward({ query, key, value = key, mask }, { kernel }, _, { ops, tap }) {
    const single = query.type.shape.length === 2;
    const [B, S, D] = [axis(key, 0), axis(key, 1), axis(key, 2)];
    const projected = kernel ? ops.linear(query, kernel) : query;
    const q = single ? ops.reshape(projected, [B, 1, D]) : projected; // [B, T, D]
    const { y, attention } = weigh(ops, ops.matmul(q, key, false, true), value, mask);
    tap('attention', single ? ops.reshape(attention, [B, S]) : attention, single ? 'B S' : 'B T S');
    return { y: single ? ops.reshape(y, [B, axis(value, 2)]) : y };
  },
  examples: [
    { inputs: { query: [2, 3, 4], key: [2, 5, 3] } },
    { parameters: { score: 'dot' }, inputs: { query: [1, 1, 1], key: [1, 2, 1] } },
    { inputs: { query: [3, 7], key: [3, 5, 2], value: [3, 5, 3], mask: [3, 5] }, lengths: [5, 2, 3] },
  ],
});

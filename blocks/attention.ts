import { axis, defineBlock, optional } from '../src/block';

export const attention = defineBlock({
  id: 'attention',
  version: 1,
  category: 'attention',
  doc: {
    title: 'Scaled dot-product attention',
    formula: '\\mathrm{softmax}\\!\\left(\\frac{QK^\\top}{\\sqrt{C}}\\right) V',
    text: 'Every query looks at all keys and takes the mean of their values, weighted by how well they match. No weights of its own: put linear layers before it. The mask is true where a key may be seen.',
    source: { title: 'Vaswani et al. 2017, section 3.2.1', url: 'https://arxiv.org/abs/1706.03762' },
    keywords: ['self-attention', 'cross-attention', 'query', 'key', 'value'],
  },
  parameters: { causal: { kind: 'bool', default: false, doc: 'A position sees only itself and what came before.' } },
  inputs: { query: 'float [B, T, C]', key: 'float [B, S, C]', value: 'float [B, S, D]', mask: optional('bool [B, S]') },
  outputs: { y: 'float [B, T, D]' },
  taps: { attention: { axes: 'B T S', doc: 'Rows sum to 1.' } },
  // The first queries of a longer row would see no key at all.
  refuse: ({ T, S }, { causal }) =>
    !causal || T <= S
      ? undefined
      : {
          at: 'causal',
          expected: `at least as many keys as queries (T = ${T})`,
          received: `S = ${S}`,
          fix: 'Switch causal off, or wire as many keys as queries.',
          edit: { causal: false },
        },
  forward({ query, key, value, mask }, _, { causal }, { ops, tap }) {
    const [B, T, S] = [axis(query, 0), axis(query, 1), axis(key, 1)];
    const [q, k, v] = [ops.splitHeads(query, 1), ops.splitHeads(key, 1), ops.splitHeads(value, 1)]; // [B, T or S, 1, …]
    const seen = mask && ops.reshape(mask, [B, 1, 1, S]);
    const { y, attention } = ops.attention(q, k, v, { causal, mask: seen });
    tap('attention', ops.reshape(attention, [B, T, S]));
    return { y: ops.joinHeads(y) };
  },
  examples: [
    { inputs: { query: [2, 3, 4], key: [2, 5, 4], value: [2, 5, 3] } },
    { parameters: { causal: true }, inputs: { query: [1, 1, 1], key: [1, 1, 1], value: [1, 1, 1] } },
    {
      parameters: { causal: true },
      inputs: { query: [3, 5, 7], key: [3, 5, 7], value: [3, 5, 2], mask: [3, 5] },
      lengths: [5, 3, 1],
    },
  ],
});

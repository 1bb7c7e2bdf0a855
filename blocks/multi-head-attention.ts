import {
  attend,
  axis,
  defineBlock,
  matrix,
  nearestDivisor,
  optional,
  POSITIONS,
  refuseOdd,
  vector,
} from '../src/block';

export const multiHeadAttention = defineBlock({
  id: 'multi-head-attention',
  version: 1,
  category: 'attention',
  doc: {
    title: 'Multi-head attention',
    formula:
      '\\mathrm{concat}_h\\!\\left(\\mathrm{softmax}\\!\\left(\\frac{QW^Q_h (KW^K_h)^\\top}{\\sqrt{C/H}}\\right) VW^V_h\\right) W^O',
    text: 'H attention heads side by side, each with its own projections of width C / H, then an output projection. With only the query wired it is self-attention; wire key and value from an encoder for cross-attention.',
    source: { title: 'Vaswani et al. 2017, section 3.2.2', url: 'https://arxiv.org/abs/1706.03762' },
    keywords: ['self-attention', 'cross-attention', 'transformer', 'heads', 'mha'],
  },
  parameters: {
    heads: { kind: 'int', default: 4, min: 1, max: 1024, doc: 'H; must divide C.' },
    causal: { kind: 'bool', default: false, doc: 'A position sees only itself and what came before.' },
    bias: { kind: 'bool', default: true, doc: 'Add learned vectors after the four projections.' },
    dropout: {
      kind: 'float',
      default: 0,
      min: 0,
      max: 0.95,
      doc: 'Part of the attention probabilities dropped while training.',
    },
    positions: {
      kind: 'choice',
      options: POSITIONS,
      default: 'none',
      quiet: true,
      doc: 'How the heads tell positions apart: not at all, by rotating queries and keys, or by linear biases (ALiBi).',
    },
    base: { kind: 'float', default: 10_000, min: 1, max: 1e9, quiet: true, doc: 'Base of the rotary angles.' },
  },
  inputs: {
    query: 'float [B, T, C]',
    key: optional('float [B, S, D]'),
    value: optional('float [B, S, E]'),
    mask: optional('bool [B, S]'),
  },
  outputs: { y: 'float [B, T, C]' },
  taps: { attention: { axes: 'B H T S', doc: 'Rows sum to 1.' } },
  refuse({ C, T }, { heads, causal, positions }, { key }) {
    const S = Number(key?.shape[1] ?? T);
    // The first queries of a longer row would see no key at all.
    if (causal && T > S) {
      return {
        at: 'causal',
        expected: `at least as many keys as queries (T = ${T})`,
        received: `S = ${S}`,
        fix: 'Switch causal off, or wire as many keys as queries.',
        edit: { causal: false },
      };
    }
    if (C % heads === 0) return positions === 'rotary' ? refuseOdd(C / heads, 'positions', 'none') : undefined;
    return {
      at: 'heads',
      expected: `a divisor of C = ${C}`,
      received: `${heads}`,
      fix: 'Change the heads here, or the width of the block before.',
      edit: { heads: nearestDivisor(C, heads) },
    };
  },
  weights({ C }, { bias }, { query, key = query, value = key }) {
    const width = (type: typeof query) => Number(type.shape.at(-1));
    const offset = bias ? vector(C) : undefined;
    return {
      query: matrix(C, C),
      key: matrix(width(key), C),
      value: matrix(width(value), C),
      out: matrix(C, C),
      query_bias: offset,
      key_bias: offset,
      value_bias: offset,
      out_bias: offset,
    };
  },
  forward({ query, key = query, value = key, mask }, w, { heads, causal, dropout, positions, base }, context) {
    const { ops, tap, training } = context;
    const q = ops.splitHeads(ops.linear(query, w.query, w.query_bias), heads); // [B, T, H, h]
    const k = ops.splitHeads(ops.linear(key, w.key, w.key_bias), heads); // [B, S, H, h]
    const v = ops.splitHeads(ops.linear(value, w.value, w.value_bias), heads); // [B, S, H, h]
    const seen = mask && ops.reshape(mask, [axis(key, 0), 1, 1, axis(key, 1)]);
    const rate = training ? dropout : 0;
    const options = { causal, mask: seen, rate, key: context.key, positions, base };
    const { y, attention } = attend(ops, q, k, v, options);
    tap('attention', attention); // [B, H, T, S]
    return { y: ops.linear(ops.joinHeads(y), w.out, w.out_bias) }; // [B, T, C]
  },
  examples: [
    {
      parameters: { heads: 2, causal: true },
      inputs: { query: [2, 3, 4] },
      zeroGradient: { key_bias: 'adds the same to every score of a query, which softmax ignores' },
    },
    {
      parameters: { heads: 1 },
      inputs: { query: [1, 1, 1] },
      zeroGradient: {
        query: 'one key has probability 1 whatever the query',
        key: 'one key has probability 1 whatever it is',
        query_bias: 'one key has probability 1 whatever the query',
        key_bias: 'one key has probability 1 whatever it is',
      },
    },
    {
      parameters: { heads: 3, bias: false },
      inputs: { query: [3, 5, 6], key: [3, 7, 2], value: [3, 7, 5], mask: [3, 7] },
      lengths: [7, 2, 3],
    },
    {
      parameters: { heads: 2, bias: false, causal: true, positions: 'rotary' },
      inputs: { query: [2, 3, 4], mask: [2, 3] },
      lengths: [3, 2],
    },
    {
      parameters: { heads: 3, bias: false, causal: true, positions: 'alibi', dropout: 0.2 },
      inputs: { query: [2, 5, 3], mask: [2, 5] },
      lengths: [5, 3],
    },
  ],
});

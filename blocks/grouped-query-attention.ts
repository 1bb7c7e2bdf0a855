import { attend, axis, defineBlock, matrix, nearestDivisor, optional, POSITIONS, refuseOdd } from '../src/block';

export const groupedQueryAttention = defineBlock({
  id: 'grouped-query-attention',
  version: 1,
  category: 'attention',
  doc: {
    title: 'Grouped-query attention',
    formula:
      '\\mathrm{concat}_h\\!\\left(\\mathrm{softmax}\\!\\left(\\frac{Q_h K_{g(h)}^\\top}{\\sqrt{C/H}}\\right) V_{g(h)}\\right) W^O',
    text: 'Self-attention whose H query heads share G key and value heads in groups of H / G: fewer weights, and far less to remember when generating. G = H is multi-head attention, G = 1 multi-query attention. As in LLaMA: causal, rotary, without biases.',
    source: { title: 'Ainslie et al. 2023', url: 'https://arxiv.org/abs/2305.13245' },
    keywords: ['gqa', 'mqa', 'multi-query', 'self-attention', 'llama', 'rope', 'transformer'],
  },
  parameters: {
    heads: { kind: 'int', default: 8, min: 1, max: 1024, doc: 'H, query heads; must divide C.' },
    groups: { kind: 'int', default: 2, min: 1, max: 1024, doc: 'G, heads of keys and values; must divide H.' },
    causal: { kind: 'bool', default: true, doc: 'A position sees only itself and what came before.' },
    positions: { kind: 'choice', options: POSITIONS, default: 'rotary', doc: 'How the heads tell positions apart.' },
    base: { kind: 'float', default: 10_000, min: 1, max: 1e9, quiet: true, doc: 'Base of the rotary angles.' },
    dropout: {
      kind: 'float',
      default: 0,
      min: 0,
      max: 0.95,
      doc: 'Part of the attention probabilities dropped while training.',
    },
  },
  inputs: { x: 'float [B, T, C]', mask: optional('bool [B, T]') },
  outputs: { y: 'float [B, T, C]' },
  taps: { attention: { axes: 'B H T S', doc: 'Rows sum to 1.' } },
  refuse({ C }, { heads, groups, positions }) {
    if (C % heads !== 0 || heads % groups !== 0) {
      const [at, whole, wanted] = C % heads !== 0 ? ['heads', C, heads] : ['groups', heads, groups];
      return {
        at: `${at}`,
        expected: `a divisor of ${at === 'heads' ? 'C' : 'H'} = ${whole}`,
        received: `${wanted}`,
        fix:
          at === 'heads'
            ? 'Change the heads here, or the width of the block before.'
            : 'Change the groups, or the heads.',
        edit:
          at === 'heads' ? { heads: nearestDivisor(C, heads), groups: 1 } : { groups: nearestDivisor(heads, groups) },
      };
    }
    return positions === 'rotary' ? refuseOdd(C / heads, 'positions', 'none') : undefined;
  },
  weights: ({ C }, { heads, groups }) => ({
    query: matrix(C, C),
    key: matrix(C, (C / heads) * groups),
    value: matrix(C, (C / heads) * groups),
    out: matrix(C, C),
  }),
  forward({ x, mask }, w, { heads, groups, causal, positions, base, dropout }, { ops, tap, key, training }) {
    const [B, T] = [axis(x, 0), axis(x, 1)];
    const q = ops.splitHeads(ops.linear(x, w.query), heads); // [B, T, H, h]
    const k = ops.splitHeads(ops.linear(x, w.key), groups); // [B, T, G, h]
    const v = ops.splitHeads(ops.linear(x, w.value), groups); // [B, T, G, h]
    const seen = mask && ops.reshape(mask, [B, 1, 1, T]);
    const rate = training ? dropout : 0;
    const { y, attention } = attend(ops, q, k, v, { causal, mask: seen, rate, key, positions, base });
    tap('attention', attention); // [B, H, T, T]
    return { y: ops.linear(ops.joinHeads(y), w.out) }; // [B, T, C]
  },
  examples: [
    { parameters: { heads: 4, groups: 2 }, inputs: { x: [2, 3, 8] } },
    {
      parameters: { heads: 1, groups: 1, positions: 'none' },
      inputs: { x: [1, 1, 1] },
      zeroGradient: {
        query: 'one key has probability 1 whatever the query',
        key: 'one key has probability 1 whatever it is',
      },
    },
    {
      parameters: { heads: 3, groups: 1, causal: false, positions: 'alibi', dropout: 0.2 },
      inputs: { x: [3, 5, 6], mask: [3, 5] },
      lengths: [5, 2, 3],
    },
    { parameters: { heads: 3, groups: 3 }, inputs: { x: [2, 7, 6], mask: [2, 7] }, lengths: [7, 4] },
  ],
});

import { axis, defineBlock } from '../src/block';

export const alibi = defineBlock({
  id: 'alibi',
  version: 1,
  category: 'attention',
  doc: {
    title: 'Linear biases (ALiBi)',
    formula: 'y_{hts} = x_{hts} - m_h\\,|t + S - T - s|',
    text: 'Lowers the attention scores of far keys, with a slope of its own for each head, and so tells positions apart without weights; it also works for sequences longer than those of training. Stands between scores and softmax; multi-head attention has it as an option.',
    source: { title: 'Press et al. 2021', url: 'https://arxiv.org/abs/2108.12409' },
    keywords: ['positional encoding', 'attention bias', 'relative', 'extrapolation'],
  },
  parameters: {},
  inputs: { x: 'float [B, H, T, S]' },
  outputs: { y: 'float [B, H, T, S]' },
  forward: ({ x }, _, __, { ops }) => ({ y: ops.add(x, ops.alibi(axis(x, 1), axis(x, 2), axis(x, 3))) }),
  examples: [{ inputs: { x: [2, 4, 3, 3] } }, { inputs: { x: [1, 1, 1, 1] } }, { inputs: { x: [2, 3, 5, 7] } }],
});

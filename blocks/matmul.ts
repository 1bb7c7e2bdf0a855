import { defineBlock } from '../src/block';

export const matmul = defineBlock({
  id: 'matmul',
  version: 1,
  category: 'combine',
  doc: {
    title: 'Matrix product',
    formula: 'y = a\\,b \\quad\\text{or}\\quad a\\,b^\\top',
    text: 'The product of two matrices over their last two axes, for every place of the axes before. Queries times keys transposed are attention scores; probabilities times values are their weighted sum.',
    source: { title: 'Vaswani et al. 2017, section 3.2.1', url: 'https://arxiv.org/abs/1706.03762' },
    keywords: ['matmul', 'dot product', 'weighted sum', 'scores', 'batch'],
  },
  parameters: {
    transpose: { kind: 'bool', default: false, doc: 'Take b as [..., N, K], its last two axes swapped.' },
  },
  inputs: { a: 'float [..., M, K]', b: 'float [..., P, Q]' },
  outputs: { y: 'float [..., M, N]' },
  refuse({ K, P, Q }, { transpose }) {
    if (K === (transpose ? Q : P)) return undefined;
    return {
      at: 'b',
      expected: `${K} along the ${transpose ? 'last axis' : 'last axis but one'}, as a has along its last`,
      received: `${transpose ? Q : P}`,
      fix: 'Switch transpose, or make the widths agree.',
      ...(K === (transpose ? P : Q) ? { edit: { transpose: !transpose } } : {}),
    };
  },
  forward: ({ a, b }, _, { transpose }, { ops }) => ({ y: ops.matmul(a, b, false, transpose) }),
  examples: [
    { inputs: { a: [2, 3, 4], b: [2, 4, 5] } },
    { inputs: { a: [1, 1], b: [1, 1] } },
    { parameters: { transpose: true }, inputs: { a: [2, 3, 5, 7], b: [2, 3, 11, 7] } },
  ],
});

import { axis, defineBlock, optional } from '../src/block';

/** Far below any value there is, and finite. */
const HIDDEN = -1e9;

export const maxOverTime = defineBlock({
  id: 'max-over-time',
  version: 1,
  category: 'shape',
  doc: {
    title: 'Max over time',
    formula: 'y_c = \\max_{t:\\,m_t} x_{tc}',
    text: 'The largest value of each feature over the positions whose mask is true: after a convolution, whether a pattern occurred anywhere in the text.',
    source: { title: 'Collobert et al. 2011', url: 'https://www.jmlr.org/papers/v12/collobert11a.html' },
    keywords: ['pooling', 'global max pooling', 'text cnn', 'many to one'],
  },
  parameters: {},
  inputs: { x: 'float [B, T, C]', mask: optional('bool [B, T]') },
  outputs: { y: 'float [B, C]' },
  forward({ x, mask }, _, __, { ops }) {
    if (!mask) return { y: ops.max(x, [1]) };
    const seen = ops.broadcast(ops.reshape(mask, [axis(x, 0), axis(x, 1), 1]), x.type.shape);
    return { y: ops.max(ops.select(seen, x, ops.constant(x.type.shape, HIDDEN)), [1]) };
  },
  examples: [
    { inputs: { x: [2, 3, 4] }, distinct: true },
    { inputs: { x: [1, 1, 1] } },
    { inputs: { x: [3, 5, 7], mask: [3, 5] }, lengths: [5, 2, 1], distinct: true },
  ],
});

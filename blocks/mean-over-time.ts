import { axis, defineBlock, optional, zeroMasked } from '../src/block';

export const meanOverTime = defineBlock({
  id: 'mean-over-time',
  version: 1,
  category: 'shape',
  doc: {
    title: 'Mean over time',
    formula: 'y = \\frac{\\sum_t m_t x_t}{\\sum_t m_t}',
    text: 'Averages a sequence into one vector, over the positions whose mask is true.',
    source: {
      title: 'As in PyTorch: torch.mean',
      url: 'https://docs.pytorch.org/docs/stable/generated/torch.mean.html',
    },
    keywords: ['pooling', 'average', 'bag of words'],
  },
  parameters: {},
  inputs: { x: 'float [B, T, C]', mask: optional('bool [B, T]') },
  outputs: { y: 'float [B, C]' },
  forward({ x, mask }, _, __, { ops }) {
    if (!mask) return { y: ops.mean(x, [1]) };
    const items = ops.reshape(ops.sum(ops.toFloat(mask), [1]), [axis(x, 0), 1]);
    return { y: ops.divide(ops.sum(zeroMasked(ops, x, mask), [1]), items) };
  },
  examples: [
    { inputs: { x: [2, 3, 4] } },
    { inputs: { x: [1, 1, 1] } },
    { inputs: { x: [3, 5, 7], mask: [3, 5] }, lengths: [5, 2, 1] },
  ],
});

import { defineBlock, many } from '../src/block';

export const sum = defineBlock({
  id: 'sum',
  version: 1,
  category: 'combine',
  doc: {
    title: 'Sum',
    formula: 'y = x_1 + x_2 + \\dots',
    text: 'Adds any number of tensors; an axis of size 1 is repeated along the others, so a vector can be added at every step: [B, 1, C] + [B, T, C]. Residual add is the block for two of one shape.',
    source: { title: 'As in PyTorch: torch.add', url: 'https://docs.pytorch.org/docs/stable/generated/torch.add.html' },
    keywords: ['add', 'plus', 'broadcast', 'bias', 'total'],
  },
  parameters: {},
  inputs: { terms: many('float [...]') },
  outputs: { y: 'float [...]' },
  forward: ({ terms: [first, ...rest] }, _, __, { ops }) => {
    if (!first) throw new RangeError('a sum of nothing');
    return { y: rest.reduce((a, b) => ops.add(a, b), first) };
  },
  examples: [
    {
      inputs: {
        terms: [
          [2, 3, 4],
          [2, 1, 4],
          [2, 3, 4],
        ],
      },
    },
    { inputs: { terms: [[1]] } },
    {
      inputs: {
        terms: [
          [3, 5, 7],
          [5, 1],
        ],
      },
    },
  ],
});

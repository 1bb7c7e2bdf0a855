import { defineBlock } from '../src/block';

export const subtract = defineBlock({
  id: 'subtract',
  version: 1,
  category: 'combine',
  doc: {
    title: 'Subtract',
    formula: 'y = a - b',
    text: 'The difference of two tensors, element by element; an axis of size 1 is repeated along the other.',
    source: { title: 'As in PyTorch: torch.sub', url: 'https://docs.pytorch.org/docs/stable/generated/torch.sub.html' },
    keywords: ['difference', 'minus', 'elementwise'],
  },
  parameters: {},
  inputs: { a: 'float [*]', b: 'float [*]' },
  outputs: { y: 'float [...]' },
  forward: ({ a, b }, _, __, { ops }) => ({ y: ops.subtract(a, b) }),
  examples: [
    { inputs: { a: [2, 3, 4], b: [2, 3, 4] } },
    { inputs: { a: [1], b: [1] } },
    { inputs: { a: [5, 7], b: [5, 1] } },
  ],
});

import { defineBlock, optional } from '../src/block';

export const constant = defineBlock({
  id: 'constant',
  version: 1,
  category: 'combine',
  doc: {
    title: 'Constant',
    formula: 'y = c',
    text: 'The same number everywhere, in the shape of the tensor wired to `like`; without one a single number, which Multiply and Sum repeat as needed. Ones and zeros are the targets of a discriminator.',
    source: {
      title: 'As in PyTorch: torch.full_like',
      url: 'https://docs.pytorch.org/docs/stable/generated/torch.full_like.html',
    },
    keywords: ['number', 'fill', 'ones', 'zeros', 'bias'],
  },
  parameters: { value: { kind: 'float', default: 1, min: -1e6, max: 1e6, doc: 'c.' } },
  inputs: { like: optional('any [*]') },
  outputs: { y: 'float [...]' },
  forward: ({ like }, _, { value }, { ops }) => ({ y: ops.constant(like?.type.shape ?? [], value) }),
  examples: [
    { parameters: { value: -1.5 }, inputs: { like: [2, 3, 4] } },
    { inputs: {} },
    { parameters: { value: 0 }, inputs: { like: [1] } },
    { inputs: { like: [5, 7] } },
  ],
});

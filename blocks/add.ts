import { defineBlock } from '../src/block';

export const add = defineBlock({
  id: 'add',
  version: 1,
  category: 'combine',
  doc: {
    title: 'Residual add',
    formula: 'y = a + b',
    text: 'Adds two tensors of one shape. With what went into a layer on one side and what came out on the other it is a residual connection, which lets gradients pass deep stacks.',
    source: { title: 'He et al. 2015', url: 'https://arxiv.org/abs/1512.03385' },
    keywords: ['sum', 'skip connection', 'shortcut', 'plus'],
  },
  parameters: {},
  inputs: { a: 'float [...]', b: 'float [...]' },
  outputs: { y: 'float [...]' },
  forward: ({ a, b }, _, __, { ops }) => ({ y: ops.add(a, b) }),
  examples: [
    { inputs: { a: [2, 3, 4], b: [2, 3, 4] } },
    { inputs: { a: [1], b: [1] } },
    { inputs: { a: [5, 7], b: [5, 7] } },
  ],
});

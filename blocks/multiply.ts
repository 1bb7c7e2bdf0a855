import { defineBlock } from '../src/block';

export const multiply = defineBlock({
  id: 'multiply',
  version: 1,
  category: 'combine',
  doc: {
    title: 'Multiply',
    formula: 'y = a \\odot b',
    text: 'Multiplies two tensors element by element; an axis of size 1 is repeated along the other. With a sigmoid on one side it is a gate.',
    source: { title: 'Hochreiter and Schmidhuber 1997', url: 'https://doi.org/10.1162/neco.1997.9.8.1735' },
    keywords: ['product', 'times', 'gate', 'hadamard', 'elementwise'],
  },
  parameters: {},
  inputs: { a: 'float [*]', b: 'float [*]' },
  outputs: { y: 'float [...]' },
  forward: ({ a, b }, _, __, { ops }) => ({ y: ops.multiply(a, b) }),
  examples: [
    { inputs: { a: [2, 3, 4], b: [2, 3, 4] } },
    { inputs: { a: [1], b: [1] } },
    { inputs: { a: [3, 1, 5], b: [7, 1] } },
  ],
});

import { defineBlock } from '../src/block';

export const oneMinus = defineBlock({
  id: 'one-minus',
  version: 1,
  category: 'combine',
  doc: {
    title: 'One minus',
    formula: 'y = 1 - x',
    text: 'The other side of a gate: where a gate z lets something through, 1 − z lets the old value through.',
    source: { title: 'Cho et al. 2014', url: 'https://arxiv.org/abs/1406.1078' },
    keywords: ['complement', 'gate', 'inverse'],
  },
  parameters: {},
  inputs: { x: 'float [...]' },
  outputs: { y: 'float [...]' },
  forward: ({ x }, _, __, { ops }) => ({ y: ops.affine(x, -1, 1) }),
  examples: [{ inputs: { x: [2, 3, 4] } }, { inputs: { x: [1] } }, { inputs: { x: [5, 7] } }],
});

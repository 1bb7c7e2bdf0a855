import { defineBlock } from '../src/block';

export const output = defineBlock({
  id: 'output',
  version: 1,
  category: 'output',
  role: 'output',
  doc: {
    title: 'Output',
    text: 'What the model predicts, under this block’s name. Only what leads here runs when the model is used; for logits choose probabilities.',
    keywords: ['prediction', 'result', 'inference'],
  },
  parameters: {
    as: {
      kind: 'choice',
      options: ['values', 'probabilities'],
      default: 'values',
      doc: 'The values as they come, or their softmax over the last axis.',
    },
  },
  inputs: { x: 'float [...]' },
  outputs: { y: 'float [...]' },
  forward: ({ x }, _, { as }, { ops }) => ({ y: as === 'probabilities' ? ops.softmax(x) : x }),
  examples: [
    { inputs: { x: [2, 3, 4] } },
    { parameters: { as: 'probabilities' }, inputs: { x: [1, 2] } },
    { parameters: { as: 'probabilities' }, inputs: { x: [7, 5] } },
  ],
});

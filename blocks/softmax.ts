import { defineBlock } from '../src/block';

export const softmax = defineBlock({
  id: 'softmax',
  version: 1,
  category: 'activation',
  doc: {
    title: 'Softmax',
    formula: 'y_i = \\frac{e^{x_i}}{\\sum_j e^{x_j}}',
    text: 'Turns the C numbers of the last axis into probabilities that sum to 1. The cross-entropy block takes logits: do not put a softmax before it.',
    keywords: ['probabilities', 'normalise'],
  },
  parameters: {},
  inputs: { x: 'float [..., C]', mask: { pattern: 'bool [..., C]', optional: true } },
  outputs: { y: 'float [..., C] probabilities' },
  taps: { probabilities: { axes: '* C', doc: 'What comes out; the last axis sums to 1.' } },
  forward({ x, mask }, _, __, { ops, tap }) {
    const y = ops.softmax(x, mask);
    tap('probabilities', y);
    return { y };
  },
  examples: [
    { inputs: { x: [2, 3, 4] } },
    { inputs: { x: [1, 2] } },
    { inputs: { x: [3, 7], mask: [3, 7] }, lengths: [7, 3, 1] },
  ],
});

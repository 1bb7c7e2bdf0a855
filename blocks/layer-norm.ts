import { defineBlock, gain, vector } from '../src/block';

export const layerNorm = defineBlock({
  id: 'layer-norm',
  version: 1,
  category: 'normalisation',
  doc: {
    title: 'Layer norm',
    formula: 'y = \\frac{x - \\mu}{\\sqrt{\\sigma^2 + \\epsilon}} \\odot g + b',
    text: 'Brings the C numbers of every position to mean 0 and variance 1, then scales and shifts them by learned g and b. Keeps deep stacks trainable.',
    source: { title: 'Ba, Kiros and Hinton 2016', url: 'https://arxiv.org/abs/1607.06450' },
    keywords: ['normalisation', 'normalization', 'pre-norm', 'post-norm'],
  },
  parameters: { epsilon: { kind: 'float', default: 1e-5, min: 1e-12, max: 1, doc: 'ε, keeps the root away from 0.' } },
  inputs: { x: 'float [..., C]' },
  outputs: { y: 'float [..., C]' },
  weights: ({ C }) => ({ scale: gain(C), shift: vector(C) }),
  forward: ({ x }, { scale, shift }, { epsilon }, { ops }) => ({ y: ops.layerNorm(x, scale, shift, epsilon) }),
  examples: [
    { inputs: { x: [2, 3, 4] } },
    { inputs: { x: [3, 1] }, zeroGradient: { scale: 'with C = 1 the normalised value is always 0' } },
    { inputs: { x: [5, 7] } },
  ],
});

import { defineBlock, gain } from '../src/block';

export const rmsNorm = defineBlock({
  id: 'rms-norm',
  version: 1,
  category: 'normalisation',
  doc: {
    title: 'RMS norm',
    formula: 'y = \\frac{x}{\\sqrt{\\frac{1}{C} \\sum_i x_i^2 + \\epsilon}} \\odot g',
    text: 'Divides the C numbers of every position by their root mean square, then scales them by learned g: layer norm without mean and shift, cheaper and as good. LLaMA has it before every layer.',
    source: { title: 'Zhang and Sennrich 2019', url: 'https://arxiv.org/abs/1910.07467' },
    keywords: ['normalisation', 'normalization', 'root mean square', 'llama', 'pre-norm'],
  },
  parameters: {
    epsilon: { kind: 'float', default: 1e-6, min: 1e-12, max: 1, quiet: true, doc: 'ε, keeps the root away from 0.' },
  },
  inputs: { x: 'float [..., C]' },
  outputs: { y: 'float [..., C]' },
  weights: ({ C }) => ({ scale: gain(C) }),
  forward: ({ x }, { scale }, { epsilon }, { ops }) => ({ y: ops.rmsNorm(x, scale, epsilon) }),
  examples: [
    { inputs: { x: [2, 3, 4] } },
    // With a small ε the gradient of a row of one number is what is left when two equal numbers are subtracted.
    { parameters: { epsilon: 0.5 }, inputs: { x: [3, 1] } },
    { inputs: { x: [5, 7] } },
  ],
});

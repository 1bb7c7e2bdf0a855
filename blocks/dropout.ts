import { defineBlock } from '../src/block';

export const dropout = defineBlock({
  id: 'dropout',
  version: 1,
  category: 'normalisation',
  doc: {
    title: 'Dropout',
    formula: 'y = \\frac{m \\odot x}{1 - p},\\quad m \\sim \\mathrm{Bernoulli}(1 - p)',
    text: 'While training, sets a random part p of the elements to 0 and scales the rest up; does nothing when the model predicts. Slows down memorising.',
    source: { title: 'Srivastava et al. 2014', url: 'https://jmlr.org/papers/v15/srivastava14a.html' },
    keywords: ['regularisation', 'overfitting'],
  },
  parameters: { rate: { kind: 'float', default: 0.1, min: 0, max: 0.95, doc: 'p, the part that is dropped.' } },
  inputs: { x: 'float [...]' },
  outputs: { y: 'float [...]' },
  forward: ({ x }, _, { rate }, { ops, key, training }) => ({ y: training ? ops.dropout(x, rate, key) : x }),
  examples: [
    { parameters: { rate: 0.5 }, inputs: { x: [2, 3, 4] } },
    { parameters: { rate: 0 }, inputs: { x: [1] } },
    { parameters: { rate: 0.25 }, inputs: { x: [7, 11] } },
  ],
});

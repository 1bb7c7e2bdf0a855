import { defineBlock } from '../src/block';

export const noise = defineBlock({
  id: 'noise',
  version: 1,
  category: 'normalisation',
  doc: {
    title: 'Gaussian noise',
    formula: 'y = x + \\sigma\\,\\epsilon,\\quad \\epsilon \\sim \\mathcal{N}(0, 1)',
    text: 'While training, adds a normal random number to every element; does nothing when the model predicts. Makes a model less sensitive to small changes of its input.',
    source: { title: 'Bishop 1995, Training with noise', url: 'https://doi.org/10.1162/neco.1995.7.1.108' },
    keywords: ['regularisation', 'augmentation', 'random', 'denoising'],
  },
  parameters: {
    deviation: { kind: 'float', default: 0.1, min: 0, max: 100, doc: 'σ, standard deviation of the noise.' },
  },
  inputs: { x: 'float [...]' },
  outputs: { y: 'float [...]' },
  forward({ x }, _, { deviation }, { ops, key, training }) {
    if (!training || deviation === 0) return { y: x };
    return { y: ops.add(x, ops.affine(ops.randomNormal(x.type.shape, key), deviation)) };
  },
  examples: [
    { parameters: { deviation: 0.5 }, inputs: { x: [2, 3, 4] } },
    { parameters: { deviation: 0 }, inputs: { x: [1] } },
    { inputs: { x: [7, 11] } },
  ],
});

import { axis, defineBlock } from '../src/block';

export const latent = defineBlock({
  id: 'latent',
  version: 1,
  category: 'embedding',
  doc: {
    title: 'Latent noise',
    formula: 'z \\sim \\mathcal{N}(0, I)',
    text: 'A random vector of width D for every example, standard normal and new at every step, also when the model predicts: what a generator makes its samples from. B is that of the tensor wired to `like`.',
    source: { title: 'Goodfellow et al. 2014', url: 'https://arxiv.org/abs/1406.2661' },
    keywords: ['gan', 'generator', 'random', 'normal', 'prior', 'noise', 'sample'],
  },
  parameters: {
    width: { kind: 'int', default: 32, min: 1, max: 65_536, symbolic: true, doc: 'D, numbers per example.' },
  },
  inputs: { like: 'any [*]' },
  outputs: { z: 'float [B, D]' },
  width: 'width',
  refuse: (_, __, { like }) =>
    like.shape.length > 0
      ? undefined
      : { at: 'like', expected: 'a tensor with a batch axis', received: '0 axes', fix: 'Wire anything of the data.' },
  forward: ({ like }, _, { width }, { ops, key }) => ({ z: ops.randomNormal([axis(like, 0), width], key) }),
  examples: [
    { parameters: { width: 3 }, inputs: { like: [2, 5] } },
    { parameters: { width: 1 }, inputs: { like: [1] } },
    { parameters: { width: 7 }, inputs: { like: [5, 3, 2] } },
  ],
});

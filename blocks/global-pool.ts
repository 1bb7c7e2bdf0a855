import { defineBlock } from '../src/block';

export const globalPool = defineBlock({
  id: 'global-pool',
  version: 1,
  category: 'convolution',
  doc: {
    title: 'Global pooling',
    formula: 'y_c = \\frac{1}{HW} \\sum_{i,j} x_{ijc} \\quad\\text{or}\\quad \\max_{i,j} x_{ijc}',
    text: 'One number for each channel of the whole image, its mean or its largest: [B, H, W, C] becomes [B, C], whatever the size of the image. Stands between convolutions and the classifier.',
    source: { title: 'Lin, Chen and Yan 2013', url: 'https://arxiv.org/abs/1312.4400' },
    keywords: ['cnn', 'global average pooling', 'global max pooling', 'gap', 'image'],
  },
  parameters: {
    kind: { kind: 'choice', options: ['average', 'max'], default: 'average', doc: 'The mean, or the largest.' },
  },
  inputs: { x: 'float [B, H, W, C]' },
  outputs: { y: 'float [B, C]' },
  forward: ({ x }, _, { kind }, { ops }) => ({ y: kind === 'max' ? ops.max(x, [1, 2]) : ops.mean(x, [1, 2]) }),
  examples: [
    { inputs: { x: [2, 3, 4, 5] } },
    { parameters: { kind: 'max' }, inputs: { x: [1, 1, 1, 1] } },
    { parameters: { kind: 'max' }, inputs: { x: [2, 3, 5, 7] }, distinct: true },
  ],
});

import { defineBlock, filters, INITIALISERS, initialiserOf, refuseWindow, squareOf, vector } from '../src/block';

export const depthwiseConv2d = defineBlock({
  id: 'depthwise-conv2d',
  version: 1,
  category: 'convolution',
  doc: {
    title: 'Depthwise convolution 2D',
    formula: 'y_{ij,\\,cM+m} = b_{cM+m} + \\sum_{a,b} x_{i+a,\\,j+b,\\,c}\\; w_{abcm}',
    text: 'Each of the C channels has M filters of its own that see no other channel. With a 1 × 1 convolution or a linear layer after it, it does nearly what a full convolution does at a fraction of the cost.',
    source: { title: 'Howard et al. 2017 (MobileNet)', url: 'https://arxiv.org/abs/1704.04861' },
    keywords: ['cnn', 'separable', 'mobilenet', 'filter', 'image'],
  },
  parameters: {
    multiplier: { kind: 'int', default: 1, min: 1, max: 1024, doc: 'M, filters for each channel.' },
    kernel: { kind: 'int', default: 3, min: 1, max: 256, doc: 'Height and width of a filter.' },
    stride: { kind: 'int', default: 1, min: 1, max: 256, doc: 'Pixels from one place to the next.' },
    padding: {
      kind: 'choice',
      options: ['same', 'valid'],
      default: 'same',
      doc: 'Zeros around the image, so that with stride 1 its size stays; or only places inside it.',
    },
    dilation: { kind: 'int', default: 1, min: 1, max: 256, quiet: true, doc: 'Pixels between neighbours in a filter.' },
    bias: { kind: 'bool', default: true, doc: 'Add a learned number to each map.' },
    initialiser: { kind: 'choice', options: INITIALISERS, default: 'he', quiet: true, doc: 'How the filters begin.' },
  },
  inputs: { x: 'float [B, H, W, C]' },
  outputs: { y: 'float [B, H, W, F]' },
  taps: { features: { axes: 'B H W F', doc: 'The feature maps, C·M of them.' } },
  refuse: ({ H, W }, window) => refuseWindow(window, H, W),
  weights: ({ C }, { multiplier, kernel, bias, initialiser }) => ({
    kernel: filters([kernel, kernel, C, multiplier], initialiserOf(initialiser)),
    bias: bias ? vector(C * multiplier) : undefined,
  }),
  forward({ x }, { kernel, bias }, window, { ops, tap }) {
    const maps = ops.depthwiseConv2d(x, kernel, squareOf(window));
    const y = bias ? ops.add(maps, bias) : maps;
    tap('features', y); // [B, H′, W′, C·M]
    return { y };
  },
  examples: [
    { inputs: { x: [2, 4, 5, 2] } },
    { parameters: { kernel: 1, padding: 'valid', bias: false }, inputs: { x: [1, 1, 1, 1] } },
    { parameters: { multiplier: 2, stride: 2 }, inputs: { x: [2, 5, 7, 3] } },
  ],
});

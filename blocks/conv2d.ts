import { defineBlock, filters, INITIALISERS, initialiserOf, refuseWindow, squareOf, vector } from '../src/block';

export const conv2d = defineBlock({
  id: 'conv2d',
  version: 1,
  category: 'convolution',
  doc: {
    title: 'Convolution 2D',
    formula: 'y_{ijf} = b_f + \\sum_{a,b,c} x_{i+a,\\,j+b,\\,c}\\; w_{abcf}',
    text: 'F small filters slide over an image [B, H, W, C]; each gives a map of how well it fits at every place. The same weights everywhere, so a pattern is found wherever it stands.',
    source: { title: 'LeCun et al. 1998', url: 'https://doi.org/10.1109/5.726791' },
    keywords: ['cnn', 'convolutional', 'kernel', 'filter', 'feature map', 'image'],
  },
  parameters: {
    filters: { kind: 'int', default: 16, min: 1, max: 65_536, symbolic: true, doc: 'F, maps that come out.' },
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
  width: 'filters',
  taps: {
    features: { axes: 'B H W F', doc: 'The feature maps, F of them.' },
    filters: { axes: 'KH KW C F', doc: 'What each of the F filters looks for.' },
  },
  refuse: ({ H, W }, window) => refuseWindow(window, H, W),
  weights: ({ C }, { filters: F, kernel, bias, initialiser }) => ({
    kernel: filters([kernel, kernel, C, F], initialiserOf(initialiser)),
    bias: bias ? vector(F) : undefined,
  }),
  forward({ x }, { kernel, bias }, window, { ops, tap }) {
    const maps = ops.conv2d(x, kernel, squareOf(window));
    const y = bias ? ops.add(maps, bias) : maps;
    tap('features', y); // [B, H′, W′, F]
    tap('filters', kernel); // [k, k, C, F]
    return { y };
  },
  examples: [
    { parameters: { filters: 3 }, inputs: { x: [2, 4, 5, 2] } },
    { parameters: { filters: 1, kernel: 1, padding: 'valid', bias: false }, inputs: { x: [1, 1, 1, 1] } },
    { parameters: { filters: 2, kernel: 3, stride: 2 }, inputs: { x: [3, 5, 7, 1] } },
    { parameters: { filters: 2, kernel: 2, dilation: 3, padding: 'valid' }, inputs: { x: [1, 5, 5, 3] } },
  ],
});

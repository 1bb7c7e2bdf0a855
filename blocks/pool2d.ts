import { defineBlock } from '../src/block';

export const pool2d = defineBlock({
  id: 'pool2d',
  version: 1,
  category: 'convolution',
  doc: {
    title: 'Pooling 2D',
    formula: 'y_{ijc} = \\max_{a,b} x_{si+a,\\,sj+b,\\,c} \\quad\\text{or their mean}',
    text: 'Keeps the largest, or the mean, of each small window of every channel: the image shrinks, and where exactly a pattern stood matters less.',
    source: { title: 'LeCun et al. 1998', url: 'https://doi.org/10.1109/5.726791' },
    keywords: ['cnn', 'max pooling', 'average pooling', 'subsampling', 'image'],
  },
  parameters: {
    kind: { kind: 'choice', options: ['max', 'average'], default: 'max', doc: 'The largest, or the mean.' },
    size: { kind: 'int', default: 2, min: 1, max: 256, doc: 'Height and width of the window.' },
    stride: { kind: 'int', default: 0, min: 0, max: 256, doc: 's, from one window to the next; 0 is the size.' },
    padding: {
      kind: 'choice',
      options: ['valid', 'same'],
      default: 'valid',
      quiet: true,
      doc: 'Only windows inside the image, or also those over its edge; pixels outside do not count.',
    },
  },
  inputs: { x: 'float [B, H, W, C]' },
  outputs: { y: 'float [B, H, W, C]' },
  refuse({ H, W }, { size }) {
    const room = Math.min(H, W);
    if (size <= room) return undefined;
    return {
      at: 'size',
      expected: `a window that fits into the image of ${H} × ${W}: at most ${room}`,
      received: `${size}`,
      fix: 'Make the window smaller, or take a pooling or a stride before it away.',
      edit: { size: room },
    };
  },
  forward({ x }, _, { kind, size, stride, padding }, { ops }) {
    const step = stride || size;
    const pool = { size: [size, size], stride: [step, step], padding } as const;
    return { y: kind === 'max' ? ops.maxPool(x, pool) : ops.averagePool(x, pool) };
  },
  examples: [
    { inputs: { x: [2, 4, 6, 3] }, distinct: true },
    { parameters: { size: 1, kind: 'average' }, inputs: { x: [1, 1, 1, 1] } },
    { parameters: { size: 3, stride: 2, padding: 'same' }, inputs: { x: [1, 5, 7, 2] }, distinct: true },
    { parameters: { kind: 'average', size: 2, stride: 1, padding: 'same' }, inputs: { x: [2, 3, 5, 1] } },
  ],
});

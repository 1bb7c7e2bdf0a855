import { axis, defineBlock, filters, nearestDivisor, squareOf, vector } from '../src/block';
import { sizeOf } from '../src/tensor';

export const patchEmbedding = defineBlock({
  id: 'patch-embedding',
  version: 1,
  category: 'convolution',
  doc: {
    title: 'Patch embedding',
    formula: 'y_n = b + \\mathrm{vec}(\\mathrm{patch}_n)\\,W',
    text: 'Cuts an image into squares of P × P pixels and makes a vector of width D of each, row by row: N = HW / P² tokens, which a Transformer reads like words. Positions are to be added after it.',
    source: { title: 'Dosovitskiy et al. 2020 (ViT)', url: 'https://arxiv.org/abs/2010.11929' },
    keywords: ['vision transformer', 'vit', 'image', 'tokens', 'patches'],
  },
  parameters: {
    patch: { kind: 'int', default: 4, min: 1, max: 1024, doc: 'P, height and width of a square.' },
    width: { kind: 'int', default: 64, min: 1, max: 65_536, symbolic: true, doc: 'D, numbers per square.' },
  },
  inputs: { x: 'float [B, H, W, C]' },
  outputs: { y: 'float [B, N, D]' },
  width: 'width',
  refuse({ H, W }, { patch }) {
    if (H % patch === 0 && W % patch === 0) return undefined;
    const common = greatestCommonDivisor(H, W);
    return {
      at: 'patch',
      expected: `a divisor of height and width, ${H} × ${W}`,
      received: `${patch}`,
      fix: 'Choose squares that fill the image.',
      edit: { patch: nearestDivisor(common, Math.min(patch, common)) },
    };
  },
  weights: ({ C }, { patch, width }) => ({
    kernel: filters([patch, patch, C, width], { kind: 'glorot' }),
    bias: vector(width),
  }),
  forward({ x }, { kernel, bias }, { patch }, { ops }) {
    const squares = ops.conv2d(x, kernel, squareOf({ stride: patch, padding: 'valid', dilation: 1 }));
    const [B, rows, columns, D] = [axis(squares, 0), axis(squares, 1), axis(squares, 2), axis(squares, 3)];
    return { y: ops.add(ops.reshape(squares, [B, sizeOf([rows, columns]), D]), bias) };
  },
  examples: [
    { parameters: { patch: 2, width: 3 }, inputs: { x: [2, 4, 6, 3] } },
    { parameters: { patch: 1, width: 1 }, inputs: { x: [1, 1, 1, 1] } },
    { parameters: { patch: 3, width: 7 }, inputs: { x: [2, 3, 6, 5] } },
  ],
});

function greatestCommonDivisor(a: number, b: number): number {
  return b === 0 ? a : greatestCommonDivisor(b, a % b);
}

import { axis, defineBlock } from '../src/block';
import { multiplyDims } from '../src/tensor';

export const upsample2d = defineBlock({
  id: 'upsample2d',
  version: 1,
  category: 'convolution',
  doc: {
    title: 'Upsampling 2D',
    formula: 'y_{ijc} = x_{\\lfloor i/s \\rfloor,\\,\\lfloor j/s \\rfloor,\\,c}',
    text: 'Makes an image s times as high and wide by repeating every pixel. Followed by a convolution it is the way back from features to a picture, without the checkerboards of transposed convolutions.',
    source: { title: 'Odena, Dumoulin and Olah 2016', url: 'https://doi.org/10.23915/distill.00003' },
    keywords: ['nearest neighbour', 'resize', 'decoder', 'generator', 'unpooling', 'image'],
  },
  parameters: { factor: { kind: 'int', default: 2, min: 1, max: 64, doc: 's, times as many rows and columns.' } },
  inputs: { x: 'float [B, H, W, C]' },
  outputs: { y: 'float [B, H, W, C]' },
  forward({ x }, _, { factor }, { ops }) {
    const [B, H, W, C] = [axis(x, 0), axis(x, 1), axis(x, 2), axis(x, 3)];
    const repeated = ops.broadcast(ops.reshape(x, [B, H, 1, W, 1, C]), [B, H, factor, W, factor, C]);
    return { y: ops.reshape(repeated, [B, multiplyDims(H, factor), multiplyDims(W, factor), C]) };
  },
  examples: [
    { inputs: { x: [2, 2, 3, 4] } },
    { parameters: { factor: 1 }, inputs: { x: [1, 1, 1, 1] } },
    { parameters: { factor: 3 }, inputs: { x: [2, 3, 2, 5] } },
  ],
});

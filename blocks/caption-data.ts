import { defineBlock } from '../src/block';

export const captionData = defineBlock({
  id: 'caption-data',
  version: 1,
  category: 'data',
  role: 'data',
  doc: {
    title: 'Captioned images',
    text: 'Images of H × W pixels with values from 0 to 255, and a sentence about each: one to many. `target_in` begins with the start token, `target_out` ends with the end token; the mask is true on real tokens.',
    keywords: ['captioning', 'description', 'one to many', 'picture', 'dataset'],
  },
  parameters: {
    data: { kind: 'data', accepts: 'captions', doc: 'The images and their captions.' },
  },
  inputs: {},
  outputs: {
    image: 'float [B, H, W, C] image',
    target_in: 'int [B, T] tokens',
    target_out: 'int [B, T] tokens',
    target_mask: 'bool [B, T] mask',
  },
  decoding: { feed: 'target_in', predicts: 'target_out', given: ['image'] },
  examples: [],
});

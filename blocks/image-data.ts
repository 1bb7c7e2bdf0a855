import { defineBlock } from '../src/block';

export const imageData = defineBlock({
  id: 'image-data',
  version: 1,
  category: 'data',
  role: 'data',
  doc: {
    title: 'Labelled images',
    text: 'Images of H × W pixels with C channels (1 for grey, 3 for colour) and values from 0 to 255, each with one label.',
    keywords: ['picture', 'photo', 'mnist', 'digits', 'pixels', 'classification', 'cnn', 'dataset'],
  },
  parameters: {
    data: { kind: 'data', accepts: 'images', doc: 'The images; choose or drop a file in the Data panel.' },
  },
  inputs: {},
  outputs: { image: 'float [B, H, W, C] image', label: 'int [B] labels' },
  examples: [],
});

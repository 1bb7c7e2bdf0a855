import { defineBlock } from '../src/block';

export const featureData = defineBlock({
  id: 'feature-data',
  version: 1,
  category: 'data',
  role: 'data',
  doc: {
    title: 'Feature vectors',
    text: 'Rows of F numbers, with a class (`label`) or with numbers to predict (`targets`), whichever the data have.',
    keywords: ['tabular', 'regression', 'classification', 'xor', 'csv', 'dataset'],
  },
  parameters: {
    data: { kind: 'data', accepts: 'features', doc: 'The rows; choose or drop a file in the Data panel.' },
  },
  inputs: {},
  outputs: { features: 'float [B, F] features', label: 'int [B] labels', targets: 'float [B, K]' },
  examples: [],
});

import { defineBlock } from '../src/block';

export const seriesData = defineBlock({
  id: 'series-data',
  version: 1,
  category: 'data',
  role: 'data',
  doc: {
    title: 'Time series',
    text: 'Windows of T readings of F columns, and the P readings that follow in one of them, to be forecast. Columns are in their standard deviations from their mean.',
    keywords: ['forecast', 'weather', 'temperature', 'sensor', 'regression', 'dataset'],
  },
  parameters: {
    data: { kind: 'data', accepts: 'series', doc: 'The readings; choose or drop a file in the Data panel.' },
    length: { kind: 'int', default: 48, min: 1, max: 4096, doc: 'T, readings in a window.' },
  },
  inputs: {},
  outputs: { window: 'float [B, T, F] features', target: 'float [B, P]' },
  examples: [],
});

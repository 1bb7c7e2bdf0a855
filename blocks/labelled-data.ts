import { defineBlock } from '../src/block';

export const labelledData = defineBlock({
  id: 'labelled-data',
  version: 1,
  category: 'data',
  role: 'data',
  doc: {
    title: 'Labelled sequences',
    text: 'Sequences of T tokens, each with one label: many-to-one. The mask is true on real tokens.',
    keywords: ['sentiment', 'classification', 'many to one', 'dataset'],
  },
  parameters: {
    data: { kind: 'data', accepts: 'labelled', doc: 'The labelled lines; choose or drop a file in the Data panel.' },
  },
  inputs: {},
  outputs: { tokens: 'int [B, T] tokens', mask: 'bool [B, T] mask', label: 'int [B] labels' },
  examples: [],
});

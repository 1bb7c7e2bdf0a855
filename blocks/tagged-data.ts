import { defineBlock } from '../src/block';

export const taggedData = defineBlock({
  id: 'tagged-data',
  version: 1,
  category: 'data',
  role: 'data',
  doc: {
    title: 'Tagged sequences',
    text: 'Sequences of T tokens with a tag for every token: part of speech, named entities. The mask is true on real tokens.',
    keywords: ['tagging', 'part of speech', 'named entities', 'many to many', 'dataset'],
  },
  parameters: {
    data: { kind: 'data', accepts: 'tagged', doc: 'The tagged sentences.' },
  },
  inputs: {},
  outputs: { tokens: 'int [B, T] tokens', mask: 'bool [B, T] mask', tags: 'int [B, T] labels' },
  examples: [],
});

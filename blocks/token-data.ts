import { defineBlock } from '../src/block';

export const tokenData = defineBlock({
  id: 'token-data',
  version: 1,
  category: 'data',
  role: 'data',
  doc: {
    title: 'Token sequences',
    text: 'Windows of T tokens from a text, for language modelling. `targets` is the same window one step later: at every position the token that comes next.',
    keywords: ['text', 'corpus', 'language model', 'characters', 'dataset'],
  },
  parameters: {
    data: { kind: 'data', accepts: 'tokens', doc: 'The text; choose or drop one in the Data panel.' },
    length: { kind: 'int', default: 64, min: 1, max: 4096, doc: 'T, tokens in a window.' },
  },
  inputs: {},
  outputs: { tokens: 'int [B, T] tokens', targets: 'int [B, T] tokens' },
  decoding: { feed: 'tokens', predicts: 'targets', given: [] },
  examples: [],
});

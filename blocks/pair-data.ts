import { defineBlock } from '../src/block';

export const pairData = defineBlock({
  id: 'pair-data',
  version: 1,
  category: 'data',
  role: 'data',
  doc: {
    title: 'Source–target pairs',
    text: 'Pairs of sequences, padded to S and T with masks that are true on real tokens. `target_in` begins with the start token, `target_out` ends with the end token: teacher forcing predicts one from the other.',
    keywords: ['translation', 'seq2seq', 'encoder decoder', 'teacher forcing', 'dataset'],
  },
  parameters: {
    data: { kind: 'data', accepts: 'pairs', doc: 'The pairs; choose or drop a file in the Data panel.' },
  },
  inputs: {},
  outputs: {
    source: 'int [B, S] tokens',
    source_mask: 'bool [B, S] mask',
    target_in: 'int [B, T] tokens',
    target_out: 'int [B, T] tokens',
    target_mask: 'bool [B, T] mask',
  },
  decoding: { feed: 'target_in', predicts: 'target_out', given: ['source', 'source_mask'] },
  examples: [],
});

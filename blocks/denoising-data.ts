import { defineBlock } from '../src/block';

export const denoisingData = defineBlock({
  id: 'denoising-data',
  version: 1,
  category: 'data',
  role: 'data',
  doc: {
    title: 'Corrupted text',
    text: 'Windows of a text, corrupted, as the source, and what they were as the target: an encoder–decoder learns to restore them. Span corruption (T5) replaces spans by sentinels and asks for the spans alone; the others (BART) ask for the whole text. Training corrupts anew in every epoch, validation always in the same way.',
    source: { title: 'Raffel et al. 2020; Lewis et al. 2020', url: 'https://arxiv.org/abs/1910.10683' },
    keywords: ['denoising', 'span corruption', 't5', 'bart', 'infilling', 'pretraining', 'autoencoder', 'dataset'],
  },
  parameters: {
    data: { kind: 'data', accepts: 'tokens', doc: 'The text; choose or drop one in the Data panel.' },
    length: { kind: 'int', default: 64, min: 2, max: 4096, doc: 'Tokens in a window before it is corrupted.' },
    noise: {
      kind: 'choice',
      options: [
        'span-corruption',
        'token-masking',
        'token-deletion',
        'text-infilling',
        'sentence-permutation',
        'token-permutation',
      ],
      default: 'span-corruption',
      doc: 'How the text is corrupted.',
    },
    rate: { kind: 'float', default: 0.15, min: 0.01, max: 0.9, doc: 'Part of the tokens that is corrupted.' },
    span: {
      kind: 'float',
      default: 3,
      min: 1,
      max: 32,
      doc: 'Mean length of a span; how far a token may go where tokens are permuted.',
    },
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
  objective: ({ noise, rate, span }) => ({ kind: 'denoising', noise, rate, span }),
  examples: [],
});

import { defineBlock } from '../src/block';

export const maskedTokenData = defineBlock({
  id: 'masked-token-data',
  version: 1,
  category: 'data',
  role: 'data',
  doc: {
    title: 'Masked text',
    text: 'Windows of T tokens in which a part is hidden, to be filled in from both sides: of the hidden ones 80 % become a mask token, 10 % another token, 10 % stay. `targets` are the tokens as they were; wire `chosen` to the mask of the loss, so that only hidden ones count.',
    source: { title: 'Devlin et al. 2019, section 3.1', url: 'https://arxiv.org/abs/1810.04805' },
    keywords: ['masked language model', 'bert', 'cloze', 'fill in', 'pretraining', 'dataset'],
  },
  parameters: {
    data: { kind: 'data', accepts: 'tokens', doc: 'The text; choose or drop one in the Data panel.' },
    length: { kind: 'int', default: 64, min: 1, max: 4096, doc: 'T, tokens in a window.' },
    rate: { kind: 'float', default: 0.15, min: 0.01, max: 0.9, doc: 'Part of the tokens that is hidden.' },
  },
  inputs: {},
  outputs: { tokens: 'int [B, T] tokens', targets: 'int [B, T] tokens', chosen: 'bool [B, T] mask' },
  objective: ({ rate }) => ({ kind: 'masked', rate }),
  examples: [],
});

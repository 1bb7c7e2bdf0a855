import { defineBlock, vector } from '../src/block';

export const tiedProjection = defineBlock({
  id: 'tied-projection',
  version: 1,
  category: 'layer',
  doc: {
    title: 'Tied projection',
    formula: 'y = xE^\\top + b',
    text: 'The output layer of a language model with the embedding’s own table: a symbol is likely where x resembles its vector. Wire `table` of the embedding to `table` here; V · C weights are saved, and both uses train them.',
    source: { title: 'Press and Wolf 2016', url: 'https://arxiv.org/abs/1608.05859' },
    keywords: ['weight tying', 'output embedding', 'unembedding', 'head', 'logits', 'shared'],
  },
  parameters: { bias: { kind: 'bool', default: false, doc: 'Add a learned number to each logit.' } },
  inputs: { x: 'float [..., C]', table: 'float [V, C]' },
  outputs: { y: 'float [..., V]' },
  weights: ({ V }, { bias }) => ({ bias: bias ? vector(V) : undefined }),
  forward: ({ x, table }, { bias }, _, { ops }) => ({ y: ops.linear(x, table, bias, true) }),
  examples: [
    { inputs: { x: [2, 3, 4], table: [5, 4] } },
    { inputs: { x: [1, 1], table: [1, 1] } },
    { parameters: { bias: true }, inputs: { x: [5, 3], table: [7, 3] } },
  ],
});

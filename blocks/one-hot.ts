import { defineBlock } from '../src/block';

export const oneHot = defineBlock({
  id: 'one-hot',
  version: 1,
  category: 'embedding',
  doc: {
    title: 'One-hot',
    formula: 'y_i = [\\mathrm{id} = i]',
    text: 'Writes every id as a vector of V numbers, 1 at its own place and 0 elsewhere. Nothing is learned: every two symbols are equally far apart. A linear layer after it is an embedding.',
    source: {
      title: 'As in PyTorch: one_hot',
      url: 'https://docs.pytorch.org/docs/stable/generated/torch.nn.functional.one_hot.html',
    },
    keywords: ['indicator', 'dummy', 'categorical', 'token'],
  },
  parameters: {
    size: {
      kind: 'int',
      default: 0,
      min: 0,
      max: 100_000,
      symbolic: true,
      doc: 'V, numbers per id; 0 takes it from the vocabulary on the wire.',
    },
  },
  inputs: { ids: 'int [...]' },
  outputs: { y: 'float [..., V]' },
  width: 'size',
  refuse(_, { size }, { ids }) {
    const known = ids.vocabulary?.size;
    if (size > 0 ? known === undefined || size >= known : known !== undefined) return undefined;
    return {
      at: 'size',
      expected:
        known === undefined
          ? 'a size, as the wire does not bring a vocabulary'
          : `at least ${known}, the size of the vocabulary on the wire`,
      received: `${size}`,
      fix: known === undefined ? 'Set the number of ids here.' : 'Set it to 0 to follow the data.',
      ...(known === undefined ? {} : { edit: { size: 0 } }),
    };
  },
  forward: ({ ids }, _, { size }, { ops }) => ({ y: ops.oneHot(ids, size || (ids.type.vocabulary?.size ?? 1)) }),
  examples: [
    { inputs: { ids: [2, 3] }, ids: 5 },
    { parameters: { size: 1 }, inputs: { ids: [1] }, ids: 1 },
    { parameters: { size: 13 }, inputs: { ids: [3, 7] }, ids: 11 },
  ],
});

import { defineBlock, many, refuseAxis } from '../src/block';

export const concatenate = defineBlock({
  id: 'concatenate',
  version: 1,
  category: 'combine',
  doc: {
    title: 'Concatenate',
    formula: 'y = [x_1; x_2; \\dots]',
    text: 'Puts tensors side by side along an axis, in the order their wires were drawn. All other axes must agree.',
    source: { title: 'As in PyTorch: torch.cat', url: 'https://docs.pytorch.org/docs/stable/generated/torch.cat.html' },
    keywords: ['join', 'merge', 'stack'],
  },
  parameters: { axis: { kind: 'int', default: -1, min: -8, max: 7, doc: 'The axis that grows; −1 is the last.' } },
  inputs: { pieces: many('float [...]') },
  outputs: { y: 'float [...]' },
  refuse: (_, { axis }, { pieces }) =>
    refuseAxis(axis, pieces[0]?.shape.length ?? 0, 'axis', 'Choose an axis that the pieces have.'),
  forward: ({ pieces }, _, { axis }, { ops }) => ({ y: ops.concat(pieces, axis) }),
  examples: [
    {
      inputs: {
        pieces: [
          [2, 3, 4],
          [2, 3, 1],
        ],
      },
    },
    { parameters: { axis: 0 }, inputs: { pieces: [[1], [2], [3]] } },
    {
      parameters: { axis: 1 },
      inputs: {
        pieces: [
          [3, 5, 2],
          [3, 7, 2],
        ],
      },
    },
  ],
});

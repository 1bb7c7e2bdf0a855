import { axis, defineBlock } from '../src/block';
import { sizeOf } from '../src/tensor';

export const flatten = defineBlock({
  id: 'flatten',
  version: 1,
  category: 'shape',
  doc: {
    title: 'Flatten',
    formula: 'y\\,[B, T \\cdot C] = x\\,[B, T, C]',
    text: 'Joins all axes after the batch into one, so that a linear layer can see everything at once.',
    source: {
      title: 'As in PyTorch: torch.flatten',
      url: 'https://docs.pytorch.org/docs/stable/generated/torch.flatten.html',
    },
    keywords: ['reshape', 'vector'],
  },
  parameters: {},
  inputs: { x: 'float [...]' },
  outputs: { y: 'float [B, N]' },
  refuse: (_, __, { x }) =>
    x.shape.length >= 2
      ? undefined
      : {
          at: 'x',
          expected: 'at least two axes',
          received: `${x.shape.length}`,
          fix: 'Wire a tensor with axes to join.',
        },
  forward: ({ x }, _, __, { ops }) => ({ y: ops.reshape(x, [axis(x, 0), sizeOf(x.type.shape.slice(1))]) }),
  examples: [{ inputs: { x: [2, 3, 4] } }, { inputs: { x: [1, 1] } }, { inputs: { x: [3, 5, 7] } }],
});

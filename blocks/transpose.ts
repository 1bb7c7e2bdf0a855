import { defineBlock, refuseAxis } from '../src/block';

const FIX = 'Choose axes that the tensor has.';

export const transpose = defineBlock({
  id: 'transpose',
  version: 1,
  category: 'shape',
  doc: {
    title: 'Transpose',
    formula: 'y_{\\dots j \\dots i} = x_{\\dots i \\dots j}',
    text: 'Swaps two axes: the last two unless you say otherwise, so rows become columns and time changes places with features.',
    source: {
      title: 'As in PyTorch: torch.transpose',
      url: 'https://docs.pytorch.org/docs/stable/generated/torch.transpose.html',
    },
    keywords: ['swap', 'permute', 'axes', 'heads'],
  },
  parameters: {
    first: { kind: 'int', default: -2, min: -8, max: 7, doc: 'One axis; −1 is the last, 0 the batch.' },
    second: { kind: 'int', default: -1, min: -8, max: 7, doc: 'The axis it changes places with.' },
  },
  inputs: { x: 'float [*]' },
  outputs: { y: 'float [...]' },
  refuse: (_, { first, second }, { x }) =>
    refuseAxis(first, x.shape.length, 'first', FIX) ?? refuseAxis(second, x.shape.length, 'second', FIX),
  forward({ x }, _, { first, second }, { ops }) {
    const rank = x.type.shape.length;
    const [i, j] = [(first + rank) % rank, (second + rank) % rank];
    return {
      y: ops.transpose(
        x,
        x.type.shape.map((_, at) => (at === i ? j : at === j ? i : at)),
      ),
    };
  },
  examples: [
    { inputs: { x: [2, 3, 4] } },
    { inputs: { x: [1, 1] } },
    { parameters: { first: 1, second: 2 }, inputs: { x: [2, 3, 5, 7] } },
  ],
});

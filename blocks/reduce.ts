import { defineBlock, refuseAxis } from '../src/block';

export const reduce = defineBlock({
  id: 'reduce',
  version: 1,
  category: 'shape',
  doc: {
    title: 'Reduce an axis',
    formula: 'y = \\sum_i x_i,\\quad \\tfrac{1}{n}\\sum_i x_i \\quad\\text{or}\\quad \\max_i x_i',
    text: 'The sum, the mean or the largest along one axis, which goes away or stays with size 1. Over time with padding take Mean over time or Max over time, which have a mask.',
    source: { title: 'As in PyTorch: torch.sum', url: 'https://docs.pytorch.org/docs/stable/generated/torch.sum.html' },
    keywords: ['sum', 'mean', 'average', 'max', 'pooling', 'reduction'],
  },
  parameters: {
    kind: { kind: 'choice', options: ['sum', 'mean', 'max'], default: 'sum', doc: 'What becomes of the elements.' },
    axis: { kind: 'int', default: -1, min: -8, max: 7, doc: 'The axis; −1 is the last.' },
    keep: { kind: 'bool', default: false, doc: 'Keep the axis, with size 1.' },
  },
  inputs: { x: 'float [*]' },
  outputs: { y: 'float [...]' },
  refuse: (_, { axis }, { x }) => refuseAxis(axis, x.shape.length, 'axis', 'Choose an axis that the tensor has.'),
  forward({ x }, _, { kind, axis, keep }, { ops }) {
    const axes = [axis < 0 ? axis + x.type.shape.length : axis];
    return {
      y: kind === 'sum' ? ops.sum(x, axes, keep) : kind === 'mean' ? ops.mean(x, axes, keep) : ops.max(x, axes, keep),
    };
  },
  examples: [
    { inputs: { x: [2, 3, 4] } },
    { parameters: { kind: 'mean', axis: 0, keep: true }, inputs: { x: [1, 1] } },
    { parameters: { kind: 'max', axis: 1 }, inputs: { x: [3, 5, 7] }, distinct: true },
  ],
});

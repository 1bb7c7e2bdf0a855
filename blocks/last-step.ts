import { axis, defineBlock, optional, stepAt } from '../src/block';

export const lastStep = defineBlock({
  id: 'last-step',
  version: 1,
  category: 'shape',
  doc: {
    title: 'Last step',
    formula: 'y = x_{T_b}',
    text: 'Takes the last real position of every sequence: the last whose mask is true, or the last of all without a mask.',
    source: {
      title: 'As in PyTorch: torch.gather',
      url: 'https://docs.pytorch.org/docs/stable/generated/torch.gather.html',
    },
    keywords: ['final', 'gather', 'many to one'],
  },
  parameters: {},
  inputs: { x: 'float [B, T, C]', mask: optional('bool [B, T]') },
  outputs: { y: 'float [B, C]' },
  forward({ x, mask }, _, __, { ops }) {
    if (!mask) return { y: stepAt(ops, x, -1) };
    // Padding stands at the end: the last real position is where the mask differs from itself one step later.
    const [B, T] = [axis(x, 0), axis(x, 1)];
    const real = ops.toFloat(mask);
    const later = ops.slice(ops.concat([real, ops.constant([B, 1], 0)], 1), 1, 1, T);
    const last = ops.reshape(ops.subtract(real, later), [B, T, 1]);
    return { y: ops.sum(ops.multiply(x, last), [1]) };
  },
  examples: [
    { inputs: { x: [2, 3, 4] } },
    { inputs: { x: [1, 1, 1] } },
    { inputs: { x: [3, 5, 7], mask: [3, 5] }, lengths: [5, 2, 1] },
  ],
});

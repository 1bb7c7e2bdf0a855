import { defineBlock, many } from '../src/block';

export const combineMasks = defineBlock({
  id: 'combine-masks',
  version: 1,
  category: 'combine',
  doc: {
    title: 'Combine masks',
    formula: 'y = m_1 \\wedge m_2 \\wedge \\dots \\quad\\text{or}\\quad m_1 \\vee m_2 \\vee \\dots',
    text: 'True where all masks are true, or where any is; inverted on request, so one mask alone becomes its opposite. An axis of size 1 is repeated along the others.',
    source: {
      title: 'As in PyTorch: torch.logical_and',
      url: 'https://docs.pytorch.org/docs/stable/generated/torch.logical_and.html',
    },
    keywords: ['and', 'or', 'not', 'padding', 'logic'],
  },
  parameters: {
    how: { kind: 'choice', options: ['all', 'any'], default: 'all', doc: 'Whether all masks must be true, or one.' },
    invert: { kind: 'bool', default: false, doc: 'Swap true and false afterwards.' },
  },
  inputs: { masks: many('bool [...]') },
  outputs: { y: 'bool [...] mask' },
  forward({ masks: [first, ...rest] }, _, { how, invert }, { ops }) {
    if (!first) throw new RangeError('no mask to combine');
    const together = rest.reduce((a, b) => ops.logical(a, b, how === 'all' ? 'and' : 'or'), first);
    return { y: ops.as(invert ? ops.not(together) : together, 'mask') };
  },
  examples: [
    {
      inputs: {
        masks: [
          [2, 3],
          [2, 3],
        ],
      },
    },
    { parameters: { invert: true }, inputs: { masks: [[1]] } },
    {
      parameters: { how: 'any' },
      inputs: {
        masks: [
          [3, 5, 7],
          [3, 1, 7],
        ],
      },
      lengths: [7, 2, 1],
    },
  ],
});

import { defineBlock } from '../src/block';

export const probe = defineBlock({
  id: 'probe',
  version: 1,
  category: 'output',
  doc: {
    title: 'Probe',
    formula: 'y = x',
    text: 'Put it into a wire to see the tensor there in the panels; nothing changes. With axes that end in T S, a matrix between positions, it is drawn as attention is. Only what leads to an output block can be seen.',
    keywords: ['tap', 'inspect', 'show', 'debug', 'look', 'heatmap'],
  },
  parameters: {
    axes: {
      kind: 'choice',
      options: ['any', 'B C', 'B T C', 'B T S', 'B H T C', 'B H T S', 'B H W C'],
      default: 'any',
      doc: 'What stands along the axes: B batch, T and S positions, C features, H heads or height, W width.',
    },
  },
  inputs: { x: 'float [...]' },
  outputs: { y: 'float [...]' },
  taps: { value: { axes: '*', doc: 'What comes over the wire.' } },
  refuse(_, { axes }, { x }) {
    const rank = axes.split(' ').length;
    if (axes === 'any' || x.shape.length === rank) return undefined;
    return {
      at: 'axes',
      expected: `${x.shape.length} axes, as many as the tensor has`,
      received: axes,
      fix: 'Choose other axes, or any.',
      edit: { axes: 'any' },
    };
  },
  forward({ x }, _, { axes }, { tap }) {
    tap('value', x, axes === 'any' ? '*' : axes);
    return { y: x };
  },
  examples: [
    { inputs: { x: [2, 3, 4] } },
    { parameters: { axes: 'B T S' }, inputs: { x: [1, 1, 1] } },
    { parameters: { axes: 'B H T S' }, inputs: { x: [2, 3, 5, 7] } },
  ],
});

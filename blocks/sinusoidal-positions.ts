import { axis, defineBlock } from '../src/block';

export const sinusoidalPositions = defineBlock({
  id: 'sinusoidal-positions',
  version: 1,
  category: 'embedding',
  doc: {
    title: 'Sinusoidal positions',
    formula: 'y_{t,2i} = x_{t,2i} + \\sin(t / 10000^{2i/C}),\\; y_{t,2i+1} = x_{t,2i+1} + \\cos(t / 10000^{2i/C})',
    text: 'Adds a fixed pattern of sines and cosines that tells positions apart; without one, attention cannot see order. It has no weights and works for any length.',
    source: { title: 'Vaswani et al. 2017, section 3.5', url: 'https://arxiv.org/abs/1706.03762' },
    keywords: ['positional encoding', 'position', 'sine'],
  },
  parameters: {},
  inputs: { x: 'float [B, T, C]' },
  outputs: { y: 'float [B, T, C]' },
  forward: ({ x }, _, __, { ops }) => ({ y: ops.add(x, ops.sinusoid(axis(x, 1), axis(x, 2))) }),
  examples: [{ inputs: { x: [2, 3, 4] } }, { inputs: { x: [1, 1, 1] } }, { inputs: { x: [3, 5, 7] } }],
});

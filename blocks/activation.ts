import { defineBlock } from '../src/block';
import { ACTIVATIONS } from '../src/ops';

export const activation = defineBlock({
  id: 'activation',
  version: 1,
  category: 'activation',
  doc: {
    title: 'Activation',
    formula: 'y = f(x)',
    text: 'A non-linear function of every element. Without one between them, any number of linear layers is a single linear layer. Leaky ReLU keeps a slope of 0.01 below 0, ELU goes to −1 there, GELU comes exact and by tanh.',
    source: { title: 'Hendrycks and Gimpel 2016 (GELU)', url: 'https://arxiv.org/abs/1606.08415' },
    keywords: [
      'relu',
      'tanh',
      'sigmoid',
      'gelu',
      'silu',
      'swish',
      'mish',
      'elu',
      'leaky relu',
      'softplus',
      'nonlinearity',
    ],
  },
  parameters: { kind: { kind: 'choice', options: ACTIVATIONS, default: 'relu', doc: 'f.' } },
  inputs: { x: 'float [...]' },
  outputs: { y: 'float [...]' },
  taps: { value: { axes: '*', doc: 'What comes out: gates, where the block is one.' } },
  forward({ x }, _, { kind }, { ops, tap }) {
    const y = ops.activation(x, kind);
    tap('value', y);
    return { y };
  },
  examples: [
    ...ACTIVATIONS.map((kind) => ({ parameters: { kind }, inputs: { x: [2, 3, 4] } })),
    { inputs: { x: [1] } },
    { inputs: { x: [7, 5] } },
  ],
});

import { defineBlock, matrix, vector } from '../src/block';
import { ACTIVATIONS } from '../src/ops';

export const feedForward = defineBlock({
  id: 'feed-forward',
  version: 1,
  category: 'layer',
  doc: {
    title: 'Feed-forward',
    formula: 'y = f(xW_1 + b_1)W_2 + b_2',
    text: 'Two linear layers with an activation between them, applied to every position alone. The hidden width is usually four times C.',
    source: { title: 'Vaswani et al. 2017, section 3.3', url: 'https://arxiv.org/abs/1706.03762' },
    keywords: ['mlp', 'position-wise', 'ffn', 'transformer'],
  },
  parameters: {
    hidden: { kind: 'int', default: 256, min: 1, max: 1_000_000, symbolic: true, doc: 'Width between the two layers.' },
    activation: { kind: 'choice', options: ACTIVATIONS, default: 'gelu-tanh', doc: 'f.' },
    dropout: { kind: 'float', default: 0, min: 0, max: 0.95, doc: 'Part of the hidden values dropped while training.' },
  },
  inputs: { x: 'float [..., C]' },
  outputs: { y: 'float [..., C]' },
  weights: ({ C }, { hidden }) => ({
    up: matrix(C, hidden),
    up_bias: vector(hidden),
    down: matrix(hidden, C),
    down_bias: vector(C),
  }),
  forward({ x }, w, { activation, dropout }, { ops, key, training }) {
    const hidden = ops.activation(ops.linear(x, w.up, w.up_bias), activation); // [..., hidden]
    const kept = training ? ops.dropout(hidden, dropout, key) : hidden;
    return { y: ops.linear(kept, w.down, w.down_bias) };
  },
  examples: [
    { parameters: { hidden: 8 }, inputs: { x: [2, 3, 4] } },
    { parameters: { hidden: 1, activation: 'tanh' }, inputs: { x: [1, 1] } },
    { parameters: { hidden: 11, activation: 'gelu', dropout: 0.3 }, inputs: { x: [5, 7] } },
  ],
});

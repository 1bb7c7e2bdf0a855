import { defineBlock, matrix, vector } from '../src/block';
import { ACTIVATIONS } from '../src/ops';

export const gatedFeedForward = defineBlock({
  id: 'gated-feed-forward',
  version: 1,
  category: 'layer',
  doc: {
    title: 'Gated feed-forward',
    formula: 'y = \\bigl(f(xW_1) \\odot xW_2\\bigr) W_3',
    text: 'A feed-forward layer whose hidden values are gated by a second projection, applied to every position alone: SwiGLU with SiLU, as in LLaMA, GEGLU with GELU, ReGLU with ReLU. A hidden width of 8/3 C costs as much as a plain one of 4 C.',
    source: { title: 'Shazeer 2020', url: 'https://arxiv.org/abs/2002.05202' },
    keywords: ['swiglu', 'geglu', 'reglu', 'glu', 'mlp', 'ffn', 'llama', 'transformer'],
  },
  parameters: {
    hidden: { kind: 'int', default: 176, min: 1, max: 1_000_000, symbolic: true, doc: 'Width of gate and values.' },
    activation: { kind: 'choice', options: ACTIVATIONS, default: 'silu', doc: 'f.' },
    bias: { kind: 'bool', default: false, doc: 'Add learned vectors after the three projections.' },
    dropout: { kind: 'float', default: 0, min: 0, max: 0.95, doc: 'Part of the hidden values dropped while training.' },
  },
  inputs: { x: 'float [..., C]' },
  outputs: { y: 'float [..., C]' },
  weights: ({ C }, { hidden, bias }) => ({
    gate: matrix(C, hidden),
    up: matrix(C, hidden),
    down: matrix(hidden, C),
    gate_bias: bias ? vector(hidden) : undefined,
    up_bias: bias ? vector(hidden) : undefined,
    down_bias: bias ? vector(C) : undefined,
  }),
  forward({ x }, w, { activation, dropout }, { ops, key, training }) {
    const gate = ops.activation(ops.linear(x, w.gate, w.gate_bias), activation); // [..., hidden]
    const hidden = ops.multiply(gate, ops.linear(x, w.up, w.up_bias));
    return { y: ops.linear(training ? ops.dropout(hidden, dropout, key) : hidden, w.down, w.down_bias) };
  },
  examples: [
    { parameters: { hidden: 8 }, inputs: { x: [2, 3, 4] } },
    { parameters: { hidden: 1, activation: 'tanh' }, inputs: { x: [1, 1] } },
    { parameters: { hidden: 11, activation: 'gelu', bias: true, dropout: 0.3 }, inputs: { x: [5, 7] } },
  ],
});

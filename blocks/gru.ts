import {
  defineBlock,
  FLOW,
  initialiserOf,
  joinDirections,
  matrix,
  optional,
  RECURRENT_PARAMETERS,
  stateOf,
  vector,
} from '../src/block';

export const gru = defineBlock({
  id: 'gru',
  version: 1,
  category: 'recurrent',
  doc: {
    title: 'GRU',
    formula: 'h_t = (1 - z_t) \\odot n_t + z_t \\odot h_{t-1}',
    text: 'Gated recurrent unit: a reset gate r and an update gate z, no separate memory cell, three quarters of the weights of an LSTM. The reset gate acts after the recurrent product, as in cuDNN and PyTorch.',
    source: { title: 'Cho et al. 2014', url: 'https://arxiv.org/abs/1406.1078' },
    keywords: ['recurrent', 'gated recurrent unit', 'gates', 'bidirectional'],
  },
  parameters: RECURRENT_PARAMETERS,
  inputs: { x: 'float [B, T, C]', mask: optional('bool [B, T]'), initial: optional('float [B, H]') },
  outputs: { y: 'float [B, T, H]', state: 'float [B, H] state' },
  width: 'units',
  taps: {
    flow: FLOW,
    gates: { axes: 'B T G', doc: 'Reset gate, update gate and candidate after every step, 3·H values.' },
  },
  weights: ({ C }, { units, bidirectional, initialiser, recurrent_initialiser }) => {
    const kernel = matrix(C, 3 * units, initialiserOf(initialiser));
    const recurrent = matrix(units, 3 * units, initialiserOf(recurrent_initialiser));
    return {
      kernel,
      recurrent,
      bias: vector(3 * units),
      recurrent_bias: vector(units),
      kernel_reverse: bidirectional ? kernel : undefined,
      recurrent_reverse: bidirectional ? recurrent : undefined,
      bias_reverse: bidirectional ? vector(3 * units) : undefined,
      recurrent_bias_reverse: bidirectional ? vector(units) : undefined,
    };
  },
  forward({ x, mask, initial }, w, { units, returns }, { ops, tap }) {
    const entering = ops.linear(x, w.kernel, w.bias); // [B, T, 3·H]
    const forward = ops.gru(entering, w.recurrent, w.recurrent_bias, {
      mask,
      h0: stateOf(ops, initial, 0, units),
    });
    const backward =
      w.kernel_reverse && w.recurrent_reverse
        ? ops.gru(ops.linear(x, w.kernel_reverse, w.bias_reverse), w.recurrent_reverse, w.recurrent_bias_reverse, {
            mask,
            h0: stateOf(ops, initial, 1, units),
            reverse: true,
          })
        : undefined;
    tap('flow', entering);
    tap('gates', forward.gates);
    return joinDirections(ops, forward.h, backward?.h, mask, returns);
  },
  examples: [
    { parameters: { units: 5 }, inputs: { x: [2, 3, 4] } },
    { parameters: { units: 1 }, inputs: { x: [1, 1, 1] }, zeroGradient: { recurrent: 'one step from a zero state' } },
    {
      parameters: { units: 3, bidirectional: true },
      inputs: { x: [3, 5, 2], mask: [3, 5], initial: [3, 6] },
      lengths: [5, 2, 1],
    },
    { parameters: { units: 7, returns: 'last' }, inputs: { x: [3, 5, 2], mask: [3, 5] }, lengths: [3, 5, 2] },
  ],
});

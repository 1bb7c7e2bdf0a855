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

export const rnn = defineBlock({
  id: 'rnn',
  version: 1,
  category: 'recurrent',
  doc: {
    title: 'RNN',
    formula: 'h_t = \\tanh(x_t W + h_{t-1} U + b)',
    text: 'A simple recurrent layer: the state h of width H is fed back at every step. Its gradient shrinks or grows with every step back in time, so it forgets over long distances.',
    source: { title: 'Elman 1990, Finding structure in time', url: 'https://doi.org/10.1207/s15516709cog1402_1' },
    keywords: ['recurrent', 'elman', 'simple rnn', 'bidirectional'],
  },
  parameters: RECURRENT_PARAMETERS,
  inputs: { x: 'float [B, T, C]', mask: optional('bool [B, T]'), initial: optional('float [B, H]') },
  outputs: { y: 'float [B, T, H]', state: 'float [B, H] state' },
  width: 'units',
  taps: {
    flow: FLOW,
    states: { axes: 'B T H', doc: 'The state after every step.' },
  },
  weights: ({ C }, { units, bidirectional, initialiser, recurrent_initialiser }) => {
    const kernel = matrix(C, units, initialiserOf(initialiser));
    const recurrent = matrix(units, units, initialiserOf(recurrent_initialiser));
    return {
      kernel,
      recurrent,
      bias: vector(units),
      kernel_reverse: bidirectional ? kernel : undefined,
      recurrent_reverse: bidirectional ? recurrent : undefined,
      bias_reverse: bidirectional ? vector(units) : undefined,
    };
  },
  forward({ x, mask, initial }, w, { units, returns }, { ops, tap }) {
    const entering = ops.linear(x, w.kernel, w.bias); // [B, T, G]
    const forward = ops.rnn(entering, w.recurrent, {
      mask,
      h0: stateOf(ops, initial, 0, units),
    });
    const backward =
      w.kernel_reverse && w.recurrent_reverse
        ? ops.rnn(ops.linear(x, w.kernel_reverse, w.bias_reverse), w.recurrent_reverse, {
            mask,
            h0: stateOf(ops, initial, 1, units),
            reverse: true,
          })
        : undefined;
    tap('flow', entering);
    tap('states', forward);
    return joinDirections(ops, forward, backward, mask, returns);
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

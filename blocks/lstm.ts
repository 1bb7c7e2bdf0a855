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

export const lstm = defineBlock({
  id: 'lstm',
  version: 1,
  category: 'recurrent',
  doc: {
    title: 'LSTM',
    formula: 'c_t = f_t \\odot c_{t-1} + i_t \\odot g_t,\\quad h_t = o_t \\odot \\tanh(c_t)',
    text: 'Long short-term memory: gates decide what the memory cell c keeps, takes in and shows, so gradients survive long distances. Gates in the order input, forget, candidate, output; the forget gate starts open (bias 1).',
    source: { title: 'Hochreiter and Schmidhuber 1997', url: 'https://doi.org/10.1162/neco.1997.9.8.1735' },
    keywords: ['recurrent', 'long short-term memory', 'gates', 'bidirectional'],
  },
  parameters: RECURRENT_PARAMETERS,
  inputs: {
    x: 'float [B, T, C]',
    mask: optional('bool [B, T]'),
    initial: optional('float [B, H]'),
    initial_cell: optional('float [B, H]'),
  },
  outputs: { y: 'float [B, T, H]', state: 'float [B, H] state', cell: 'float [B, H] state' },
  width: 'units',
  taps: {
    flow: FLOW,
    gates: { axes: 'B T G', doc: 'Input, forget, candidate and output gate after every step, 4·H values.' },
    cells: { axes: 'B T H', doc: 'The memory cell after every step.' },
  },
  weights({ C }, { units, bidirectional, initialiser, recurrent_initialiser }) {
    const bias = vector(4 * units, { kind: 'parts', values: [0, 1, 0, 0] });
    const kernel = matrix(C, 4 * units, initialiserOf(initialiser));
    const recurrent = matrix(units, 4 * units, initialiserOf(recurrent_initialiser));
    return {
      kernel,
      recurrent,
      bias,
      kernel_reverse: bidirectional ? kernel : undefined,
      recurrent_reverse: bidirectional ? recurrent : undefined,
      bias_reverse: bidirectional ? bias : undefined,
    };
  },
  forward({ x, mask, initial, initial_cell }, w, { units, returns }, { ops, tap }) {
    const states = (direction: 0 | 1) => ({
      mask,
      h0: stateOf(ops, initial, direction, units),
      c0: stateOf(ops, initial_cell, direction, units),
      reverse: direction === 1,
    });
    const entering = ops.linear(x, w.kernel, w.bias); // [B, T, G]
    const forward = ops.lstm(entering, w.recurrent, states(0));
    const backward =
      w.kernel_reverse && w.recurrent_reverse
        ? ops.lstm(ops.linear(x, w.kernel_reverse, w.bias_reverse), w.recurrent_reverse, states(1))
        : undefined;
    tap('flow', entering);
    tap('gates', forward.gates);
    tap('cells', forward.c);
    const { state: cell } = joinDirections(ops, forward.c, backward?.c, mask, 'last');
    return { ...joinDirections(ops, forward.h, backward?.h, mask, returns), cell };
  },
  examples: [
    { parameters: { units: 5 }, inputs: { x: [2, 3, 4] } },
    { parameters: { units: 1 }, inputs: { x: [1, 1, 1] }, zeroGradient: { recurrent: 'one step from a zero state' } },
    {
      parameters: { units: 3, bidirectional: true },
      inputs: { x: [3, 5, 2], mask: [3, 5], initial: [3, 6], initial_cell: [3, 6] },
      lengths: [5, 2, 1],
    },
    { parameters: { units: 7, returns: 'last' }, inputs: { x: [3, 5, 2], mask: [3, 5] }, lengths: [3, 5, 2] },
  ],
});

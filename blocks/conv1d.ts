import {
  axis,
  defineBlock,
  filters,
  INITIALISERS,
  initialiserOf,
  optional,
  refuseBoth,
  vector,
  zeroMasked,
} from '../src/block';
import { PADDINGS, reachOf } from '../src/ops';

export const conv1d = defineBlock({
  id: 'conv1d',
  version: 1,
  category: 'convolution',
  doc: {
    title: 'Convolution 1D',
    formula: 'y_{tf} = b_f + \\sum_{a,c} x_{t+a,\\,c}\\; w_{acf}',
    text: 'F small filters slide over time: each sees a few neighbouring steps, as n-grams do. Causal filters see only the past, so the layer may predict the next step. Steps whose mask is false count as zeros.',
    source: { title: 'Kim 2014', url: 'https://arxiv.org/abs/1408.5882' },
    keywords: ['cnn', 'temporal', 'text', 'n-gram', 'wavenet', 'causal', 'filter'],
  },
  parameters: {
    filters: { kind: 'int', default: 64, min: 1, max: 65_536, symbolic: true, doc: 'F, the width of what comes out.' },
    kernel: { kind: 'int', default: 3, min: 1, max: 4096, doc: 'Steps that a filter sees.' },
    stride: { kind: 'int', default: 1, min: 1, max: 4096, quiet: true, doc: 'Steps from one place to the next.' },
    padding: {
      kind: 'choice',
      options: PADDINGS,
      default: 'same',
      doc: 'Zeros at both ends, so that with stride 1 the length stays; none; or all before the beginning.',
    },
    dilation: { kind: 'int', default: 1, min: 1, max: 4096, quiet: true, doc: 'Steps between neighbours in a filter.' },
    bias: { kind: 'bool', default: true, doc: 'Add a learned vector.' },
    initialiser: { kind: 'choice', options: INITIALISERS, default: 'he', quiet: true, doc: 'How the filters begin.' },
  },
  inputs: { x: 'float [B, T, C]', mask: optional('bool [B, T]') },
  outputs: { y: 'float [B, T, F]' },
  width: 'filters',
  taps: { features: { axes: 'B T F', doc: 'What the filters find at every step.' } },
  refuse({ T }, { kernel, stride, padding, dilation }) {
    if (stride > 1 && dilation > 1) return refuseBoth(stride, dilation);
    if (padding !== 'valid' || reachOf(kernel, dilation) <= T) return undefined;
    return {
      at: 'kernel',
      expected: `a filter that fits into the sequences: at most ${Math.floor((T - 1) / dilation) + 1} steps`,
      received: `${kernel}`,
      fix: 'Make the filter shorter, or pad the sequences.',
      edit: { padding: 'same' },
    };
  },
  weights: ({ C }, { filters: F, kernel, bias, initialiser }) => ({
    kernel: filters([kernel, 1, C, F], initialiserOf(initialiser)),
    bias: bias ? vector(F) : undefined,
  }),
  forward({ x, mask }, { kernel, bias }, { stride, padding, dilation }, { ops, tap }) {
    const [B, T, C] = [axis(x, 0), axis(x, 1), axis(x, 2)];
    const strip = ops.reshape(zeroMasked(ops, x, mask), [B, T, 1, C]);
    const maps = ops.conv2d(strip, kernel, { stride: [stride, 1], dilation: [dilation, 1], padding });
    const flat = ops.reshape(maps, [B, axis(maps, 1), axis(maps, 3)]);
    const y = bias ? ops.add(flat, bias) : flat;
    tap('features', y);
    // Where every step has its own output, padding stays zeros.
    return { y: axis(y, 1) === T ? zeroMasked(ops, y, mask) : y };
  },
  examples: [
    { parameters: { filters: 3 }, inputs: { x: [2, 4, 2] } },
    { parameters: { filters: 1, kernel: 1, padding: 'valid', bias: false }, inputs: { x: [1, 1, 1] } },
    {
      parameters: { filters: 2, kernel: 2, dilation: 2, padding: 'causal' },
      inputs: { x: [3, 5, 2], mask: [3, 5] },
      lengths: [5, 2, 3],
    },
    { parameters: { filters: 2, stride: 2 }, inputs: { x: [2, 7, 3] } },
  ],
});

import { axis, defineBlock, optional } from '../src/block';
import type { Ops, Value } from '../src/ops';

export const softmax = defineBlock({
  id: 'softmax',
  version: 1,
  category: 'activation',
  doc: {
    title: 'Softmax',
    formula: 'y_i = \\frac{e^{x_i}}{\\sum_j e^{x_j}}',
    text: 'Turns the C numbers of the last axis into probabilities that sum to 1. On attention scores [..., T, S] it can hide the future and padded keys. The cross-entropy block takes logits: do not put a softmax before it.',
    source: { title: 'Bridle 1990', url: 'https://doi.org/10.1007/978-3-642-76153-9_28' },
    keywords: ['probabilities', 'normalise', 'attention', 'causal', 'masked'],
  },
  parameters: {
    causal: {
      kind: 'bool',
      default: false,
      doc: 'The last two axes are positions: each sees only itself and what came before.',
    },
  },
  inputs: { x: 'float [..., C]', mask: optional('bool [..., C]'), key_mask: optional('bool [B, C]') },
  outputs: { y: 'float [..., C] probabilities' },
  taps: { probabilities: { axes: '* C', doc: 'What comes out; the last axis sums to 1.' } },
  refuse({ C }, { causal }, { x, key_mask: keys }) {
    if ((causal || keys) && x.shape.length < 3) {
      return {
        at: causal ? 'causal' : 'key_mask',
        expected: 'scores between positions [B, T, S], or with heads [B, H, T, S]',
        received: `${x.shape.length} axes`,
        fix: causal ? 'Switch causal off.' : 'Wire a mask of the shape of x to `mask` instead.',
        ...(causal ? { edit: { causal: false } } : {}),
      };
    }
    const T = Number(x.shape.at(-2));
    if (!causal || T <= C) return undefined;
    return {
      at: 'causal',
      expected: `at least as many keys as queries (T = ${T})`,
      received: `${C}`,
      fix: 'Switch causal off, or score as many keys as queries.',
      edit: { causal: false },
    };
  },
  forward({ x, mask, key_mask: keys }, _, { causal }, { ops, tap }) {
    const rank = x.type.shape.length;
    const seen = [
      mask,
      keys && ops.reshape(keys, [axis(keys, 0), ...Array.from({ length: rank - 2 }, () => 1), axis(keys, 1)]),
      causal ? ops.causalMask(axis(x, -2), axis(x, -1)) : undefined,
    ].filter((one) => one !== undefined);
    const y = ops.softmax(x, all(ops, seen));
    const between = causal || keys !== undefined ? SCORES[rank] : undefined;
    tap('probabilities', y, between);
    return { y };
  },
  examples: [
    { inputs: { x: [2, 3, 4] } },
    { inputs: { x: [1, 2] } },
    { inputs: { x: [3, 7], mask: [3, 7] }, lengths: [7, 3, 1] },
    { parameters: { causal: true }, inputs: { x: [2, 3, 5, 5] } },
    { parameters: { causal: true }, inputs: { x: [3, 5, 5], key_mask: [3, 5] }, lengths: [5, 3, 1] },
  ],
});

/** Axes of scores by rank, so that panels draw them as attention. */
const SCORES: Readonly<Record<number, string>> = { 3: 'B T S', 4: 'B H T S' };

const all = (ops: Ops, masks: readonly Value[]): Value | undefined =>
  masks.length === 0 ? undefined : masks.reduce((a, b) => ops.logical(a, b, 'and'));

import { type Dim, float } from '../tensor';
import { count, given, last, numeric, only, operand, refuse } from './common';
import { defineOp, type Op } from './op';
import type { Trace, Value } from './trace';

/**
 * `offset` is the position of the first step; `inverse` turns the other way; with `heads` an axis of them stands between
 * time and channels.
 */
export type Rotary = { base: number; pairs: 'neighbours' | 'halves'; offset: Dim; inverse: boolean; heads: boolean };

/**
 * Rotary positions (Su et al., arXiv 2104.09864, equation 34): pair i of the channels at position t is turned by the angle
 * t · base^(−2i/h). Pairs are neighbours (2i, 2i + 1) as in the paper, or halves (i, i + h/2) as GPT-NeoX has them.
 */
export const rotaryOp: Op<Rotary> = defineOp<Rotary>({
  name: 'rotary',
  doc: 'y [..., T, h] or [..., T, H, h] = x, each pair of channels turned by position · base^(−2i/h)',
  type(inputs, { heads }) {
    const x = operand('rotary', inputs, 0);
    const h = x.shape.length < (heads ? 3 : 2) ? 1 : last(x.shape);
    if (x.dtype !== 'float' || (typeof h === 'number' && h % 2 !== 0)) {
      refuse('rotary', `x [..., T, ${heads ? 'H, ' : ''}h] with h even`, x);
    }
    return [x];
  },
  flops: ([x]) => 3 * count(x),
  gradient: ({ trace, grads, attributes }) => [
    only(trace.emit(rotaryOp, [given(grads, 0)], { ...attributes, inverse: !attributes.inverse })),
  ],
});

/**
 * Attention with linear biases (Press et al., arXiv 2108.12409): what is added to the scores of each head. Distances count
 * from the last key; slopes fall geometrically from head to head.
 */
export const alibiOp = defineOp<{ heads: number; queries: Dim; keys: Dim }>({
  name: 'alibi',
  doc: 'y [H, T, S] = −slope(head) · |t + S − T − s|',
  type: (_, { heads, queries, keys }) => [float([heads, queries, keys])],
  flops: (_, [y]) => 2 * count(y),
});

export const rotary = (trace: Trace, x: Value, options: Partial<Rotary> = {}): Value => {
  const { base = 10_000, pairs = 'neighbours', offset = 0, inverse = false, heads = false } = options;
  return only(trace.emit(rotaryOp, [x], { base, pairs, offset, inverse, heads }));
};
export const alibi = (trace: Trace, heads: Dim, queries: Dim, keys: Dim): Value =>
  only(trace.emit(alibiOp, [], { heads: numeric(heads), queries, keys }));

import { axis, defineBlock, optional } from '../src/block';
import type { Ops, Value } from '../src/ops';
import { subtractDims } from '../src/tensor';

export const pickStep = defineBlock({
  id: 'pick-step',
  version: 1,
  category: 'shape',
  doc: {
    title: 'Pick a step',
    formula: 'y = x_t',
    text: 'Takes one time step of every sequence: a fixed one from the front, one from the end (−1 is the last whose mask is true), or the one whose number comes in at `index`. What lies outside gives zeros.',
    source: {
      title: 'As in PyTorch: torch.gather',
      url: 'https://docs.pytorch.org/docs/stable/generated/torch.gather.html',
    },
    keywords: ['gather', 'first', 'last', 'index', 'class token', 'many to one'],
  },
  parameters: {
    position: { kind: 'int', default: 0, min: -65_536, max: 65_535, doc: 't from 0; negative counts from the end.' },
  },
  inputs: { x: 'float [B, T, C]', mask: optional('bool [B, T]'), index: optional('int [B]') },
  outputs: { y: 'float [B, C]' },
  refuse({ T }, { position }, { index }) {
    if (index || (position >= -T && position < T)) return undefined;
    return {
      at: 'position',
      expected: `from ${-T} to ${T - 1}`,
      received: `${position}`,
      fix: 'Choose a step that the sequences have.',
      edit: { position: position < 0 ? -1 : T - 1 },
    };
  },
  forward({ x, mask, index }, _, { position }, { ops }) {
    const [B, T, C] = [axis(x, 0), axis(x, 1), axis(x, 2)];
    const places = index ? ops.oneHot(index, T) : position < 0 && mask ? fromEnd(ops, mask, -position) : undefined;
    if (places) return { y: ops.sum(ops.multiply(x, ops.reshape(places, [B, T, 1])), [1]) };
    // The sequences of a later batch may be shorter than those that were looked at.
    const outside = typeof T === 'number' && (position < -T || position >= T);
    if (outside) return { y: ops.constant([B, C], 0) };
    const start = position < 0 ? subtractDims(T, -position) : position;
    return { y: ops.reshape(ops.slice(x, 1, start, 1), [B, C]) };
  },
  examples: [
    { parameters: { position: 1 }, inputs: { x: [2, 3, 4] } },
    { inputs: { x: [1, 1, 1] } },
    { parameters: { position: -2 }, inputs: { x: [3, 5, 7], mask: [3, 5] }, lengths: [5, 2, 1] },
    { inputs: { x: [3, 5, 2], index: [3] }, ids: 5 },
  ],
});

/** 1 at the k-th real step from the end of each row, 0 elsewhere: float [B, T]. Padding stands at the end. */
function fromEnd(ops: Ops, mask: Value, k: number): Value {
  const real = ops.toFloat(mask);
  // A step is the last real one where the mask differs from itself one step later.
  const last = ops.subtract(real, earlier(ops, real, 1));
  return k === 1 ? last : earlier(ops, last, k - 1);
}

/** x [B, T] moved towards the front, zeros behind it. */
function earlier(ops: Ops, x: Value, steps: number): Value {
  const rest = ops.slice(x, 1, steps, subtractDims(axis(x, 1), steps));
  return ops.concat([rest, ops.constant([axis(x, 0), steps], 0)], 1);
}

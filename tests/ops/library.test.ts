import { describe, expect, it } from 'vitest';
import {
  type Attributes,
  averagePoolOp,
  causalMaskOp,
  conv2dFilterGradientOp,
  conv2dInputGradientOp,
  conv2dOp,
  depthwiseConv2dOp,
  greaterOp,
  logicalOp,
  maxOp,
  maxPoolOp,
  notOp,
  type Op,
  oneHotOp,
  randomNormalOp,
  rotaryOp,
  TypeRefusal,
  type Window,
} from '../../src/ops';
import { bool, float, int, showType, type TensorType } from '../../src/tensor';

/** An operation with its attributes, as the tables below name it. */
const of = <A extends Attributes>(op: Op<A>, attributes: A) => ({
  op: op.name,
  ask: (inputs: readonly TensorType[]) => op.type(inputs, attributes),
  cost: (inputs: readonly TensorType[]) => op.flops(inputs, op.type(inputs, attributes), attributes),
});

const valid: Window = { stride: [1, 1], dilation: [1, 1], padding: 'valid' };
const same: Window = { ...valid, padding: 'same' };
const halves = { size: [2, 2], stride: [2, 2], padding: 'valid' } as const;
const turn = { base: 10_000, pairs: 'neighbours', offset: 0, inverse: false, heads: false } as const;

describe('type rules of the library', () => {
  it.each([
    [of(conv2dOp, valid), [float(['B', 8, 7, 3]), float([3, 2, 3, 16])], 'float [B, 6, 6, 16]'],
    [of(conv2dOp, same), [float(['B', 8, 7, 3]), float([3, 2, 3, 16])], 'float [B, 8, 7, 16]'],
    [of(conv2dOp, { ...same, stride: [2, 3] }), [float(['B', 5, 7, 1]), float([3, 3, 1, 2])], 'float [B, 3, 3, 2]'],
    [of(conv2dOp, { ...valid, dilation: [2, 1] }), [float([2, 5, 5, 1]), float([3, 3, 1, 2])], 'float [2, 1, 3, 2]'],
    [of(conv2dOp, same), [float(['B', 'T', 1, 4]), float([3, 1, 4, 2])], 'float [B, T, 1, 2]'],
    [of(conv2dOp, valid), [float(['B', 'T', 1, 4]), float([3, 1, 4, 2])], 'float [B, T-2, 1, 2]'],
    [
      of(conv2dOp, { ...same, padding: 'causal' }),
      [float(['B', 'T', 1, 4]), float([3, 1, 4, 2])],
      'float [B, T, 1, 2]',
    ],
    [of(depthwiseConv2dOp, same), [float(['B', 5, 5, 3]), float([3, 3, 3, 2])], 'float [B, 5, 5, 6]'],
    [of(maxPoolOp, halves), [float(['B', 5, 4, 3])], 'float [B, 2, 2, 3]'],
    [of(averagePoolOp, { ...halves, padding: 'same' }), [float(['B', 5, 4, 3])], 'float [B, 3, 2, 3]'],
    [of(rotaryOp, turn), [float(['B', 2, 'T', 6])], 'float [B, 2, T, 6]'],
    [of(oneHotOp, { size: 7 }), [int(['B', 'T'], 'tokens')], 'float [B, T, 7]'],
    [of(maxOp, { axes: [1], keep: true }), [float(['B', 'T', 5])], 'float [B, 1, 5]'],
    [of(causalMaskOp, { queries: 'T', keys: 'S' }), [], 'bool [T, S]'],
    [of(logicalOp, { kind: 'and' }), [bool(['B', 1, 'S']), bool(['T', 'S'])], 'bool [B, T, S]'],
    [of(randomNormalOp, { shape: ['B', 3], key: 1 }), [], 'float [B, 3]'],
  ] as const)('%o', ({ ask }, inputs, expected) => expect(ask(inputs).map(showType)).toEqual([expected]));

  it.each([
    [of(conv2dOp, valid), [float([2, 2, 5, 1]), float([3, 3, 1, 2])], 'images of at least the filters’ size'],
    [of(conv2dOp, valid), [float([2, 5, 5, 2]), float([3, 3, 1, 2])], 'filters for 2 channels'],
    [of(conv2dOp, valid), [float([2, 5, 2]), float([3, 3, 1, 2])], 'images [B, H, W, C] and filters [h, w, C, F]'],
    [of(maxPoolOp, halves), [float([2, 1, 5, 1])], 'images of at least the window’s size'],
    [of(averagePoolOp, halves), [float([2, 5])], 'images [B, H, W, C]'],
    [of(rotaryOp, turn), [float([3, 5])], 'x [..., T, h] with h even'],
    [of(oneHotOp, { size: 3 }), [float([2])], 'ids int [...]'],
    [of(greaterOp, {}), [float([2]), int([2])], 'two numeric operands of one dtype that broadcast'],
    [of(logicalOp, { kind: 'or' }), [bool([2]), float([2])], 'two masks that broadcast'],
    [of(notOp, {}), [float([2])], 'a mask'],
  ] as const)('%o refuses with what it expects', ({ op, ask }, inputs, expected) => {
    const refused = (() => {
      try {
        return ask(inputs);
      } catch (error) {
        return error;
      }
    })();
    expect(refused).toBeInstanceOf(TypeRefusal);
    expect(refused).toMatchObject({ operation: op, expected });
  });
});

describe('FLOPs of the library: a multiplication with its addition counts as two', () => {
  it.each([
    [of(conv2dOp, valid), [float([2, 8, 7, 3]), float([3, 2, 3, 16])], 2 * (2 * 6 * 6 * 16) * (3 * 2 * 3)],
    [of(depthwiseConv2dOp, valid), [float([2, 8, 7, 3]), float([3, 2, 3, 4])], 2 * (2 * 6 * 6 * 12) * (3 * 2)],
    [
      of(conv2dInputGradientOp, { ...valid, image: [2, 8, 7, 3] }),
      [float([2, 6, 6, 16]), float([3, 2, 3, 16])],
      2 * (2 * 6 * 6 * 16) * (3 * 2 * 3),
    ],
    [
      of(conv2dFilterGradientOp, { ...valid, size: [3, 2] }),
      [float([2, 8, 7, 3]), float([2, 6, 6, 16])],
      2 * (2 * 6 * 6 * 16) * (3 * 2 * 3),
    ],
    [of(maxPoolOp, halves), [float([2, 4, 6, 3])], 2 * 2 * 3 * 3 * 4],
    [of(rotaryOp, turn), [float([2, 3, 4])], 3 * 24],
  ] as const)('%o', ({ cost }, inputs, flops) => expect(cost(inputs)).toBe(flops));
});

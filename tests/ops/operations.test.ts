import { describe, expect, it } from 'vitest';
import {
  type Attributes,
  addOp,
  affineOp,
  argmaxOp,
  attentionOp,
  attentionProbabilitiesOp,
  broadcastOp,
  concatOp,
  crossEntropyOp,
  embeddingOp,
  equalOp,
  gruOp,
  layerNormOp,
  linearOp,
  lstmOp,
  makeOps,
  matmulOp,
  meanOp,
  type Op,
  operation,
  operations,
  reshapeOp,
  rnnOp,
  sgdOp,
  sliceOp,
  softmaxOp,
  sumOp,
  sumToOp,
  Trace,
  TypeRefusal,
  transposeOp,
} from '../../src/ops';
import { bool, float, int, showType, type TensorType } from '../../src/tensor';

/** An operation with its attributes, as the tables below name it. */
interface Asked {
  readonly op: string;
  readonly ask: (inputs: readonly (TensorType | undefined)[]) => readonly TensorType[];
  readonly cost: (inputs: readonly (TensorType | undefined)[]) => number;
}

const of = <A extends Attributes>(op: Op<A>, attributes: A): Asked => ({
  op: op.name,
  ask: (inputs) => op.type(inputs, attributes),
  cost: (inputs) => op.flops(inputs, op.type(inputs, attributes), attributes),
});

const attention = { causal: false, scale: 1, rate: 0, key: 0 };
const plain = { transposeA: false, transposeB: false };

describe('type rules', () => {
  it.each([
    [of(addOp, {}), [float(['B', 'T', 4]), float([4])], 'float [B, T, 4]'],
    [of(addOp, {}), [float([2], 'hidden'), float([2], 'hidden')], 'float [2] hidden'],
    [of(reshapeOp, { shape: ['B', '2*T'] }), [float(['B', 'T', 2])], 'float [B, 2*T]'],
    [of(reshapeOp, { shape: ['B*T', 3] }), [int(['B', 'T', 3], 'tokens')], 'int [B*T, 3] tokens'],
    [of(transposeOp, { order: [2, 0, 1] }), [float(['B', 'T', 4])], 'float [4, B, T]'],
    [of(concatOp, { axis: 1 }), [float(['B', 'T']), float(['B', 1])], 'float [B, T+1]'],
    [of(sliceOp, { axis: 1, start: 'T-1', size: 1 }), [float(['B', 'T', 3])], 'float [B, 1, 3]'],
    [of(broadcastOp, { shape: ['B', 'T', 3] }), [float([3])], 'float [B, T, 3]'],
    [of(sumToOp, { shape: [3] }), [float(['B', 'T', 3])], 'float [3]'],
    [of(sumOp, { axes: [0, 2], keep: false }), [float(['B', 'T', 3])], 'float [T]'],
    [of(meanOp, { axes: [1], keep: true }), [float(['B', 'T', 3])], 'float [B, 1, 3]'],
    [of(argmaxOp, {}), [float(['B', 'T', 7])], 'int [B, T]'],
    [of(equalOp, {}), [int(['B', 'T']), int(['T'])], 'bool [B, T]'],
    [
      of(matmulOp, { transposeA: true, transposeB: false }),
      [float(['B', 3, 'T']), float(['B', 3, 5])],
      'float [B, T, 5]',
    ],
    [of(linearOp, { transposed: false }), [float(['B', 'T', 3]), float([3, 5]), float([5])], 'float [B, T, 5]'],
    [of(linearOp, { transposed: true }), [float(['B', 3]), float([5, 3])], 'float [B, 5]'],
    [of(softmaxOp, {}), [float(['B', 7]), bool(['B', 7])], 'float [B, 7] probabilities'],
    [
      of(crossEntropyOp, { smoothing: 0 }),
      [float(['B', 'T', 7]), int(['B', 'T'])],
      'float [B, T] loss, float [B, T], float [B, T, 2]',
    ],
    [of(embeddingOp, {}), [int(['B', 'T']), float([7, 3])], 'float [B, T, 3]'],
    [
      of(layerNormOp, { epsilon: 1 }),
      [float(['B', 3]), float([3]), float([3])],
      'float [B, 3], float [B, 3], float [B, 1]',
    ],
    [
      of(attentionOp, attention),
      [float(['B', 'T', 4, 3]), float(['B', 'S', 2, 3]), float(['B', 'S', 2, 5]), bool(['B', 1, 1, 'S'])],
      'float [B, T, 4, 5], float [B, 4, T]',
    ],
    [
      of(attentionProbabilitiesOp, { causal: false, scale: 1 }),
      [float(['B', 'T', 4, 3]), float(['B', 'S', 2, 3]), bool(['B', 1, 1, 'S']), float(['B', 4, 'T'])],
      'float [B, 4, T, S] attention',
    ],
    [of(rnnOp, { reverse: false }), [float(['B', 'T', 3]), float([3, 3])], 'float [B, T, 3]'],
    [
      of(lstmOp, { reverse: false }),
      [float(['B', 'T', 12]), float([3, 12]), undefined, float(['B', 3]), bool(['B', 'T'])],
      'float [B, T, 3], float [B, T, 3], float [B, T, 12]',
    ],
    [
      of(gruOp, { reverse: true }),
      [float(['B', 'T', 9]), float([3, 9]), float([3])],
      'float [B, T, 3], float [B, T, 9], float [B, T, 3]',
    ],
  ] as const)('%o', ({ ask }, inputs, outputs) => {
    expect(ask(inputs).map(showType).join(', ')).toBe(outputs);
  });

  it.each([
    [of(addOp, {}), [float([2]), float([3])], 'shapes that broadcast (equal sizes, or 1)', 'float [2] and float [3]'],
    [
      of(addOp, {}),
      [float(['B']), float(['T'])],
      'shapes that broadcast (equal sizes, or 1)',
      'float [B] and float [T]',
    ],
    [of(addOp, {}), [float([2]), int([2])], 'two floats', 'float [2] and int [2]'],
    [of(addOp, {}), [float([2])], 'an operand 2', 'none'],
    [of(affineOp, { scale: 1, shift: 1 }), [int([2], 'tokens')], 'a float', 'int [2] tokens'],
    [of(reshapeOp, { shape: ['B', 'T'] }), [float(['B', 3])], 'as many elements as [B, T]', 'float [B, 3]'],
    [of(transposeOp, { order: [0, 0] }), [float([2, 3])], '2 axes', 'float [2, 3]'],
    [of(transposeOp, { order: [0, 1] }), [float([2, 3, 4])], '2 axes', 'float [2, 3, 4]'],
    [
      of(concatOp, { axis: 0 }),
      [float([2, 3]), float([2, 4])],
      'pieces that differ only along axis 0',
      'float [2, 3] and float [2, 4]',
    ],
    [
      of(concatOp, { axis: 0 }),
      [float([2]), int([2])],
      'pieces that differ only along axis 0',
      'float [2] and int [2]',
    ],
    [of(concatOp, { axis: 3 }), [float([2])], 'pieces that differ only along axis 3', 'float [2]'],
    [of(concatOp, { axis: 0 }), [], 'pieces that differ only along axis 0', ''],
    [of(sliceOp, { axis: 0, start: 2, size: 2 }), [float([3])], 'at least 4 along axis 0', 'float [3]'],
    [of(sliceOp, { axis: 1, start: 0, size: 1 }), [float([3])], 'at least 1 along axis 1', 'float [3]'],
    [of(sliceOp, { axis: 0, start: -1, size: 1 }), [float([3])], 'a start of at least 0', 'float [3]'],
    [of(broadcastOp, { shape: [2] }), [float([3])], 'a shape that broadcasts to [2]', 'float [3]'],
    [of(sumToOp, { shape: [2] }), [float([3])], 'a shape that [2] broadcasts to', 'float [3]'],
    [of(sumOp, { axes: [2], keep: false }), [float([3, 3])], 'axes 2', 'float [3, 3]'],
    [of(sumOp, { axes: [-1], keep: false }), [float([3, 3])], 'axes -1', 'float [3, 3]'],
    [of(meanOp, { axes: [0], keep: false }), [int([3])], 'a float', 'int [3]'],
    [of(argmaxOp, {}), [float([])], 'at least one axis', 'float []'],
    [of(equalOp, {}), [int([2]), float([2])], 'two operands of one dtype that broadcast', 'int [2] and float [2]'],
    [
      of(matmulOp, plain),
      [float([2, 3]), float([4, 5])],
      'equal inner sizes (3 and 4 are not)',
      'float [2, 3] and float [4, 5]',
    ],
    [
      of(matmulOp, plain),
      [float([2, 2, 3]), float([3, 3, 5])],
      'equal leading axes',
      'float [2, 2, 3] and float [3, 3, 5]',
    ],
    [of(matmulOp, plain), [float([3]), float([3, 3])], 'at least two axes each', 'float [3] and float [3, 3]'],
    [
      of(linearOp, { transposed: false }),
      [float(['B', 3]), float([4, 5])],
      'x [..., K] and w [K, N]',
      'float [B, 3] and float [4, 5]',
    ],
    [of(linearOp, { transposed: false }), [float(['B', 3]), float([3, 5]), float([4])], 'a bias [5]', 'float [4]'],
    [of(softmaxOp, {}), [float([])], 'a float [..., C]', 'float []'],
    [
      of(softmaxOp, {}),
      [float([2, 3]), bool([4, 2, 3])],
      'a mask that broadcasts to x',
      'float [2, 3] and bool [4, 2, 3]',
    ],
    [
      of(crossEntropyOp, { smoothing: 0 }),
      [float([2, 7]), int([3])],
      'logits float [..., V] and targets int [...]',
      'float [2, 7] and int [3]',
    ],
    [
      of(crossEntropyOp, { smoothing: 0 }),
      [float([2, 7]), float([2])],
      'logits float [..., V] and targets int [...]',
      'float [2, 7] and float [2]',
    ],
    [of(embeddingOp, {}), [float([2]), float([7, 3])], 'ids int [...] and table [V, C]', 'float [2] and float [7, 3]'],
    [
      of(layerNormOp, { epsilon: 1 }),
      [float([2, 3]), float([3]), float([2])],
      'scale and shift [3]',
      'float [3] and float [2]',
    ],
    [
      of(attentionOp, attention),
      [float([2, 3, 4, 5]), float([2, 3, 3, 5]), float([2, 3, 3, 5])],
      'q [B, T, H, h], k [B, S, G, h], v [B, S, G, e] with G a divisor of H',
      'float [2, 3, 4, 5] and float [2, 3, 3, 5] and float [2, 3, 3, 5]',
    ],
    [
      of(attentionOp, attention),
      [float([2, 3, 4, 1]), float([2, 5, 4, 1]), float([2, 5, 4, 1]), bool([4])],
      'a mask that broadcasts to [2, 4, 3, 5]',
      'bool [4]',
    ],
    [
      of(attentionProbabilitiesOp, { causal: false, scale: 1 }),
      [float([2, 3, 4, 1]), float([2, 5, 4, 1]), undefined, float([2, 3, 4])],
      'q [B, T, H, h], k [B, S, G, h], lse [B, H, T]',
      'float [2, 3, 4, 1] and float [2, 5, 4, 1] and float [2, 3, 4]',
    ],
    [
      of(rnnOp, { reverse: false }),
      [float([2, 3, 4]), float([3, 3])],
      'a [B, T, 1·H] and u [H, 1·H]',
      'float [2, 3, 4] and float [3, 3]',
    ],
    [
      of(lstmOp, { reverse: false }),
      [float([2, 3, 4]), float([1, 4]), float([2, 2])],
      'an initial state [2, 1]',
      'float [2, 2]',
    ],
    [
      of(lstmOp, { reverse: false }),
      [float([2, 3, 4]), float([1, 4]), undefined, undefined, float([2, 3])],
      'a mask bool [2, 3]',
      'float [2, 3]',
    ],
    [of(gruOp, { reverse: false }), [float([2, 3, 6]), float([2, 6]), float([6])], 'a bias [2]', 'float [6]'],
    [
      of(sgdOp, { momentum: 0 }),
      [float([2]), float([2]), float([2]), float([3])],
      'equal shapes',
      'float [2] and float [2] and float [3]',
    ],
  ] as const)('%o refuses with what it expects', ({ op, ask }, inputs, expected, received) => {
    const refused = (() => {
      try {
        return ask(inputs);
      } catch (error) {
        return error;
      }
    })();
    expect(refused).toBeInstanceOf(TypeRefusal);
    expect(refused).toMatchObject({ operation: op, expected, received });
  });
});

describe('FLOPs', () => {
  it.each([
    [of(matmulOp, plain), [float([3, 5]), float([5, 7])], 2 * 3 * 5 * 7],
    [of(matmulOp, { transposeA: true, transposeB: true }), [float([2, 5, 3]), float([2, 7, 5])], 2 * 2 * 3 * 5 * 7],
    [of(linearOp, { transposed: false }), [float([2, 3, 5]), float([5, 7])], 2 * 2 * 3 * 5 * 7],
    [of(linearOp, { transposed: false }), [float([3, 5]), float([5, 7]), float([7])], 2 * 3 * 5 * 7 + 3 * 7],
    [
      of(attentionOp, attention),
      [float([2, 3, 1, 5]), float([2, 7, 1, 5]), float([2, 7, 1, 11])],
      2 * (2 * 3 * 7) * (5 + 11) + 5 * 2 * 3 * 7,
    ],
    [of(addOp, {}), [float([3, 1]), float([5])], 15],
    [of(reshapeOp, { shape: [15] }), [float([3, 5])], 0],
    [of(lstmOp, { reverse: false }), [float([2, 3, 20]), float([5, 20])], 2 * 3 * 2 * 5 * 20 + 30 * 2 * 3 * 5],
  ] as const)('%o', ({ cost }, inputs, flops) => expect(cost(inputs)).toBe(flops));
});

describe('the trace', () => {
  it('records operations with operands, attributes, path and part', () => {
    const trace = new Trace();
    const x = trace.input(float([2, 3]));
    const w = trace.input(float([3, 5]));
    trace.path = 'layer';
    const y = makeOps(trace).linear(x, w);
    expect(y.type).toEqual(float([2, 5]));
    expect(trace.instructions).toEqual([
      {
        op: 'linear',
        attributes: { transposed: false },
        inputs: [0, 1, null],
        outputs: [2],
        path: 'layer',
        part: 'forward',
      },
    ]);
    expect(trace.value(2)).toEqual(y);
    expect(() => trace.value(3)).toThrow(RangeError);
  });

  it('does not record what does nothing', () => {
    const trace = new Trace();
    const ops = makeOps(trace);
    const x = trace.input(float(['B', 3]));
    expect(ops.affine(x, 1, 0)).toBe(x);
    expect(ops.reshape(x, ['B', 3])).toBe(x);
    expect(ops.broadcast(x, ['B', 3])).toBe(x);
    expect(ops.slice(x, -1, 0, 3)).toBe(x);
    expect(ops.dropout(x, 0, 1)).toBe(x);
    expect(ops.as(x, 'hidden')).toEqual({ id: x.id, type: float(['B', 3], 'hidden') });
    expect(trace.instructions).toEqual([]);
  });

  it('splits and joins heads', () => {
    const trace = new Trace();
    const ops = makeOps(trace);
    const x = trace.input(float(['B', 'T', 12]));
    const heads = ops.splitHeads(x, 3);
    expect(heads.type).toEqual(float(['B', 'T', 3, 4]));
    expect(ops.joinHeads(heads).type).toEqual(float(['B', 'T', 12]));
    expect(() => ops.splitHeads(x, 5)).toThrow('[B, T, C] with C a multiple of 5');
    expect(() => ops.joinHeads(x)).toThrow(TypeRefusal);
  });

  it('has no operation twice, and no other', () => {
    expect(new Set(operations.map(({ name }) => name)).size).toBe(operations.length);
    for (const op of operations) {
      expect(operation(op.name)).toBe(op);
      expect(op.doc, op.name).not.toBe('');
    }
    expect(() => operation('nonsense')).toThrow(RangeError);
  });
});

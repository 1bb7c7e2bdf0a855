import type { ParameterValues, Refusal } from '../../src/block';
import { type Dim, float, int, type TensorType } from '../../src/tensor';

interface RefusalCase {
  readonly block: string;
  readonly name: string;
  readonly parameters?: ParameterValues;
  readonly inputs: Readonly<Record<string, readonly TensorType[]>>;
  readonly refusal: Refusal;
}

const x = (...shape: readonly Dim[]): readonly TensorType[] => [float(shape)];
const idsOf = (size: number, ...shape: readonly Dim[]) => [int(shape, undefined, { id: 'symbols', size })];

/** What blocks refuse, word for word: the words are what a person has to go on. */
export const refusals: readonly RefusalCase[] = [
  {
    block: 'multi-head-attention',
    name: 'heads that do not divide the width',
    parameters: { heads: 4 },
    inputs: { query: x(2, 3, 6) },
    refusal: {
      at: 'heads',
      expected: 'a divisor of C = 6',
      received: '4',
      fix: 'Change the heads here, or the width of the block before.',
      edit: { heads: 3 },
    },
  },
  {
    block: 'multi-head-attention',
    name: 'more heads than width',
    parameters: { heads: 64 },
    inputs: { query: x(1, 1, 1) },
    refusal: {
      at: 'heads',
      expected: 'a divisor of C = 1',
      received: '64',
      fix: 'Change the heads here, or the width of the block before.',
      edit: { heads: 1 },
    },
  },
  {
    block: 'multi-head-attention',
    name: 'causal queries that see no key',
    parameters: { heads: 2, causal: true },
    inputs: { query: x(2, 7, 6), key: x(2, 5, 3) },
    refusal: {
      at: 'causal',
      expected: 'at least as many keys as queries (T = 7)',
      received: 'S = 5',
      fix: 'Switch causal off, or wire as many keys as queries.',
      edit: { causal: false },
    },
  },
  {
    block: 'attention',
    name: 'causal queries that see no key',
    parameters: { causal: true },
    inputs: { query: x(2, 7, 6), key: x(2, 5, 6), value: x(2, 5, 3) },
    refusal: {
      at: 'causal',
      expected: 'at least as many keys as queries (T = 7)',
      received: 'S = 5',
      fix: 'Switch causal off, or wire as many keys as queries.',
      edit: { causal: false },
    },
  },
  {
    block: 'concatenate',
    name: 'an axis that the pieces lack',
    parameters: { axis: 2 },
    inputs: { pieces: [float([2, 3]), float([2, 5])] },
    refusal: {
      at: 'axis',
      expected: 'from -2 to 1',
      received: '2',
      fix: 'Choose an axis that the pieces have.',
      edit: { axis: -1 },
    },
  },
  {
    block: 'concatenate',
    name: 'an axis too far from the end',
    parameters: { axis: -3 },
    inputs: { pieces: [float([2, 3]), float([2, 5])] },
    refusal: {
      at: 'axis',
      expected: 'from -2 to 1',
      received: '-3',
      fix: 'Choose an axis that the pieces have.',
      edit: { axis: -1 },
    },
  },
  {
    block: 'learned-positions',
    name: 'sequences longer than the table',
    parameters: { length: 7 },
    inputs: { x: x(2, 11, 3) },
    refusal: {
      at: 'length',
      expected: 'at least T = 11',
      received: '7',
      fix: 'Make the table longer here, or the sequences shorter at the data block.',
      edit: { length: 11 },
    },
  },
  {
    block: 'embedding',
    name: 'ids of an unknown vocabulary',
    inputs: { ids: [int([2, 3])] },
    refusal: {
      at: 'vocabulary',
      expected: 'a size, as the wire does not bring a vocabulary',
      received: '0',
      fix: 'Set the size of the vocabulary here.',
    },
  },
  {
    block: 'embedding',
    name: 'a table smaller than the vocabulary',
    parameters: { vocabulary: 5 },
    inputs: { ids: idsOf(11, 2, 3) },
    refusal: {
      at: 'vocabulary',
      expected: 'at least 11, the size of the vocabulary on the wire',
      received: '5',
      fix: 'Set it to 0 to follow the data.',
      edit: { vocabulary: 0 },
    },
  },
  {
    block: 'cross-entropy',
    name: 'logits of another width than the targets have symbols',
    inputs: { logits: x(2, 3, 7), targets: idsOf(11, 2, 3) },
    refusal: {
      at: 'logits',
      wants: { port: 'logits', size: 11 },
      expected: 'a logit for each of the 11 symbols of the targets',
      received: '7',
      fix: 'Make the layer before 11 wide; the size can be written as V or K to follow the data.',
    },
  },
  {
    block: 'flatten',
    name: 'nothing to join',
    inputs: { x: x(5) },
    refusal: {
      at: 'x',
      expected: 'at least two axes',
      received: '1',
      fix: 'Wire a tensor with axes to join.',
    },
  },
];

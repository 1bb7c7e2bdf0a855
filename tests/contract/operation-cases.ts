import {
  ACTIVATIONS,
  type Activation,
  accumulateOp,
  activationGradientOp,
  activationOp,
  adamOp,
  addOp,
  affineOp,
  alibiOp,
  argmaxOp,
  attentionGradientOp,
  attentionOp,
  attentionProbabilitiesOp,
  bernoulliOp,
  broadcastOp,
  causalMaskOp,
  concatOp,
  constantIdsOp,
  constantOp,
  crossEntropyGradientOp,
  crossEntropyOp,
  divideOp,
  dropoutOp,
  elementwiseOp,
  embeddingGradientOp,
  embeddingOp,
  equalOp,
  exactMatchOp,
  factorsOp,
  fusedLinearOp,
  greaterOp,
  gruGradientOp,
  gruOp,
  layerNormGradientOp,
  layerNormOp,
  linearBackwardOp,
  linearGradientOp,
  linearOp,
  logicalOp,
  lstmGradientOp,
  lstmOp,
  maskedMeanGradientOp,
  maskedMeanOp,
  matmulOp,
  maxOp,
  meanOp,
  multiplyOp,
  notOp,
  type Op,
  oneHotOp,
  padOp,
  randomIdsOp,
  randomNormalOp,
  reshapeOp,
  rmsNormGradientOp,
  rmsNormOp,
  rnnGradientOp,
  rnnOp,
  rotaryOp,
  SLOPE_FROM,
  scanOp,
  selectOp,
  sgdOp,
  sinusoidOp,
  sliceOp,
  softmaxGradientOp,
  softmaxOp,
  sqrtOp,
  squaresOp,
  stopGradientOp,
  subtractOp,
  sumOp,
  sumToOp,
  toFloatOp,
  transposeOp,
  type Value,
} from '../../src/ops';
import { stream } from '../../src/random';
import { cases, made, type Operands, type OperationCase, on, type Shape } from './case-table';
import { elementwiseCase } from './elementwise-cases';
import './image-cases';
import { scanCases } from './scan-cases';

const NONE = {};

/** 0 and 1 at random. */
const hits = (m: Operands, shape: Shape): readonly Value[] => made(m, toFloatOp, [m.flags(shape)], NONE);

for (const op of [addOp, subtractOp, multiplyOp, divideOp]) {
  on(op, 'equal shapes', NONE, (m) => [m.float([2, 3]), m.float([2, 3])]);
  on(op, 'scalars', NONE, (m) => [m.float([]), m.float([])]);
  on(op, 'a vector on every row', NONE, (m) => [m.float([3, 5, 7]), m.float([7])]);
  on(op, 'both sides repeated', NONE, (m) => [m.float([3, 1, 5]), m.float([7, 1])]);
  on(op, 'a scalar on the left', NONE, (m) => [m.float([]), m.float([5, 3])]);
}
on(affineOp, 'scale and shift', { scale: -1.5, shift: 0.75 }, (m) => [m.float([3, 5])]);
on(affineOp, 'scale', { scale: 3, shift: 0 }, (m) => [m.float([1])]);
on(affineOp, 'shift', { scale: 1, shift: -2 }, (m) => [m.float([7])]);
on(sqrtOp, 'a matrix', NONE, (m) => [m.positive([3, 5])]);
on(sqrtOp, 'a scalar', NONE, (m) => [m.positive([])]);

function onActivation(kind: Activation): void {
  on(activationOp, kind, { kind }, (m) => [m.float([3, 5, 7])]);
  on(activationOp, `${kind} of one`, { kind }, (m) => [m.float([1])]);
  on(activationGradientOp, kind, { kind }, (m) => {
    const x = m.float([3, 5]);
    return [...(SLOPE_FROM[kind] === 'x' ? [x] : made(m, activationOp, [x], { kind })), m.float([3, 5])];
  });
}
for (const kind of ACTIVATIONS) onActivation(kind);

on(broadcastOp, 'new and stretched axes', { shape: [2, 3, 5] }, (m) => [m.float([3, 1])]);
on(broadcastOp, 'an axis among five', { shape: [2, 3, 2, 5, 2] }, (m) => [m.float([2, 3, 1, 5, 2])]);
on(broadcastOp, 'every other axis', { shape: [2, 3, 2, 3, 2] }, (m) =>
  made(m, affineOp, [m.float([2, 1, 2, 1, 2])], { scale: 2, shift: 0 }),
);
on(broadcastOp, 'a scalar', { shape: [7] }, (m) => [m.float([])]);
on(sumToOp, 'leading axes', { shape: [7] }, (m) => [m.float([3, 5, 7])]);
on(sumToOp, 'axes of size 1', { shape: [3, 1, 7] }, (m) => [m.float([3, 5, 7])]);
on(sumToOp, 'a scalar', { shape: [] }, (m) => [m.float([3, 5])]);

on(reshapeOp, 'floats', { shape: [6, 1, 5] }, (m) => [m.float([2, 3, 5])]);
on(reshapeOp, 'to a scalar', { shape: [] }, (m) => [m.float([1])]);
on(reshapeOp, 'a mask', { shape: [3, 1, 5] }, (m) => [m.mask([3, 5], [5, 2, 1])]);
on(transposeOp, 'a matrix', { order: [1, 0] }, (m) => [m.float([3, 5])]);
on(transposeOp, 'heads', { order: [0, 2, 1, 3] }, (m) => [m.float([2, 3, 5, 7])]);
on(transposeOp, 'a rotation of axes', { order: [2, 0, 1] }, (m) => [m.float([2, 3, 5])]);
on(concatOp, 'the last axis', { axis: -1 }, (m) => [m.float([3, 2]), m.float([3, 1]), m.float([3, 5])]);
on(concatOp, 'the first axis', { axis: 0 }, (m) => [m.float([1, 5]), m.float([7, 5])]);
on(concatOp, 'one piece', { axis: 1 }, (m) => [m.float([2, 3, 5])]);
on(sliceOp, 'the beginning', { axis: 0, start: 0, size: 2 }, (m) => [m.float([5, 3])]);
on(sliceOp, 'the middle', { axis: 1, start: 2, size: 3 }, (m) => [m.float([3, 7, 2])]);
on(sliceOp, 'one step at the end', { axis: 1, start: 6, size: 1 }, (m) => [m.float([3, 7, 2])]);
on(padOp, 'both sides', { axis: 1, start: 2, size: 7 }, (m) => [m.float([3, 2, 5])]);
on(padOp, 'the end', { axis: 0, start: 0, size: 3 }, (m) => [m.float([1])]);

for (const op of [sumOp, meanOp]) {
  on(op, 'the last axis', { axes: [1], keep: false }, (m) => [m.float([3, 5])]);
  on(op, 'kept', { axes: [0, 2], keep: true }, (m) => [m.float([3, 5, 7])]);
  on(op, 'all', { axes: [0, 1], keep: false }, (m) => [m.float([5, 7])]);
  on(op, 'an axis of size 1', { axes: [0], keep: false }, (m) => [m.float([1, 3])]);
}
on(maxOp, 'the last axis', { axes: [1], keep: false }, (m) => [m.distinct([3, 5])]);
on(maxOp, 'kept', { axes: [0, 2], keep: true }, (m) => [m.distinct([3, 5, 2])]);
on(maxOp, 'an axis of size 1', { axes: [0], keep: false }, (m) => [m.float([1, 3])]);
on(
  maxOp,
  'equals',
  { axes: [1], keep: false },
  (m) => made(m, constantOp, [], { shape: [3, 5], value: 2 }),
  'where two are equal there is no slope',
);
on(argmaxOp, 'rows', NONE, (m) => [m.float([3, 5, 7])]);
on(argmaxOp, 'one column', NONE, (m) => [m.float([3, 1])]);
on(argmaxOp, 'equals: the first', NONE, (m) => [...made(m, constantOp, [], { shape: [3, 5], value: 2 })]);

on(equalOp, 'ids', NONE, (m) => [m.ids([3, 5], 2), m.ids([3, 5], 2)]);
on(equalOp, 'a row against each', NONE, (m) => [m.ids([3, 5], 3), m.ids([5], 3)]);
on(equalOp, 'floats', NONE, (m) => {
  const x = m.float([3, 5]);
  return [x, x];
});
on(equalOp, 'masks', NONE, (m) => [m.mask([2, 3], [3, 1]), m.mask([2, 3], [2, 1])]);
on(greaterOp, 'floats', NONE, (m) => [m.float([3, 5]), m.float([5])]);
on(greaterOp, 'ids', NONE, (m) => [m.ids([3, 5], 3), m.ids([3, 1], 3)]);
for (const kind of ['and', 'or'] as const) {
  on(logicalOp, kind, { kind }, (m) => [m.mask([3, 5], [5, 2, 1]), m.mask([3, 5], [1, 3, 4])]);
  on(logicalOp, `${kind}, repeated`, { kind }, (m) => [m.mask([2, 1, 3], [3, 1]), m.mask([1, 5, 1], [1, 0, 1, 0, 1])]);
}
on(notOp, 'a mask', NONE, (m) => [m.mask([3, 5], [5, 2, 1])]);
on(causalMaskOp, 'square', { queries: 5, keys: 5 }, () => []);
on(causalMaskOp, 'more keys', { queries: 2, keys: 5 }, () => []);
on(stopGradientOp, 'a matrix', NONE, (m) => [m.float([3, 5])]);
on(stopGradientOp, 'ids', NONE, (m) => [m.ids([7], 11)]);
on(toFloatOp, 'a mask', NONE, (m) => [m.mask([3, 5], [5, 2, 1])]);
on(toFloatOp, 'ids', NONE, (m) => [m.ids([7], 11)]);
on(selectOp, 'a mask for each element', NONE, (m) => [m.mask([3, 5], [5, 2, 1]), m.float([3, 5]), m.float([3, 5])]);
on(selectOp, 'a mask for each row', NONE, (m) => [m.mask([3, 1], [1, 0, 1]), m.float([3, 5]), m.float([3, 5])]);
on(selectOp, 'ids', NONE, (m) => [m.mask([3, 5], [5, 2, 1]), m.ids([3, 5], 7), m.ids([3, 5], 7)]);
on(selectOp, 'a single one', NONE, (m) => [m.mask([1]), m.float([1]), m.float([1])]);
for (const [i, shape] of [[3, 5], [1], [2, 3, 7]].entries()) {
  const list = cases.get(elementwiseOp.name) ?? [];
  cases.set(elementwiseOp.name, list);
  const build = (make: Operands) => {
    const { body, operands } = elementwiseCase(make, stream(i, 'elementwise'), shape, 6);
    return make.trace.emit(elementwiseOp, operands, { body });
  };
  list.push({ name: `steps on [${shape.join(', ')}]`, build });
}
for (const { name, attributes, operands } of scanCases) on(scanOp, name, attributes, operands);

for (const transposeA of [false, true]) {
  for (const transposeB of [false, true]) {
    const turned = `${transposeA ? 'aᵀ' : 'a'} · ${transposeB ? 'bᵀ' : 'b'}`;
    on(matmulOp, turned, { transposeA, transposeB }, (m) => [
      m.float(transposeA ? [5, 3] : [3, 5]),
      m.float(transposeB ? [7, 5] : [5, 7]),
    ]);
    on(matmulOp, `${turned} in batches`, { transposeA, transposeB }, (m) => [
      m.float(transposeA ? [2, 3, 5, 1] : [2, 3, 1, 5]),
      m.float(transposeB ? [2, 3, 7, 5] : [2, 3, 5, 7]),
    ]);
  }
}
const alone = { transposed: false, activation: null, slope: null, rate: 0, key: 0, keeps: false } as const;
on(fusedLinearOp, 'an activation whose input is kept', { ...alone, activation: 'gelu', keeps: true }, (m) => [
  m.float([2, 3, 5]),
  m.float([5, 7]),
  m.float([7]),
]);
on(fusedLinearOp, 'dropped and added', { ...alone, activation: 'relu', rate: 0.3, key: 5 }, (m) => [
  m.float([3, 5]),
  m.float([5, 2]),
  undefined,
  undefined,
  m.float([3, 2]),
]);
on(fusedLinearOp, 'a slope, transposed', { ...alone, transposed: true, slope: 'tanh' }, (m) => [
  m.float([1, 3]),
  m.float([1, 3]),
  undefined,
  m.float([1, 1]),
]);
on(linearBackwardOp, 'a slope and a sum', { ...alone, transposed: true, slope: 'tanh', bias: true }, (m) => [
  m.float([2, 3, 5]),
  m.float([7, 5]),
  m.float([2, 3, 7]),
  m.float([2, 3, 7]),
  m.float([2, 3, 7]),
]);
on(linearBackwardOp, 'a tied weight', { ...alone, bias: false }, (m) => [
  m.float([3, 5]),
  m.float([5, 2]),
  undefined,
  undefined,
  m.float([3, 2]),
]);
on(linearBackwardOp, 'one of everything', { ...alone, transposed: true, bias: true }, (m) => [
  m.float([1, 1]),
  m.float([1, 1]),
  undefined,
  undefined,
  m.float([1, 1]),
]);
on(linearGradientOp, 'rows of rows', { transposed: false, bias: true }, (m) => [
  m.float([2, 3, 5]),
  m.float([2, 3, 7]),
]);
on(linearGradientOp, 'transposed', { transposed: true, bias: true }, (m) => [m.float([3, 5]), m.float([3, 2])]);
on(linearGradientOp, 'one of everything, no bias', { transposed: false, bias: false }, (m) => [
  m.float([1]),
  m.float([1]),
]);
on(linearOp, 'rows and a bias', { transposed: false }, (m) => [m.float([3, 5]), m.float([5, 7]), m.float([7])]);
on(linearOp, 'more axes, no bias', { transposed: false }, (m) => [m.float([2, 3, 5]), m.float([5, 1]), undefined]);
on(linearOp, 'a vector', { transposed: false }, (m) => [m.float([5]), m.float([5, 3]), m.float([3])]);
on(linearOp, 'a tied weight, no bias', { transposed: true }, (m) => [m.float([3, 5]), m.float([7, 5])]);
on(linearOp, 'a tied weight', { transposed: true }, (m) => [m.float([2, 3, 5]), m.float([7, 5]), m.float([7])]);

on(softmaxOp, 'rows', NONE, (m) => [m.float([3, 5])]);
on(softmaxOp, 'one entry', NONE, (m) => [m.float([2, 1])]);
on(
  softmaxOp,
  'large scores',
  NONE,
  (m) => made(m, affineOp, [m.float([3, 5])], { scale: 40, shift: 3000 }),
  'a difference of scores this large is lost in 32 bits',
);
on(softmaxOp, 'a mask', NONE, (m) => [m.float([3, 7]), m.mask([3, 7], [7, 3, 1])]);
on(softmaxOp, 'a mask that repeats', NONE, (m) => [m.float([2, 3, 5]), m.mask([2, 1, 5], [5, 2])]);
on(softmaxGradientOp, 'rows', NONE, (m) => [...made(m, softmaxOp, [m.float([3, 5])], NONE), m.float([3, 5])]);

for (const smoothing of [0, 0.1]) {
  on(crossEntropyOp, `smoothing ${smoothing}`, { smoothing }, (m) => [m.float([3, 5, 7]), m.ids([3, 5], 7)]);
  on(crossEntropyOp, `smoothing ${smoothing}, one`, { smoothing }, (m) => [m.float([1, 2]), m.ids([1], 2)]);
  on(crossEntropyOp, `smoothing ${smoothing}, one class`, { smoothing }, (m) => [m.float([3, 1]), m.ids([3], 1)]);
  on(crossEntropyGradientOp, `smoothing ${smoothing}`, { smoothing }, (m) => [
    m.float([5, 7]),
    m.ids([5], 7),
    m.float([5]),
    m.positive([5, 2]),
  ]);
}

on(maskedMeanOp, 'all', NONE, (m) => [undefined, m.float([3, 5]), m.float([3, 5])]);
on(maskedMeanOp, 'what a mask shows', NONE, (m) => [m.mask([3, 5], [5, 2, 1]), m.float([3, 5]), m.float([3, 5])]);
on(maskedMeanOp, 'one', NONE, (m) => [m.mask([1], [1]), m.float([1])]);
on(maskedMeanGradientOp, 'what a mask shows', NONE, (m) => [m.mask([3, 5], [5, 2, 1]), m.float([]), m.positive([])]);
on(exactMatchOp, 'rows', NONE, (m) => [m.mask([7, 2], [1, 2, 0, 1, 2, 1, 2]), ...hits(m, [7, 2])]);
on(exactMatchOp, 'one', NONE, (m) => [m.mask([1, 1], [1]), ...hits(m, [1, 1])]);
on(exactMatchOp, 'none shown', NONE, (m) => [m.mask([3, 5], [0, 0, 0]), ...hits(m, [3, 5])]);

on(layerNormOp, 'rows', { epsilon: 1e-5 }, (m) => [m.float([3, 5]), m.float([5]), m.float([5])]);
on(layerNormOp, 'more axes', { epsilon: 0.1 }, (m) => [m.float([2, 3, 7]), m.float([7]), m.float([7])]);
on(layerNormOp, 'width 1', { epsilon: 1e-5 }, (m) => [m.float([3, 1]), m.float([1]), m.float([1])]);
on(rmsNormOp, 'rows', { epsilon: 1e-5 }, (m) => [m.float([3, 5]), m.float([5])]);
on(rmsNormOp, 'more axes', { epsilon: 0.1 }, (m) => [m.float([2, 3, 7]), m.float([7])]);
on(rmsNormOp, 'width 1', { epsilon: 0.5 }, (m) => [m.float([3, 1]), m.float([1])]);
on(rmsNormGradientOp, 'rows', NONE, (m) => {
  const scale = m.float([5]);
  const [, normalised, inverse] = made(m, rmsNormOp, [m.float([3, 5]), scale], { epsilon: 1e-5 });
  return [m.float([3, 5]), scale, normalised, inverse];
});
on(rmsNormGradientOp, 'added to another gradient', NONE, (m) => {
  const scale = m.float([5]);
  const [, normalised, inverse] = made(m, rmsNormOp, [m.float([3, 5]), scale], { epsilon: 1e-5 });
  return [m.float([3, 5]), scale, normalised, inverse, m.float([3, 5])];
});
on(layerNormGradientOp, 'rows', NONE, (m) => {
  const scale = m.float([5]);
  const [, normalised, inverse] = made(m, layerNormOp, [m.float([3, 5]), scale, m.float([5])], { epsilon: 1e-5 });
  return [m.float([3, 5]), scale, normalised, inverse];
});
on(layerNormGradientOp, 'added to another gradient', NONE, (m) => {
  const scale = m.float([7]);
  const [, normalised, inverse] = made(m, layerNormOp, [m.float([2, 3, 7]), scale, m.float([7])], { epsilon: 1e-5 });
  return [m.float([2, 3, 7]), scale, normalised, inverse, m.float([2, 3, 7])];
});

on(dropoutOp, 'half', { rate: 0.5, key: 1 }, (m) => [m.float([3, 5, 7])]);
on(dropoutOp, 'a large key', { rate: 0.25, key: 4_000_000_000 }, (m) => [m.float([7, 11])]);
on(randomNormalOp, 'a matrix', { shape: [3, 5], key: 1 }, () => []);
on(randomNormalOp, 'a scalar', { shape: [], key: 4_000_000_000 }, () => []);
on(bernoulliOp, 'a matrix', { shape: [3, 5], rate: 0.5, key: 1 }, () => []);
on(bernoulliOp, 'none', { shape: [7], rate: 0, key: 1 }, () => []);
on(randomIdsOp, 'a matrix', { shape: [3, 5], size: 7, key: 1 }, () => []);
on(randomIdsOp, 'one id', { shape: [3], size: 1, key: 4_000_000_000 }, () => []);
on(embeddingOp, 'positions', NONE, (m) => [m.ids([3, 5], 7), m.float([7, 2])]);
on(embeddingOp, 'one row', NONE, (m) => [m.ids([1], 1), m.float([1, 3])]);
on(embeddingGradientOp, 'repeated ids', { rows: 5 }, (m) => [m.ids([3, 7], 5), m.float([3, 7, 2])]);
on(oneHotOp, 'rows', { size: 7 }, (m) => [m.ids([3, 5], 7)]);
on(oneHotOp, 'ids outside', { size: 3 }, (m) => [m.ids([11], 7)]);
on(oneHotOp, 'one id', { size: 1 }, (m) => [m.ids([2], 1)]);
on(sinusoidOp, 'even width', { length: 5, width: 4 }, () => []);
on(sinusoidOp, 'odd width', { length: 3, width: 7 }, () => []);
on(constantIdsOp, 'a matrix', { shape: [3, 5], id: 7 }, () => []);
on(constantIdsOp, 'a scalar', { shape: [], id: 0 }, () => []);
on(constantOp, 'a matrix', { shape: [3, 5], value: -1.5 }, () => []);
on(constantOp, 'a scalar', { shape: [], value: 1 }, () => []);

const turn = { base: 10_000, pairs: 'neighbours', offset: 0, inverse: false, heads: false } as const;
on(rotaryOp, 'neighbours', turn, (m) => [m.float([2, 5, 6])]);
on(rotaryOp, 'halves', { ...turn, pairs: 'halves', base: 100 }, (m) => [m.float([2, 3, 5, 4])]);
on(rotaryOp, 'back, from another position', { ...turn, offset: 7, inverse: true }, (m) => [m.float([3, 2])]);
on(rotaryOp, 'heads', { ...turn, offset: 2, heads: true }, (m) => [m.float([2, 5, 3, 4])]);
on(alibiOp, 'a power of two', { heads: 4, queries: 3, keys: 5 }, () => []);
on(alibiOp, 'heads between', { heads: 7, queries: 2, keys: 2 }, () => []);

const plain = { causal: false, scale: 0.5, rate: 0, key: 0 };
const causal = { ...plain, causal: true };
const dropped = { ...causal, rate: 0.4, key: 17 };
on(attentionOp, 'cross', plain, (m) => [m.float([2, 3, 1, 5]), m.float([2, 7, 1, 5]), m.float([2, 7, 1, 4])]);
on(attentionOp, 'causal with heads', causal, (m) => [
  m.float([2, 5, 3, 2]),
  m.float([2, 5, 3, 2]),
  m.float([2, 5, 3, 7]),
]);
on(attentionOp, 'heads that share keys', causal, (m) => [
  m.float([2, 5, 6, 2]),
  m.float([2, 5, 2, 2]),
  m.float([2, 5, 2, 3]),
]);
on(attentionOp, 'causal, more keys than queries', causal, (m) => [
  m.float([3, 2, 1, 5]),
  m.float([3, 7, 1, 5]),
  m.float([3, 7, 1, 5]),
]);
on(attentionOp, 'causal, rows that see nothing', causal, (m) => [
  m.float([2, 7, 2, 3]),
  m.float([2, 3, 1, 3]),
  m.float([2, 3, 1, 5]),
]);
on(attentionOp, 'one of everything', plain, (m) => [
  m.float([1, 1, 1, 1]),
  m.float([1, 1, 1, 1]),
  m.float([1, 1, 1, 1]),
]);
on(attentionOp, 'masked keys', plain, (m) => [
  m.float([3, 5, 2, 2]),
  m.float([3, 7, 2, 2]),
  m.float([3, 7, 2, 3]),
  m.mask([3, 1, 1, 7], [7, 2, 1]),
]);
on(attentionOp, 'masked, causal and dropped', dropped, (m) => [
  m.float([3, 5, 1, 2]),
  m.float([3, 5, 1, 2]),
  m.float([3, 5, 1, 7]),
  m.mask([3, 1, 1, 5], [5, 3, 1]),
]);
for (const [name, attributes] of [['cross', plain] as const, ['dropped', dropped] as const]) {
  on(attentionGradientOp, name, attributes, (m) => {
    const mask = m.mask([3, 1, 1, 5], [5, 3, 1]);
    const operands = [m.float([3, 5, 2, 2]), m.float([3, 5, 1, 2]), m.float([3, 5, 1, 7]), mask];
    const [y, lse] = made(m, attentionOp, operands, attributes);
    return [...operands, y, lse, m.float([3, 5, 2, 7])];
  });
}
const looked = { causal: false, scale: 0.5 };
for (const [name, attributes] of [['cross', looked] as const, ['causal', { ...looked, causal: true }] as const]) {
  on(attentionProbabilitiesOp, name, attributes, (m) => {
    const [q, k, v] = [m.float([3, 5, 2, 2]), m.float([3, 4, 1, 2]), m.float([3, 4, 1, 7])];
    const mask = m.mask([3, 1, 1, 4], [4, 3, 1]);
    const [, lse] = made(m, attentionOp, [q, k, v, mask], { ...plain, ...attributes });
    return [q, k, mask, lse];
  });
}

/** A recurrent operation alone, masked with initial states, backwards, and over one step of one. */
function onRecurrence(
  op: Op<{ reverse: boolean }>,
  gradient: Op<{ reverse: boolean }>,
  gates: number,
  operands: (m: Operands, batch: number, units: number, all: boolean) => (Value | undefined)[],
  backward: (
    m: Operands,
    inputs: readonly (Value | undefined)[],
    outputs: readonly Value[],
  ) => readonly (Value | undefined)[],
): void {
  const build = (m: Operands, shape: readonly [number, number, number], lengths?: readonly number[]) => {
    const [batch, time, units] = shape;
    const a = m.float([batch, time, gates * units]);
    const u = m.float([units, gates * units]);
    const states = operands(m, batch, units, lengths !== undefined);
    return [a, u, ...states, lengths ? m.mask([batch, time], lengths) : undefined];
  };
  for (const reverse of [false, true]) {
    const way = reverse ? 'backwards' : 'forwards';
    on(op, way, { reverse }, (m) => build(m, [2, 3, 5]));
    on(op, `${way}, one step of one`, { reverse }, (m) => build(m, [1, 1, 1]));
    on(op, `${way}, masked, from states`, { reverse }, (m) => build(m, [3, 5, 2], [5, 2, 1]));
    on(gradient, `${way}, masked, from states`, { reverse }, (m) => {
      const inputs = build(m, [3, 5, 2], [5, 2, 1]);
      return backward(m, inputs, made(m, op, inputs, { reverse }));
    });
  }
}

onRecurrence(
  rnnOp,
  rnnGradientOp,
  1,
  (m, batch, units, all) => [all ? m.float([batch, units]) : undefined],
  (m, [, u, h0, mask], [h]) => [u, h0, mask, h, m.float([3, 5, 2])],
);
onRecurrence(
  lstmOp,
  lstmGradientOp,
  4,
  (m, batch, units, all) => [all ? m.float([batch, units]) : undefined, all ? m.float([batch, units]) : undefined],
  (m, [, u, h0, c0, mask], [h, c, gates]) => [u, h0, c0, mask, h, c, gates, m.float([3, 5, 2]), m.float([3, 5, 2])],
);
onRecurrence(
  gruOp,
  gruGradientOp,
  3,
  (m, batch, units, all) => [all ? m.float([units]) : undefined, all ? m.float([batch, units]) : undefined],
  (m, [, u, , h0, mask], [h, gates, s]) => [u, h0, mask, h, gates, s, m.float([3, 5, 2])],
);

const weight = (m: Operands, slots: number, shape: Shape) => [
  m.float(shape),
  m.float(shape),
  ...Array.from({ length: slots }, () => m.positive(shape)),
];
on(sgdOp, 'momentum', { momentum: 0.9 }, (m) => [m.positive([2]), ...weight(m, 1, [3, 5]), ...weight(m, 1, [2])]);
on(sgdOp, 'no momentum', { momentum: 0 }, (m) => [m.positive([2]), ...weight(m, 1, [1])]);
for (const decay of [0, 0.1]) {
  const attributes = { beta1: 0.9, beta2: 0.99, epsilon: 1e-8, decay, decayed: [true, false] };
  on(adamOp, `decay ${decay}`, attributes, (m) => [m.positive([4]), ...weight(m, 2, [3, 5]), ...weight(m, 2, [7])]);
}
for (const scale of [1, 0.25]) {
  on(accumulateOp, `scale ${scale}`, { scale }, (m) => [m.float([3, 5]), m.float([3, 5]), m.float([]), m.float([])]);
}
on(squaresOp, 'several gradients', NONE, (m) => [m.float([5, 7]), m.float([1]), m.float([])]);
on(squaresOp, 'one number', NONE, (m) => [m.float([1])]);
on(factorsOp, 'over the limit', { limit: 0.25 }, (m) => [m.positive([3]), m.positive([])]);
on(factorsOp, 'under the limit', { limit: 100 }, (m) => [
  m.positive([1]),
  m.positive([]),
  m.positive([]),
  m.positive([]),
]);
on(factorsOp, 'without a limit', { limit: 0 }, (m) => [m.positive([70]), m.positive([])]);

export const operationCases: ReadonlyMap<string, readonly OperationCase[]> = cases;

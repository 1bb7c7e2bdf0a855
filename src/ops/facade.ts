import { type Dim, type float, withRole } from '../tensor';
import { type Activation, activation } from './activation';
import { add, affine, divide, multiply, sqrt, subtract } from './arithmetic';
import { type AttentionAttributes, attention } from './attention';
import { broadcast } from './broadcast';
import { conv2d, depthwiseConv2d } from './convolution';
import { dropout } from './dropout';
import { constant, constantIds, embedding, oneHot, sinusoid } from './embedding';
import { layerNorm } from './layer-norm';
import { causalMask, equal, greater, logical, not, select, stopGradient, toFloat } from './logic';
import { exactMatch, maskedMean } from './masked-mean';
import { linear, matmul } from './matmul';
import { averagePool, maxPool, type Pool } from './pool';
import { alibi, type Rotary, rotary } from './positions';
import { bernoulli, randomIds, randomNormal } from './random';
import { gru, lstm, type Recurrence, rnn } from './recurrent';
import { argmax, max, mean, sum } from './reduce';
import { rmsNorm } from './rms-norm';
import { concat, joinHeads, reshape, slice, splitHeads, transpose } from './shape';
import { crossEntropy, softmax } from './softmax';
import type { Trace, Value } from './trace';
import type { Window } from './window';

/** The operations as a block calls them: `ops.linear(x, w, b)`. Each records on the trace and gives what comes out. */
export function makeOps(trace: Trace) {
  return {
    add: (a: Value, b: Value) => add(trace, a, b),
    subtract: (a: Value, b: Value) => subtract(trace, a, b),
    multiply: (a: Value, b: Value) => multiply(trace, a, b),
    divide: (a: Value, b: Value) => divide(trace, a, b),
    /** scale · x + shift */
    affine: (x: Value, scale: number, shift = 0) => affine(trace, x, scale, shift),
    sqrt: (x: Value) => sqrt(trace, x),
    activation: (x: Value, kind: Activation) => activation(trace, x, kind),
    broadcast: (x: Value, shape: readonly Dim[]) => broadcast(trace, x, shape),
    reshape: (x: Value, shape: readonly Dim[]) => reshape(trace, x, shape),
    transpose: (x: Value, order: readonly number[]) => transpose(trace, x, order),
    concat: (pieces: readonly Value[], axis: number) => concat(trace, pieces, axis),
    slice: (x: Value, axis: number, start: Dim, size: Dim) => slice(trace, x, axis, start, size),
    sum: (x: Value, axes: readonly number[], keep = false) => sum(trace, x, axes, keep),
    mean: (x: Value, axes: readonly number[], keep = false) => mean(trace, x, axes, keep),
    max: (x: Value, axes: readonly number[], keep = false) => max(trace, x, axes, keep),
    argmax: (x: Value) => argmax(trace, x),
    equal: (a: Value, b: Value) => equal(trace, a, b),
    greater: (a: Value, b: Value) => greater(trace, a, b),
    logical: (a: Value, b: Value, kind: 'and' | 'or') => logical(trace, a, b, kind),
    /** a where the mask is true, b elsewhere. */
    select: (mask: Value, a: Value, b: Value) => select(trace, mask, a, b),
    not: (x: Value) => not(trace, x),
    /** bool [T, S], true where key s may be seen from position t. */
    causalMask: (queries: Dim, keys: Dim) => causalMask(trace, queries, keys),
    stopGradient: (x: Value) => stopGradient(trace, x),
    toFloat: (x: Value) => toFloat(trace, x),
    matmul: (a: Value, b: Value, transposeA = false, transposeB = false) => matmul(trace, a, b, transposeA, transposeB),
    /** x · w (+ b), or x · wᵀ where it is `transposed`. */
    linear: (x: Value, w: Value, b?: Value, transposed = false) => linear(trace, x, w, b, transposed),
    softmax: (x: Value, mask?: Value) => softmax(trace, x, mask),
    crossEntropy: (logits: Value, targets: Value, smoothing = 0) => crossEntropy(trace, logits, targets, smoothing),
    /** The mean of the first, and the sum of each, over items whose mask is true. */
    maskedMean: (values: readonly Value[], mask?: Value) => maskedMean(trace, values, mask),
    /** How many sequences [B, T] have no miss where the mask is true. */
    exactMatch: (hit: Value, mask: Value) => exactMatch(trace, hit, mask),
    rmsNorm: (x: Value, scale: Value, epsilon: number) => rmsNorm(trace, x, scale, epsilon),
    layerNorm: (x: Value, scale: Value, shift: Value, epsilon: number) => layerNorm(trace, x, scale, shift, epsilon),
    dropout: (x: Value, rate: number, key: number) => dropout(trace, x, rate, key),
    /** float [shape], standard normal. */
    randomNormal: (shape: readonly Dim[], key: number) => randomNormal(trace, shape, key),
    /** bool [shape], true with probability `rate`. */
    bernoulli: (shape: readonly Dim[], rate: number, key: number) => bernoulli(trace, shape, rate, key),
    /** int [shape], each below `size`. */
    randomIds: (shape: readonly Dim[], size: number, key: number) => randomIds(trace, shape, size, key),
    oneHot: (ids: Value, size: Dim) => oneHot(trace, ids, size),
    embedding: (ids: Value, table: Value) => embedding(trace, ids, table),
    sinusoid: (length: Dim, width: Dim) => sinusoid(trace, length, width),
    constantIds: (shape: readonly Dim[], id: number) => constantIds(trace, shape, id),
    constant: (shape: readonly Dim[], value: number) => constant(trace, shape, value),
    /** q [B, T, H, h], k [B, S, G, h], v [B, S, G, e] → y [B, T, H, e] and the probabilities [B, H, T, S]. */
    attention: (
      q: Value,
      k: Value,
      v: Value,
      options: { readonly mask?: Value | undefined } & Partial<AttentionAttributes> = {},
    ) => attention(trace, q, k, v, options),
    /** x [B, H, W, C] with filters [h, w, C, F]. */
    conv2d: (x: Value, w: Value, window: Window) => conv2d(trace, x, w, window),
    /** x [B, H, W, C] with filters [h, w, C, M]. */
    depthwiseConv2d: (x: Value, w: Value, window: Window) => depthwiseConv2d(trace, x, w, window),
    maxPool: (x: Value, pool: Pool) => maxPool(trace, x, pool),
    averagePool: (x: Value, pool: Pool) => averagePool(trace, x, pool),
    /** x [..., T, h], or [..., T, H, h] with `heads`, each pair of channels turned by its position. */
    rotary: (x: Value, options: Partial<Rotary> = {}) => rotary(trace, x, options),
    /** float [H, T, S], what linear biases add to scores. */
    alibi: (heads: Dim, queries: Dim, keys: Dim) => alibi(trace, heads, queries, keys),
    /** x [B, T, H·h] → [B, T, H, h] */
    splitHeads: (x: Value, heads: number) => splitHeads(trace, x, heads),
    /** x [B, T, H, h] → [B, T, H·h] */
    joinHeads: (x: Value) => joinHeads(trace, x),
    rnn: (a: Value, u: Value, options: Recurrence = {}) => rnn(trace, a, u, options),
    lstm: (a: Value, u: Value, options: Recurrence & { readonly c0?: Value | undefined } = {}) =>
      lstm(trace, a, u, options),
    gru: (a: Value, u: Value, bias: Value | undefined, options: Recurrence = {}) => gru(trace, a, u, bias, options),
    /** The same value under another role, for ports and colours; nothing is computed. */
    as: (x: Value, role: NonNullable<ReturnType<typeof float>['role']>): Value => ({
      id: x.id,
      type: withRole(x.type, role),
    }),
  };
}

export type Ops = ReturnType<typeof makeOps>;

import { float, sameShape } from '../tensor';
import { sumTo } from './broadcast';
import { count, given, last, numeric, only, operand, refuse } from './common';
import { defineOp } from './op';
import type { Trace, Value } from './trace';

/** Product over the last two axes; leading axes equal. */
export const matmulOp = defineOp<{ transposeA: boolean; transposeB: boolean }>({
  name: 'matmul',
  doc: 'y [..., M, N] = a [..., M, K] · b [..., K, N], either one transposed on request',
  type(inputs, { transposeA, transposeB }) {
    const [a, b] = [operand('matmul', inputs, 0), operand('matmul', inputs, 1)];
    if (a.shape.length < 2 || b.shape.length < 2) refuse('matmul', 'at least two axes each', a, b);
    const [m, ka] = transposeA ? [last(a.shape), last(a.shape, 2)] : [last(a.shape, 2), last(a.shape)];
    const [kb, n] = transposeB ? [last(b.shape), last(b.shape, 2)] : [last(b.shape, 2), last(b.shape)];
    if (ka !== kb) refuse('matmul', `equal inner sizes (${ka} and ${kb} are not)`, a, b);
    if (!sameShape(a.shape.slice(0, -2), b.shape.slice(0, -2))) refuse('matmul', 'equal leading axes', a, b);
    return [float([...a.shape.slice(0, -2), m, n])];
  },
  flops: ([a], [y], { transposeA }) => 2 * count(y) * numeric(last(a?.shape ?? [], transposeA ? 2 : 1)),
  gradient({ trace, inputs, grads, attributes: { transposeA: ta, transposeB: tb }, wants }) {
    const [a, b, dy] = [given(inputs, 0), given(inputs, 1), given(grads, 0)];
    const da = () => (ta ? matmul(trace, b, dy, tb, true) : matmul(trace, dy, b, false, !tb));
    const db = () => (tb ? matmul(trace, dy, a, true, ta) : matmul(trace, a, dy, !ta, false));
    return [wants(0) ? da() : undefined, wants(1) ? db() : undefined];
  },
});

/** A dense layer: x [..., K] · w [K, N] (+ b [N]); `transposed` takes w as [N, K], for tied weights. */
export const linearOp = defineOp<{ transposed: boolean }>({
  name: 'linear',
  doc: 'y [..., N] = x [..., K] · w [K, N] + b [N]',
  type(inputs, { transposed }) {
    const [x, w, b] = [operand('linear', inputs, 0), operand('linear', inputs, 1), inputs[2]];
    const [K, N] = transposed ? [w.shape[1], w.shape[0]] : [w.shape[0], w.shape[1]];
    if (w.shape.length !== 2 || N === undefined || x.shape.length === 0 || last(x.shape) !== K) {
      return refuse('linear', 'x [..., K] and w [K, N]', x, w);
    }
    if (b && !sameShape(b.shape, [N])) refuse('linear', `a bias [${N}]`, b);
    return [float([...x.shape.slice(0, -1), N])];
  },
  flops: ([x, , b], [y]) => 2 * count(y) * numeric(last(x?.shape ?? [])) + (b ? count(y) : 0),
  gradient({ trace, inputs, grads, attributes: { transposed }, wants }) {
    const [x, w, b, dy] = [given(inputs, 0), given(inputs, 1), inputs[2], given(grads, 0)];
    const dx = wants(0) ? linear(trace, dy, w, undefined, !transposed) : undefined;
    const bias = b !== undefined && wants(2);
    if (!wants(1)) return [dx, undefined, b && bias ? sumTo(trace, dy, b.type.shape) : undefined];
    const [dw, db] = trace.emit(linearGradientOp, [x, dy], { transposed, bias });
    return [dx, dw, db];
  },
});

/** What a dense layer's weights get: both sums over all rows of x [..., K] and dy [..., N] in one pass. */
export const linearGradientOp = defineOp<{ transposed: boolean; bias: boolean }>({
  name: 'linearGradient',
  doc: 'dw [K, N] = xᵀ · dy, or its transpose [N, K]; with a bias db [N] = Σ dy',
  type(inputs, { transposed, bias }) {
    const [x, dy] = [operand('linearGradient', inputs, 0), operand('linearGradient', inputs, 1)];
    if (x.shape.length === 0 || !sameShape(x.shape.slice(0, -1), dy.shape.slice(0, -1))) {
      return refuse('linearGradient', 'x [..., K] and dy [..., N]', x, dy);
    }
    const [K, N] = [last(x.shape), last(dy.shape)];
    return [float(transposed ? [N, K] : [K, N]), ...(bias ? [float([N])] : [])];
  },
  flops: ([x, dy], _, { bias }) => 2 * count(x) * numeric(last(dy?.shape ?? [])) + (bias ? count(dy) : 0),
});

export const matmul = (trace: Trace, a: Value, b: Value, transposeA = false, transposeB = false): Value =>
  only(trace.emit(matmulOp, [a, b], { transposeA, transposeB }));

export const linear = (trace: Trace, x: Value, w: Value, b?: Value, transposed = false): Value =>
  only(trace.emit(linearOp, [x, w, b], { transposed }));

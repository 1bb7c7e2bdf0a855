import { addDims, axisOf, concatShapes, type Dim, divideDims, sameShape, sizeOf, withShape } from '../tensor';
import { given, only, operand, refuse } from './common';
import { defineOp } from './op';
import type { Trace, Value } from './trace';

/** The same elements in another shape. */
export const reshapeOp = defineOp<{ shape: readonly Dim[] }>({
  name: 'reshape',
  doc: 'y [shape] = the elements of x in row-major order',
  type(inputs, { shape }) {
    const x = operand('reshape', inputs, 0);
    if (sizeOf(x.shape) !== sizeOf(shape)) refuse('reshape', `as many elements as [${shape.join(', ')}]`, x);
    return [withShape(x, shape)];
  },
  flops: () => 0,
  gradient: ({ trace, inputs, grads }) => [reshape(trace, given(grads, 0), given(inputs, 0).type.shape)],
});

/** Axes in another order. */
export const transposeOp = defineOp<{ order: readonly number[] }>({
  name: 'transpose',
  doc: 'axis i of y is axis order[i] of x',
  type(inputs, { order }) {
    const x = operand('transpose', inputs, 0);
    const axes = [...order].sort((a, b) => a - b);
    if (axes.length !== x.shape.length || axes.some((axis, i) => axis !== i)) {
      refuse('transpose', `${order.length} axes`, x);
    }
    return [
      withShape(
        x,
        order.map((axis) => x.shape[axis] ?? 0),
      ),
    ];
  },
  flops: () => 0,
  gradient: ({ trace, grads, attributes: { order } }) => [
    transpose(
      trace,
      given(grads, 0),
      order.map((_, i) => order.indexOf(i)),
    ),
  ],
});

/** Pieces joined along an axis. */
export const concatOp = defineOp<{ axis: number }>({
  name: 'concat',
  doc: 'y = pieces one after the other along the axis',
  type(inputs, { axis }) {
    const types = inputs.map((_, i) => operand('concat', inputs, i));
    const [first] = types;
    const at = axisOf(axis, first?.shape.length ?? 0);
    const shape =
      at === undefined
        ? undefined
        : concatShapes(
            types.map((t) => t.shape),
            at,
          );
    if (!first || !shape || types.some((t) => t.dtype !== first.dtype)) {
      return refuse('concat', `pieces that differ only along axis ${axis}`, ...types);
    }
    return [withShape(first, shape)];
  },
  flops: () => 0,
  gradient({ trace, inputs, grads, attributes }) {
    const dy = given(grads, 0);
    const axis = axisOf(attributes.axis, dy.type.shape.length) ?? 0;
    let start: Dim = 0;
    return inputs.map((_, i) => {
      const size = given(inputs, i).type.shape[axis] ?? 0;
      const piece = slice(trace, dy, axis, start, size);
      start = addDims(start, size);
      return piece;
    });
  },
});

/** A run of `size` along an axis from `start`. */
export const sliceOp = defineOp<{ axis: number; start: Dim; size: Dim }>({
  name: 'slice',
  doc: 'y = x[start : start + size] along the axis',
  type(inputs, { axis, start, size }) {
    const x = operand('slice', inputs, 0);
    const whole = x.shape[axis];
    const end = addDims(start, size);
    const beyond = typeof end === 'number' && typeof whole === 'number' && end > whole;
    if (typeof start === 'number' && start < 0) refuse('slice', 'a start of at least 0', x);
    if (whole === undefined || beyond) refuse('slice', `at least ${end} along axis ${axis}`, x);
    return [
      withShape(
        x,
        x.shape.map((dim, i) => (i === axis ? size : dim)),
      ),
    ];
  },
  flops: () => 0,
  gradient({ trace, inputs, grads, attributes: { axis, start } }) {
    const size = given(inputs, 0).type.shape[axis] ?? 0;
    return [only(trace.emit(padOp, [given(grads, 0)], { axis, start, size }))];
  },
});

/** Zeros around x along an axis, so that it starts at `start` of `size`: the transpose of `slice`. */
export const padOp = defineOp<{ axis: number; start: Dim; size: Dim }>({
  name: 'pad',
  doc: 'y [size along the axis] = x at start, zeros elsewhere',
  type(inputs, { axis, size }) {
    const x = operand('pad', inputs, 0);
    return [
      withShape(
        x,
        x.shape.map((dim, i) => (i === axis ? size : dim)),
      ),
    ];
  },
  flops: () => 0,
  gradient({ trace, inputs, grads, attributes: { axis, start } }) {
    return [slice(trace, given(grads, 0), axis, start, given(inputs, 0).type.shape[axis] ?? 0)];
  },
});

export const reshape = (trace: Trace, x: Value, shape: readonly Dim[]): Value =>
  sameShape(x.type.shape, shape) ? x : only(trace.emit(reshapeOp, [x], { shape }));

export const transpose = (trace: Trace, x: Value, order: readonly number[]): Value =>
  only(trace.emit(transposeOp, [x], { order }));

export const concat = (trace: Trace, pieces: readonly Value[], axis: number): Value =>
  only(trace.emit(concatOp, pieces, { axis }));

export function slice(trace: Trace, x: Value, axis: number, start: Dim, size: Dim): Value {
  const at = axisOf(axis, x.type.shape.length) ?? axis;
  return start === 0 && size === x.type.shape[at] ? x : only(trace.emit(sliceOp, [x], { axis: at, start, size }));
}

/** x [B, T, H·h] → [B, T, H, h]. */
export function splitHeads(trace: Trace, x: Value, heads: number): Value {
  const [B, T, C] = x.type.shape;
  const h = C === undefined ? undefined : divideDims(C, heads);
  if (B === undefined || T === undefined || h === undefined || x.type.shape.length !== 3) {
    return refuse('splitHeads', `[B, T, C] with C a multiple of ${heads}`, x.type);
  }
  return reshape(trace, x, [B, T, heads, h]);
}

/** x [B, T, H, h] → [B, T, H·h]. */
export function joinHeads(trace: Trace, x: Value): Value {
  const [B, T, H, h] = x.type.shape;
  if (B === undefined || H === undefined || T === undefined || h === undefined || x.type.shape.length !== 4) {
    return refuse('joinHeads', '[B, T, H, h]', x.type);
  }
  return reshape(trace, x, [B, T, sizeOf([H, h])]);
}

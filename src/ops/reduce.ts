import { axisOf, float, int, sizeOf } from '../tensor';
import { affine, divide, multiply } from './arithmetic';
import { broadcast } from './broadcast';
import { count, given, numeric, only, operand, refuse } from './common';
import { equal, toFloat } from './logic';
import { defineOp, type OperandTypes } from './op';
import { reshape } from './shape';
import type { Trace, Value } from './trace';

type Axes = { axes: readonly number[]; keep: boolean };

function reduced(name: string, inputs: OperandTypes, { axes, keep }: Axes) {
  const x = operand(name, inputs, 0);
  // Counted from the front only: the shape, the kernel and the gradient all go by the number as it stands.
  if (axes.some((axis) => axisOf(axis, x.shape.length) !== axis)) refuse(name, `axes ${axes.join(', ')}`, x);
  if (x.dtype !== 'float') refuse(name, 'a float', x);
  return keep ? x.shape.map((dim, i) => (axes.includes(i) ? 1 : dim)) : x.shape.filter((_, i) => !axes.includes(i));
}

/** Spreads dy back over the axes that were summed. */
function spread(trace: Trace, x: Value, dy: Value, axes: readonly number[]): Value {
  const kept = x.type.shape.map((dim, i) => (axes.includes(i) ? 1 : dim));
  return broadcast(trace, reshape(trace, dy, kept), x.type.shape);
}

export const sumOp = defineOp<Axes>({
  name: 'sum',
  doc: 'y = Σ x over the axes',
  type: (inputs, attributes) => [float(reduced('sum', inputs, attributes))],
  flops: ([x]) => count(x),
  gradient: ({ trace, inputs, grads, attributes: { axes } }) => [
    spread(trace, given(inputs, 0), given(grads, 0), axes),
  ],
});

export const meanOp = defineOp<Axes>({
  name: 'mean',
  doc: 'y = mean of x over the axes',
  type: (inputs, attributes) => [float(reduced('mean', inputs, attributes))],
  flops: ([x]) => count(x),
  gradient({ trace, inputs, grads, attributes: { axes } }) {
    const x = given(inputs, 0);
    const n = numeric(sizeOf(axes.map((axis) => x.type.shape[axis] ?? 1)));
    return [affine(trace, spread(trace, x, given(grads, 0), axes), 1 / n, 0)];
  },
});

/** The largest along the axes. Equals share the gradient evenly. */
export const maxOp = defineOp<Axes>({
  name: 'max',
  doc: 'y = max of x over the axes',
  type: (inputs, attributes) => [float(reduced('max', inputs, attributes))],
  flops: ([x]) => count(x),
  gradient({ trace, inputs, outputs, grads, attributes: { axes } }) {
    const x = given(inputs, 0);
    const largest = toFloat(trace, equal(trace, x, spread(trace, x, given(outputs, 0), axes)));
    const share = divide(trace, largest, sum(trace, largest, axes, true));
    return [multiply(trace, share, spread(trace, x, given(grads, 0), axes))];
  },
});

/** Index of the largest along the last axis; the first of equals. */
export const argmaxOp = defineOp<Record<string, never>>({
  name: 'argmax',
  doc: 'y [...] int = index of the largest x [..., C]',
  type(inputs) {
    const x = operand('argmax', inputs, 0);
    if (x.shape.length === 0) refuse('argmax', 'at least one axis', x);
    return [int(x.shape.slice(0, -1))];
  },
  flops: ([x]) => count(x),
});

export const sum = (trace: Trace, x: Value, axes: readonly number[], keep = false): Value =>
  only(trace.emit(sumOp, [x], { axes, keep }));
export const mean = (trace: Trace, x: Value, axes: readonly number[], keep = false): Value =>
  only(trace.emit(meanOp, [x], { axes, keep }));
export const max = (trace: Trace, x: Value, axes: readonly number[], keep = false): Value =>
  only(trace.emit(maxOp, [x], { axes, keep }));
export const argmax = (trace: Trace, x: Value): Value => only(trace.emit(argmaxOp, [x], {}));

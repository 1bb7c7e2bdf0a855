import { broadcastShapes, type Dim, float, sameShape, withShape } from '../tensor';
import { count, given, only, operand, refuse } from './common';
import { defineOp } from './op';
import type { Trace, Value } from './trace';

/** Repeats x along axes of size 1 (and new leading axes) to the given shape. */
export const broadcastOp = defineOp<{ shape: readonly Dim[] }>({
  name: 'broadcast',
  doc: 'y [shape] = x repeated along its axes of size 1',
  type(inputs, { shape }) {
    const x = operand('broadcast', inputs, 0);
    const to = broadcastShapes(x.shape, shape);
    if (!to || !sameShape(to, shape)) refuse('broadcast', `a shape that broadcasts to [${shape.join(', ')}]`, x);
    return [withShape(x, shape)];
  },
  flops: () => 0,
  gradient: ({ trace, inputs, grads }) => [sumTo(trace, given(grads, 0), given(inputs, 0).type.shape)],
});

/** Adds up what broadcasting repeated: the transpose of `broadcast`. */
export const sumToOp = defineOp<{ shape: readonly Dim[] }>({
  name: 'sumTo',
  doc: 'y [shape] = Σ of x over the axes that broadcasting from shape would repeat',
  type(inputs, { shape }) {
    const x = operand('sumTo', inputs, 0);
    const back = broadcastShapes(shape, x.shape);
    if (!back || !sameShape(back, x.shape)) refuse('sumTo', `a shape that [${shape.join(', ')}] broadcasts to`, x);
    return [float(shape)];
  },
  flops: ([x]) => count(x),
  gradient: ({ trace, inputs, grads }) => [broadcast(trace, given(grads, 0), given(inputs, 0).type.shape)],
});

export const broadcast = (trace: Trace, x: Value, shape: readonly Dim[]): Value =>
  sameShape(x.type.shape, shape) ? x : only(trace.emit(broadcastOp, [x], { shape }));

export const sumTo = (trace: Trace, x: Value, shape: readonly Dim[]): Value =>
  sameShape(x.type.shape, shape) ? x : only(trace.emit(sumToOp, [x], { shape }));

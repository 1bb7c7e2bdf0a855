import { broadcastShapes, float } from '../tensor';
import { sumTo } from './broadcast';
import { count, given, only, operand, refuse } from './common';
import { defineOp, type GradientRule, type Op, type Operands } from './op';
import type { Trace, Value } from './trace';

type NoAttributes = Record<string, never>;

/** Elementwise with NumPy broadcasting; gradients come summed back to each operand's shape. */
function binary(
  name: string,
  doc: string,
  gradient: (rule: GradientRule<NoAttributes>, a: Value, b: Value, dy: Value) => Operands,
): Op<NoAttributes> {
  return defineOp<NoAttributes>({
    name,
    doc,
    type(inputs) {
      const a = operand(name, inputs, 0);
      const b = operand(name, inputs, 1);
      if (a.dtype !== 'float' || b.dtype !== 'float') refuse(name, 'two floats', a, b);
      const shape = broadcastShapes(a.shape, b.shape);
      if (!shape) refuse(name, 'shapes that broadcast (equal sizes, or 1)', a, b);
      return [float(shape, a.role === b.role ? a.role : undefined)];
    },
    flops: (_, [y]) => count(y),
    gradient(rule) {
      const [a, b] = [given(rule.inputs, 0), given(rule.inputs, 1)];
      const [da, db] = gradient(rule, a, b, given(rule.grads, 0));
      return [da && sumTo(rule.trace, da, a.type.shape), db && sumTo(rule.trace, db, b.type.shape)];
    },
  });
}

export const addOp = binary('add', 'y = a + b', (_, __, ___, dy) => [dy, dy]);

export const subtractOp = binary('subtract', 'y = a − b', ({ trace, wants }, _, __, dy) => [
  dy,
  wants(1) ? affine(trace, dy, -1, 0) : undefined,
]);

export const multiplyOp = binary('multiply', 'y = a · b', ({ trace, wants }, a, b, dy) => [
  wants(0) ? multiply(trace, dy, b) : undefined,
  wants(1) ? multiply(trace, dy, a) : undefined,
]);

export const divideOp = binary('divide', 'y = a / b', ({ trace, wants, outputs }, _, b, dy) => {
  const da = divide(trace, dy, b);
  return [da, wants(1) ? affine(trace, multiply(trace, da, given(outputs, 0)), -1, 0) : undefined];
});

/** y = scale · x + shift, with both known when the graph is. */
export const affineOp = defineOp<{ scale: number; shift: number }>({
  name: 'affine',
  doc: 'y = scale · x + shift',
  type(inputs) {
    const x = operand('affine', inputs, 0);
    if (x.dtype !== 'float') refuse('affine', 'a float', x);
    return [x];
  },
  flops: ([x], _, { shift }) => count(x) * (shift === 0 ? 1 : 2),
  gradient: ({ trace, grads, attributes }) => [affine(trace, given(grads, 0), attributes.scale, 0)],
});

export const sqrtOp = defineOp<NoAttributes>({
  name: 'sqrt',
  doc: 'y = √x',
  type: (inputs) => [operand('sqrt', inputs, 0)],
  flops: ([x]) => count(x),
  gradient: ({ trace, outputs, grads }) => [divide(trace, affine(trace, given(grads, 0), 0.5, 0), given(outputs, 0))],
});

export const add = (trace: Trace, a: Value, b: Value): Value => only(trace.emit(addOp, [a, b], {}));
export const subtract = (trace: Trace, a: Value, b: Value): Value => only(trace.emit(subtractOp, [a, b], {}));
export const multiply = (trace: Trace, a: Value, b: Value): Value => only(trace.emit(multiplyOp, [a, b], {}));
export const divide = (trace: Trace, a: Value, b: Value): Value => only(trace.emit(divideOp, [a, b], {}));
export const affine = (trace: Trace, x: Value, scale: number, shift: number): Value =>
  scale === 1 && shift === 0 ? x : only(trace.emit(affineOp, [x], { scale, shift }));
export const sqrt = (trace: Trace, x: Value): Value => only(trace.emit(sqrtOp, [x], {}));

import { bool, broadcastShapes, type Dim, float, sameShape } from '../tensor';
import { count, given, only, operand, refuse } from './common';
import { constant } from './embedding';
import { defineOp } from './op';
import type { Trace, Value } from './trace';

export const equalOp = defineOp<Record<string, never>>({
  name: 'equal',
  doc: 'y bool = (a = b)',
  type(inputs) {
    const [a, b] = [operand('equal', inputs, 0), operand('equal', inputs, 1)];
    const shape = broadcastShapes(a.shape, b.shape);
    if (!shape || a.dtype !== b.dtype) return refuse('equal', 'two operands of one dtype that broadcast', a, b);
    return [bool(shape)];
  },
  flops: (_, [y]) => count(y),
});

export const greaterOp = defineOp<Record<string, never>>({
  name: 'greater',
  doc: 'y bool = (a > b)',
  type(inputs) {
    const [a, b] = [operand('greater', inputs, 0), operand('greater', inputs, 1)];
    const shape = broadcastShapes(a.shape, b.shape);
    if (!shape || a.dtype !== b.dtype || a.dtype === 'bool') {
      return refuse('greater', 'two numeric operands of one dtype that broadcast', a, b);
    }
    return [bool(shape)];
  },
  flops: (_, [y]) => count(y),
});

export const logicalOp = defineOp<{ kind: 'and' | 'or' }>({
  name: 'logical',
  doc: 'y bool = a and b, or a or b',
  type(inputs) {
    const [a, b] = [operand('logical', inputs, 0), operand('logical', inputs, 1)];
    const shape = broadcastShapes(a.shape, b.shape);
    if (!shape || a.dtype !== 'bool' || b.dtype !== 'bool') {
      return refuse('logical', 'two masks that broadcast', a, b);
    }
    return [bool(shape)];
  },
  flops: (_, [y]) => count(y),
});

export const notOp = defineOp<Record<string, never>>({
  name: 'not',
  doc: 'y bool = not x',
  type(inputs) {
    const x = operand('not', inputs, 0);
    if (x.dtype !== 'bool') refuse('not', 'a mask', x);
    return [x];
  },
  flops: ([x]) => count(x),
});

/** Which keys a position may see where it sees only itself and what came before. */
export const causalMaskOp = defineOp<{ queries: Dim; keys: Dim }>({
  name: 'causalMask',
  doc: 'y bool [T, S] = (s ≤ t + S − T)',
  type: (_, { queries, keys }) => [bool([queries, keys])],
  flops: () => 0,
});

/** The same value, through which no gradient passes. */
export const stopGradientOp = defineOp<Record<string, never>>({
  name: 'stopGradient',
  doc: 'y = x, ∂y/∂x = 0',
  type: (inputs) => [operand('stopGradient', inputs, 0)],
  flops: () => 0,
});

/** True and ids as floats, so that they can be multiplied and summed. */
export const toFloatOp = defineOp<Record<string, never>>({
  name: 'toFloat',
  doc: 'y float = x, true as 1 and false as 0',
  type: (inputs) => [float(operand('toFloat', inputs, 0).shape)],
  flops: () => 0,
});

/** Of two values the one that a mask says. */
export const selectOp = defineOp<Record<string, never>>({
  name: 'select',
  doc: 'y = a where the mask is true, b elsewhere; inputs mask bool, a, b',
  type(inputs) {
    const [mask, a, b] = [operand('select', inputs, 0), operand('select', inputs, 1), operand('select', inputs, 2)];
    const shape = broadcastShapes(mask.shape, a.shape);
    const fits = mask.dtype === 'bool' && a.dtype === b.dtype && sameShape(a.shape, b.shape);
    if (!shape || !fits || !sameShape(shape, a.shape)) {
      return refuse('select', 'a mask bool that broadcasts to two values of one type', mask, a, b);
    }
    return [a];
  },
  flops: (_, [y]) => count(y),
  gradient({ trace, inputs, grads, wants }) {
    const [mask, a, dy] = [given(inputs, 0), given(inputs, 1), given(grads, 0)];
    const zeros = constant(trace, a.type.shape, 0);
    return [
      undefined,
      wants(1) ? select(trace, mask, dy, zeros) : undefined,
      wants(2) ? select(trace, mask, zeros, dy) : undefined,
    ];
  },
});

export const select = (trace: Trace, mask: Value, a: Value, b: Value): Value =>
  only(trace.emit(selectOp, [mask, a, b], {}));
export const equal = (trace: Trace, a: Value, b: Value): Value => only(trace.emit(equalOp, [a, b], {}));
export const greater = (trace: Trace, a: Value, b: Value): Value => only(trace.emit(greaterOp, [a, b], {}));
export const logical = (trace: Trace, a: Value, b: Value, kind: 'and' | 'or'): Value =>
  only(trace.emit(logicalOp, [a, b], { kind }));
export const not = (trace: Trace, x: Value): Value => only(trace.emit(notOp, [x], {}));
export const causalMask = (trace: Trace, queries: Dim, keys: Dim): Value =>
  only(trace.emit(causalMaskOp, [], { queries, keys }));
export const stopGradient = (trace: Trace, x: Value): Value => only(trace.emit(stopGradientOp, [x], {}));
export const toFloat = (trace: Trace, x: Value): Value => only(trace.emit(toFloatOp, [x], {}));

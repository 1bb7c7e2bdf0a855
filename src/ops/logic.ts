import { bool, broadcastShapes, float, sameShape } from '../tensor';
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
export const toFloat = (trace: Trace, x: Value): Value => only(trace.emit(toFloatOp, [x], {}));

import { bool, broadcastShapes, float } from '../tensor';
import { count, only, operand, refuse } from './common';
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

export const equal = (trace: Trace, a: Value, b: Value): Value => only(trace.emit(equalOp, [a, b], {}));
export const toFloat = (trace: Trace, x: Value): Value => only(trace.emit(toFloatOp, [x], {}));

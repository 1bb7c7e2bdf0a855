import { count, given, only, operand, refuse } from './common';
import { defineOp, type Op } from './op';
import type { Trace, Value } from './trace';

/**
 * Inverted dropout (Srivastava et al., JMLR 15, 2014). Which elements survive is a function of the run's seed, the step,
 * `key` and the element's index alone, so the gradient draws the same mask again and every backend draws the same one.
 */
export const dropoutOp: Op<{ rate: number; key: number }> = defineOp({
  name: 'dropout',
  doc: 'y = x · keep / (1 − rate), keep from bits(seed, step, key, index)',
  type(inputs) {
    const x = operand('dropout', inputs, 0);
    if (x.dtype !== 'float') refuse('dropout', 'a float', x);
    return [x];
  },
  flops: ([x]) => 2 * count(x),
  gradient: ({ trace, grads, attributes }) => [only(trace.emit(dropoutOp, [given(grads, 0)], attributes))],
});

export const dropout = (trace: Trace, x: Value, rate: number, key: number): Value =>
  rate === 0 ? x : only(trace.emit(dropoutOp, [x], { rate, key }));

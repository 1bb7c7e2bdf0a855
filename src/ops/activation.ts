import { count, given, only, operand, refuse } from './common';
import { defineOp } from './op';
import type { Trace, Value } from './trace';

export const ACTIVATIONS = ['relu', 'tanh', 'sigmoid', 'gelu', 'gelu-tanh', 'silu'] as const;
export type Activation = (typeof ACTIVATIONS)[number];

/**
 * y = f(x), element by element. `gelu` is the exact x·Φ(x), `gelu-tanh` its tanh approximation (Hendrycks and Gimpel,
 * arXiv 1606.08415), `silu` is x·σ(x).
 */
export const activationOp = defineOp<{ kind: Activation }>({
  name: 'activation',
  doc: 'y = f(x)',
  type(inputs) {
    const x = operand('activation', inputs, 0);
    if (x.dtype !== 'float') refuse('activation', 'a float', x);
    return [{ dtype: 'float', shape: x.shape }];
  },
  flops: ([x], _, { kind }) => count(x) * (kind === 'relu' ? 1 : 8),
  gradient: ({ trace, inputs, outputs, grads, attributes }) => [
    only(trace.emit(activationGradientOp, [given(inputs, 0), given(outputs, 0), given(grads, 0)], attributes)),
  ],
});

/** dx = f′(x) · dy; y is given because tanh, sigmoid and relu need only it. */
export const activationGradientOp = defineOp<{ kind: Activation }>({
  name: 'activationGradient',
  doc: 'dx = f′(x) · dy, from x, y, dy',
  type: (inputs) => [operand('activationGradient', inputs, 0)],
  flops: ([x], _, { kind }) => count(x) * (kind === 'relu' ? 1 : 10),
});

export const activation = (trace: Trace, x: Value, kind: Activation): Value =>
  only(trace.emit(activationOp, [x], { kind }));

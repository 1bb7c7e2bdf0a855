import { count, given, only, operand, refuse } from './common';
import { defineOp } from './op';
import type { Trace, Value } from './trace';

export const ACTIVATIONS = [
  'relu',
  'leaky-relu',
  'elu',
  'gelu',
  'gelu-tanh',
  'silu',
  'mish',
  'sigmoid',
  'tanh',
  'softplus',
] as const;
/** Slope of `leaky-relu` below 0. */
export const LEAK = 0.01;
export type Activation = (typeof ACTIVATIONS)[number];

/**
 * y = f(x), element by element. `gelu` is the exact x·Φ(x), `gelu-tanh` its tanh approximation (Hendrycks and Gimpel,
 * arXiv 1606.08415), `silu` is x·σ(x), `mish` x·tanh(ln(1 + eˣ)) (Misra, arXiv 1908.08681), `softplus` ln(1 + eˣ).
 * `leaky-relu` has the slope LEAK below 0 (Maas et al. 2013), `elu` is eˣ − 1 there (Clevert et al., arXiv 1511.07289).
 */
export const activationOp = defineOp<{ kind: Activation }>({
  name: 'activation',
  doc: 'y = f(x)',
  type(inputs) {
    const x = operand('activation', inputs, 0);
    if (x.dtype !== 'float') refuse('activation', 'a float', x);
    return [{ dtype: 'float', shape: x.shape }];
  },
  flops: ([x], _, { kind }) => count(x) * (isCheap(kind) ? 1 : 8),
  gradient: ({ trace, inputs, outputs, grads, attributes }) => {
    const known = given(SLOPE_FROM[attributes.kind] === 'x' ? inputs : outputs, 0);
    return [only(trace.emit(activationGradientOp, [known, given(grads, 0)], attributes))];
  },
});

/** What f′ is simpler worked out from: x, or y = f(x). */
export const SLOPE_FROM: Readonly<Record<Activation, 'x' | 'y'>> = {
  relu: 'y',
  'leaky-relu': 'x',
  elu: 'y',
  gelu: 'x',
  'gelu-tanh': 'x',
  silu: 'x',
  mish: 'x',
  sigmoid: 'y',
  tanh: 'y',
  softplus: 'x',
};

/** dx = f′(x) · dy; x itself is not needed where y says enough. */
export const activationGradientOp = defineOp<{ kind: Activation }>({
  name: 'activationGradient',
  doc: 'dx = f′(x) · dy, from x or y, and dy',
  type: (inputs) => [operand('activationGradient', inputs, 0)],
  flops: ([x], _, { kind }) => count(x) * (isCheap(kind) ? 1 : 10),
});

/** One comparison or product, where the others take an exponential. */
export const isCheap = (kind: Activation): boolean => kind === 'relu' || kind === 'leaky-relu';

export const activation = (trace: Trace, x: Value, kind: Activation): Value =>
  only(trace.emit(activationOp, [x], { kind }));

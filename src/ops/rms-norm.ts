import { float, sameShape } from '../tensor';
import { count, given, last, operand, refuse } from './common';
import { defineOp } from './op';
import type { Trace, Value } from './trace';

/**
 * RMS normalisation over the last axis (Zhang and Sennrich, arXiv 1910.07467, equation 4). Also gives x̂ = x / √(mean x² + ε)
 * [..., C] and 1 / √(mean x² + ε) [..., 1], which the gradient needs.
 */
export const rmsNormOp = defineOp<{ epsilon: number }>({
  name: 'rmsNorm',
  doc: 'y [..., C] = x̂ · scale [C]; x̂; 1/√(mean x² + ε) [..., 1]',
  type(inputs) {
    const [x, scale] = [operand('rmsNorm', inputs, 0), operand('rmsNorm', inputs, 1)];
    if (x.shape.length === 0 || !sameShape(scale.shape, [last(x.shape)])) {
      refuse('rmsNorm', 'x [..., C] and scale [C]', x, scale);
    }
    return [float(x.shape), float(x.shape), float([...x.shape.slice(0, -1), 1])];
  },
  flops: ([x]) => 4 * count(x),
  gradient({ trace, inputs, outputs, grads }) {
    const [, normalised, inverse] = outputs;
    return trace.emit(rmsNormGradientOp, [given(grads, 0), given(inputs, 1), normalised, inverse], {});
  },
});

/** `other` is a gradient that goes by the layer and is added to its own; passes put it there. */
export const rmsNormGradientOp = defineOp<Record<string, never>>({
  name: 'rmsNormGradient',
  doc: 'dx [..., C] (+ other), dscale [C], from dy, scale, x̂, 1/√(mean x² + ε), other',
  type(inputs) {
    const [dy, scale] = [operand('rmsNormGradient', inputs, 0), operand('rmsNormGradient', inputs, 1)];
    const other = inputs[4];
    if (other && !sameShape(other.shape, dy.shape)) refuse('rmsNormGradient', 'two gradients of one shape', dy, other);
    return [float(dy.shape), float(scale.shape)];
  },
  flops: ([dy, , , , other]) => (other ? 10 : 9) * count(dy),
});

export function rmsNorm(trace: Trace, x: Value, scale: Value, epsilon: number): Value {
  return given(trace.emit(rmsNormOp, [x, scale], { epsilon }), 0);
}

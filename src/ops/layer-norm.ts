import { float, sameShape } from '../tensor';
import { count, given, last, operand, refuse } from './common';
import { defineOp } from './op';
import type { Trace, Value } from './trace';

/**
 * Layer normalisation over the last axis (Ba et al., arXiv 1607.06450). Also gives x̂ = (x − μ) / √(σ² + ε) [..., C] and
 * 1 / √(σ² + ε) [..., 1], which the gradient needs.
 */
export const layerNormOp = defineOp<{ epsilon: number }>({
  name: 'layerNorm',
  doc: 'y [..., C] = x̂ · scale [C] + shift [C]; x̂; 1/√(σ² + ε) [..., 1]',
  type(inputs) {
    const [x, scale, shift] = [0, 1, 2].map((i) => operand('layerNorm', inputs, i));
    if (!x || !scale || !shift || x.shape.length === 0) return refuse('layerNorm', 'x [..., C]', x);
    const C = last(x.shape);
    if (!sameShape(scale.shape, [C]) || !sameShape(shift.shape, [C])) {
      refuse('layerNorm', `scale and shift [${C}]`, scale, shift);
    }
    return [float(x.shape), float(x.shape), float([...x.shape.slice(0, -1), 1])];
  },
  flops: ([x]) => 8 * count(x),
  gradient({ trace, inputs, outputs, grads }) {
    const [, normalised, inverse] = outputs;
    return trace.emit(layerNormGradientOp, [given(grads, 0), given(inputs, 1), normalised, inverse], {});
  },
});

/** `other` is a gradient that goes by the layer and is added to its own; passes put it there. */
export const layerNormGradientOp = defineOp<Record<string, never>>({
  name: 'layerNormGradient',
  doc: 'dx [..., C] (+ other), dscale [C], dshift [C], from dy, scale, x̂, 1/√(σ² + ε), other',
  type(inputs) {
    const [dy, scale] = [operand('layerNormGradient', inputs, 0), operand('layerNormGradient', inputs, 1)];
    const other = inputs[4];
    if (other && !sameShape(other.shape, dy.shape))
      refuse('layerNormGradient', 'two gradients of one shape', dy, other);
    return [float(dy.shape), float(scale.shape), float(scale.shape)];
  },
  flops: ([dy, , , , other]) => (other ? 13 : 12) * count(dy),
});

export function layerNorm(trace: Trace, x: Value, scale: Value, shift: Value, epsilon: number): Value {
  return given(trace.emit(layerNormOp, [x, scale, shift], { epsilon }), 0);
}

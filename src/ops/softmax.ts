import { broadcastShapes, float, sameShape } from '../tensor';
import { count, given, only, operand, refuse } from './common';
import { defineOp } from './op';
import type { Trace, Value } from './trace';

/** Softmax over the last axis; where the mask is false the probability is 0. */
export const softmaxOp = defineOp<Record<string, never>>({
  name: 'softmax',
  doc: 'y [..., C] = exp(x − max x) / Σ exp(x − max x), over entries whose mask is true',
  type(inputs) {
    const x = operand('softmax', inputs, 0);
    const mask = inputs[1];
    if (x.dtype !== 'float' || x.shape.length === 0) refuse('softmax', 'a float [..., C]', x);
    const masked = mask ? broadcastShapes(x.shape, mask.shape) : x.shape;
    if (!masked || !sameShape(masked, x.shape)) refuse('softmax', 'a mask that broadcasts to x', x, mask);
    return [float(x.shape, 'probabilities')];
  },
  flops: ([x]) => 5 * count(x),
  gradient: ({ trace, outputs, grads }) => [
    only(trace.emit(softmaxGradientOp, [given(outputs, 0), given(grads, 0)], {})),
  ],
});

export const softmaxGradientOp = defineOp<Record<string, never>>({
  name: 'softmaxGradient',
  doc: 'dx = y · (dy − Σ y · dy), from y, dy',
  type: (inputs) => [float(operand('softmaxGradient', inputs, 0).shape)],
  flops: ([x]) => 4 * count(x),
});

/**
 * Cross-entropy of each position in nats, from logits. With label smoothing ε the target distribution is
 * (1 − ε) · one-hot + ε / V (Szegedy et al., arXiv 1512.00567).
 */
export const crossEntropyOp = defineOp<{ smoothing: number }>({
  name: 'crossEntropy',
  doc: 'y [...] = −Σ q · log softmax(logits [..., V]), q the (smoothed) one-hot of targets [...]',
  type(inputs) {
    const [logits, targets] = [operand('crossEntropy', inputs, 0), operand('crossEntropy', inputs, 1)];
    if (targets.dtype !== 'int' || !sameShape(logits.shape.slice(0, -1), targets.shape)) {
      refuse('crossEntropy', 'logits float [..., V] and targets int [...]', logits, targets);
    }
    return [float(targets.shape, 'loss')];
  },
  flops: ([logits]) => 5 * count(logits),
  gradient: ({ trace, inputs, grads, attributes }) => [
    only(trace.emit(crossEntropyGradientOp, [given(inputs, 0), given(inputs, 1), given(grads, 0)], attributes)),
    undefined,
  ],
});

export const crossEntropyGradientOp = defineOp<{ smoothing: number }>({
  name: 'crossEntropyGradient',
  doc: 'dlogits [..., V] = (softmax(logits) − q) · dy [...], from logits, targets, dy',
  type: (inputs) => [float(operand('crossEntropyGradient', inputs, 0).shape)],
  flops: ([logits]) => 6 * count(logits),
});

export const softmax = (trace: Trace, x: Value, mask?: Value): Value => only(trace.emit(softmaxOp, [x, mask], {}));

export const crossEntropy = (trace: Trace, logits: Value, targets: Value, smoothing = 0): Value =>
  only(trace.emit(crossEntropyOp, [logits, targets], { smoothing }));

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
 * (1 − ε) · one-hot + ε / V (Szegedy et al., arXiv 1512.00567). What else is known once a row has been gone through comes out beside it:
 * whether the largest logit, the first of equals, is the target's; the softmax's maximum and sum, which the gradient takes; and, with
 * smoothing, the cross-entropy without it.
 */
export const crossEntropyOp = defineOp<{ smoothing: number }>({
  name: 'crossEntropy',
  doc: 'y [...] = −Σ q · log softmax(logits [..., V]), q the (smoothed) one-hot of targets [...]; hit [...] = (argmax logits = target); max, Σ exp(logits − max) [..., 2]; y without smoothing, where there is some',
  type(inputs, { smoothing }) {
    const [logits, targets] = [operand('crossEntropy', inputs, 0), operand('crossEntropy', inputs, 1)];
    if (targets.dtype !== 'int' || !sameShape(logits.shape.slice(0, -1), targets.shape)) {
      refuse('crossEntropy', 'logits float [..., V] and targets int [...]', logits, targets);
    }
    const loss = float(targets.shape, 'loss');
    const made = [loss, float(targets.shape), float([...targets.shape, 2])];
    return smoothing === 0 ? made : [...made, loss];
  },
  flops: ([logits]) => 5 * count(logits),
  gradient: ({ trace, inputs, outputs, grads, attributes }) => [
    only(trace.emit(crossEntropyGradientOp, [inputs[0], inputs[1], given(grads, 0), outputs[2]], attributes)),
    undefined,
  ],
});

export const crossEntropyGradientOp = defineOp<{ smoothing: number }>({
  name: 'crossEntropyGradient',
  doc: 'dlogits [..., V] = (softmax(logits) − q) · dy [...], from logits, targets, dy, and max and sum [..., 2]',
  type: (inputs) => [float(operand('crossEntropyGradient', inputs, 0).shape)],
  flops: ([logits]) => 4 * count(logits),
});

export const softmax = (trace: Trace, x: Value, mask?: Value): Value => only(trace.emit(softmaxOp, [x, mask], {}));

export interface CrossEntropy {
  /** float [...], in nats, with smoothing. */
  readonly nats: Value;
  /** float [...], in nats, without. */
  readonly plain: Value;
  /** float [...], 1 where the largest logit is the target's. */
  readonly hit: Value;
}

export function crossEntropy(trace: Trace, logits: Value, targets: Value, smoothing = 0): CrossEntropy {
  const made = trace.emit(crossEntropyOp, [logits, targets], { smoothing });
  const nats = given(made, 0);
  return { nats, plain: smoothing === 0 ? nats : given(made, 3), hit: given(made, 1) };
}

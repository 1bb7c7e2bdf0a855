import {
  cast,
  clone,
  equal,
  greater,
  logicalAnd,
  logicalNot,
  logicalOr,
  type Tensor,
  tensor,
  where,
} from '@tensorflow/tfjs-core';
import { causalMaskOp, equalOp, greaterOp, logicalOp, notOp, selectOp, stopGradientOp, toFloatOp } from '../ops';
import { toFloatOnGpu } from './gpu';
import { at, defineKernel, shapeOf, toFloats } from './kernel';

/** true where key s may be seen from position t: s ≤ t + S − T. bool [T, S] */
export function causalMask(T: number, S: number): Tensor {
  const seen = new Uint8Array(T * S);
  for (let t = 0; t < T; t++) seen.fill(1, t * S, t * S + Math.max(0, Math.min(S, t + S - T + 1)));
  return tensor(seen, [T, S], 'bool');
}

export const logics = [
  defineKernel(equalOp, ({ inputs }) => equal(at(inputs, 0), at(inputs, 1))),
  defineKernel(greaterOp, ({ inputs }) => greater(at(inputs, 0), at(inputs, 1))),
  defineKernel(logicalOp, ({ inputs, attributes: { kind } }) => {
    const [a, b] = [cast(at(inputs, 0), 'bool'), cast(at(inputs, 1), 'bool')];
    return kind === 'and' ? logicalAnd(a, b) : logicalOr(a, b);
  }),
  defineKernel(notOp, ({ inputs }) => logicalNot(cast(at(inputs, 0), 'bool'))),
  defineKernel(causalMaskOp, ({ types }) => {
    const [T = 0, S = 0] = shapeOf(types);
    return causalMask(T, S);
  }),
  defineKernel(stopGradientOp, ({ inputs }) => clone(at(inputs, 0))),
  defineKernel(selectOp, ({ inputs }) => where(at(inputs, 0), at(inputs, 1), at(inputs, 2))),
  defineKernel(toFloatOp, ({ inputs }) => toFloats(at(inputs, 0)), undefined, toFloatOnGpu),
];

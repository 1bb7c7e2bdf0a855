import { elementwiseOp } from '../ops';
import { elementwiseOnGpu } from './gpu';
import { defineKernel } from './kernel';

export const elementwises = [
  defineKernel(
    elementwiseOp,
    ({ inputs, attributes: { body }, run }) =>
      run(
        body,
        inputs.flatMap((tensor) => tensor ?? []),
        0,
      ),
    undefined,
    elementwiseOnGpu,
  ),
];

import { type Padding, reachOf, type Window } from '../ops';
import type { Refusal } from './block';

/** What a convolution's parameters say of its window. */
interface Settings {
  readonly kernel: number;
  readonly stride: number;
  readonly padding: Padding;
  readonly dilation: number;
}

/** A square window, as the operations take it. */
export const squareOf = ({ stride, padding, dilation }: Omit<Settings, 'kernel'>): Window => ({
  stride: [stride, stride],
  dilation: [dilation, dilation],
  padding,
});

/** The complaint about a window that an image H × W has no room for, or that both strides and is dilated. */
export function refuseWindow({ kernel, stride, dilation }: Settings, H: number, W: number): Refusal | undefined {
  const room = Math.min(H, W);
  if (stride > 1 && dilation > 1) return refuseBoth(stride, dilation);
  if (reachOf(kernel, dilation) <= room) return undefined;
  const largest = Math.floor((room - 1) / dilation) + 1;
  return {
    at: 'kernel',
    expected: `a filter that fits into the image of ${H} × ${W}: at most ${largest}${dilation > 1 ? ` with dilation ${dilation}` : ''}`,
    received: `${kernel}`,
    fix: 'Make the filter smaller, or take a pooling or a stride before it away.',
    edit: { kernel: largest },
  };
}

export const refuseBoth = (stride: number, dilation: number): Refusal => ({
  at: 'dilation',
  expected: 'a stride of 1 where there is dilation',
  received: `stride ${stride}, dilation ${dilation}`,
  fix: 'Set one of the two to 1.',
  edit: { dilation: 1 },
});

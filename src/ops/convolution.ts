import { type Dim, float, type TensorType } from '../tensor';
import { count, given, last, only, operand, refuse } from './common';
import { defineOp, type OperandTypes } from './op';
import type { Trace, Value } from './trace';
import { type Pair, placesOf, type Window } from './window';

/** Images [B, H, W, C] with filters [h, w, C, F]; the type of what comes out with `channels`. */
function convolved(
  op: string,
  inputs: OperandTypes,
  { stride, dilation, padding }: Window,
  depthwise: boolean,
): TensorType {
  const [x, w] = [operand(op, inputs, 0), operand(op, inputs, 1)];
  const [B, H, W, C] = x.shape;
  const [h, wide, channels, F] = w.shape.map(Number);
  if (B === undefined || H === undefined || W === undefined || x.shape.length !== 4 || w.shape.length !== 4) {
    return refuse(op, 'images [B, H, W, C] and filters [h, w, C, F]', x, w);
  }
  if (h === undefined || wide === undefined || channels === undefined || F === undefined || C !== channels) {
    return refuse(op, `filters for ${C} channels`, x, w);
  }
  const [rows, columns] = [
    placesOf(H, h, stride[0], dilation[0], padding),
    placesOf(W, wide, stride[1], dilation[1], padding),
  ];
  const none = [rows, columns].some((n) => typeof n === 'number' && n < 1);
  if (none) refuse(op, `images of at least the filters’ size`, x, w);
  return float([B, rows, columns, depthwise ? channels * F : F]);
}

/** Multiplications of one output element: the window's, times the channels of each filter. */
const perElement = (w: TensorType | undefined, channels: number): number =>
  Number(w?.shape[0]) * Number(w?.shape[1]) * channels;

/** Two-dimensional convolution (cross-correlation, as every library has it). Stride and dilation are not both above 1. */
export const conv2dOp = defineOp<Window>({
  name: 'conv2d',
  doc: 'y [B, H′, W′, F] = Σ over window and C of x [B, H, W, C] · w [h, w, C, F]',
  type: (inputs, window) => [convolved('conv2d', inputs, window, false)],
  flops: ([, w], [y]) => 2 * count(y) * perElement(w, Number(w?.shape[2])),
  gradient({ trace, inputs, grads, attributes, wants }) {
    const [x, w, dy] = [given(inputs, 0), given(inputs, 1), given(grads, 0)];
    return [
      wants(0) ? only(trace.emit(conv2dInputGradientOp, [dy, w], { ...attributes, image: x.type.shape })) : undefined,
      wants(1)
        ? only(trace.emit(conv2dFilterGradientOp, [x, dy], { ...attributes, size: sizeOfFilters(w) }))
        : undefined,
    ];
  },
});

export const conv2dInputGradientOp = defineOp<Window & { image: readonly Dim[] }>({
  name: 'conv2dInputGradient',
  doc: 'dx [B, H, W, C] from dy [B, H′, W′, F], w [h, w, C, F]',
  type: (_, { image }) => [float(image)],
  flops: ([dy, w]) => 2 * count(dy) * perElement(w, Number(w?.shape[2])),
});

export const conv2dFilterGradientOp = defineOp<Window & { size: Pair }>({
  name: 'conv2dFilterGradient',
  doc: 'dw [h, w, C, F] from x [B, H, W, C], dy [B, H′, W′, F]',
  type(inputs, { size }) {
    const [x, dy] = [operand('conv2dFilterGradient', inputs, 0), operand('conv2dFilterGradient', inputs, 1)];
    return [float([...size, last(x.shape), last(dy.shape)])];
  },
  flops: ([x, dy], _, { size }) => 2 * count(dy) * size[0] * size[1] * Number(last(x?.shape ?? [])),
});

/** Each channel has filters of its own, M of them; they stand side by side in what comes out. */
export const depthwiseConv2dOp = defineOp<Window>({
  name: 'depthwiseConv2d',
  doc: 'y [B, H′, W′, C·M] = Σ over window of x [B, H, W, C] · w [h, w, C, M]',
  type: (inputs, window) => [convolved('depthwiseConv2d', inputs, window, true)],
  flops: ([, w], [y]) => 2 * count(y) * perElement(w, 1),
  gradient({ trace, inputs, grads, attributes, wants }) {
    const [x, w, dy] = [given(inputs, 0), given(inputs, 1), given(grads, 0)];
    const image = x.type.shape;
    const size = sizeOfFilters(w);
    return [
      wants(0) ? only(trace.emit(depthwiseInputGradientOp, [dy, w], { ...attributes, image })) : undefined,
      wants(1) ? only(trace.emit(depthwiseFilterGradientOp, [x, dy], { ...attributes, size })) : undefined,
    ];
  },
});

export const depthwiseInputGradientOp = defineOp<Window & { image: readonly Dim[] }>({
  name: 'depthwiseInputGradient',
  doc: 'dx [B, H, W, C] from dy [B, H′, W′, C·M], w [h, w, C, M]',
  type: (_, { image }) => [float(image)],
  flops: ([dy, w]) => 2 * count(dy) * perElement(w, 1),
});

export const depthwiseFilterGradientOp = defineOp<Window & { size: Pair }>({
  name: 'depthwiseFilterGradient',
  doc: 'dw [h, w, C, M] from x [B, H, W, C], dy [B, H′, W′, C·M]',
  type(inputs, { size }) {
    const [x, dy] = [operand('depthwiseFilterGradient', inputs, 0), operand('depthwiseFilterGradient', inputs, 1)];
    const C = Number(last(x.shape));
    return [float([...size, C, Number(last(dy.shape)) / C])];
  },
  flops: ([, dy], _, { size }) => 2 * count(dy) * size[0] * size[1],
});

const sizeOfFilters = ({ type: { shape } }: Value): Pair => [Number(shape[0]), Number(shape[1])];

export const conv2d = (trace: Trace, x: Value, w: Value, window: Window): Value =>
  only(trace.emit(conv2dOp, [x, w], window));
export const depthwiseConv2d = (trace: Trace, x: Value, w: Value, window: Window): Value =>
  only(trace.emit(depthwiseConv2dOp, [x, w], window));

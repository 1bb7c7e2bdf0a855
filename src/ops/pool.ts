import { type Dim, float } from '../tensor';
import { count, given, only, operand, refuse } from './common';
import { defineOp, type OperandTypes } from './op';
import type { Trace, Value } from './trace';
import { type Padding, type Pair, placesOf } from './window';

export type Pool = { size: Pair; stride: Pair; padding: Padding };

function pooled(op: string, inputs: OperandTypes, { size, stride, padding }: Pool) {
  const x = operand(op, inputs, 0);
  const [B, H, W, C] = x.shape;
  if (B === undefined || H === undefined || W === undefined || C === undefined || x.shape.length !== 4) {
    return refuse(op, 'images [B, H, W, C]', x);
  }
  const [rows, columns] = [placesOf(H, size[0], stride[0], 1, padding), placesOf(W, size[1], stride[1], 1, padding)];
  if ([rows, columns].some((n) => typeof n === 'number' && n < 1))
    refuse(op, 'images of at least the window’s size', x);
  return [float([B, rows, columns, C])];
}

/** The largest in each window of each channel; of equals the first has the gradient. */
export const maxPoolOp = defineOp<Pool>({
  name: 'maxPool',
  doc: 'y [B, H′, W′, C] = max over the window of x [B, H, W, C]',
  type: (inputs, pool) => pooled('maxPool', inputs, pool),
  flops: (_, [y], { size }) => count(y) * size[0] * size[1],
  gradient: ({ trace, inputs, outputs, grads, attributes }) => [
    only(trace.emit(maxPoolGradientOp, [given(inputs, 0), given(outputs, 0), given(grads, 0)], attributes)),
  ],
});

export const maxPoolGradientOp = defineOp<Pool>({
  name: 'maxPoolGradient',
  doc: 'dx [B, H, W, C], dy where the window’s first largest stands; from x, y, dy',
  type: (inputs) => [float(operand('maxPoolGradient', inputs, 0).shape)],
  flops: (inputs, _, { size }) => 2 * count(inputs[2]) * size[0] * size[1],
});

/** The mean of each window of each channel, over the pixels of it that lie in the image. */
export const averagePoolOp = defineOp<Pool>({
  name: 'averagePool',
  doc: 'y [B, H′, W′, C] = mean over the window of x [B, H, W, C]',
  type: (inputs, pool) => pooled('averagePool', inputs, pool),
  flops: (_, [y], { size }) => count(y) * size[0] * size[1],
  gradient: ({ trace, inputs, grads, attributes }) => {
    const image = given(inputs, 0).type.shape;
    return [only(trace.emit(averagePoolGradientOp, [given(grads, 0)], { ...attributes, image }))];
  },
});

export const averagePoolGradientOp = defineOp<Pool & { image: readonly Dim[] }>({
  name: 'averagePoolGradient',
  doc: 'dx [B, H, W, C], dy spread evenly over each window',
  type: (_, { image }) => [float(image)],
  flops: ([dy], _, { size }) => count(dy) * size[0] * size[1],
});

export const maxPool = (trace: Trace, x: Value, pool: Pool): Value => only(trace.emit(maxPoolOp, [x], pool));
export const averagePool = (trace: Trace, x: Value, pool: Pool): Value => only(trace.emit(averagePoolOp, [x], pool));

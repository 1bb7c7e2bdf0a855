import { add, pad, reshape, slice, stridedSlice, type Tensor } from '@tensorflow/tfjs-core';
import { type Padding, type Pair, reachOf } from '../ops';

/** A window's way over images of one size: where it starts and how many places it has, along height and width. */
export interface Walk {
  readonly size: Pair;
  readonly stride: Pair;
  readonly dilation: Pair;
  readonly image: Pair;
  readonly places: Pair;
  /** Rows and columns put before and after the image. */
  readonly before: Pair;
  readonly after: Pair;
}

/** @param image, out shapes [B, H, W, C] of the images and of what comes out */
export function walkOf(
  image: readonly number[],
  out: readonly number[],
  { size, stride, dilation, padding }: { size: Pair; stride: Pair; dilation: Pair; padding: Padding },
): Walk {
  const [n, places]: [Pair, Pair] = [
    [image[1] ?? 1, image[2] ?? 1],
    [out[1] ?? 1, out[2] ?? 1],
  ];
  const beforeAt = (axis: 0 | 1): number => {
    const reach = reachOf(size[axis], dilation[axis]);
    if (padding === 'valid') return 0;
    if (padding === 'causal') return reach - 1;
    return Math.floor(Math.max(0, (places[axis] - 1) * stride[axis] + reach - n[axis]) / 2);
  };
  const before: Pair = [beforeAt(0), beforeAt(1)];
  const afterAt = (axis: 0 | 1): number =>
    Math.max(0, (places[axis] - 1) * stride[axis] + reachOf(size[axis], dilation[axis]) - n[axis] - before[axis]);
  return { size, stride, dilation, image: n, places, before, after: [afterAt(0), afterAt(1)] };
}

/** The images with what stands around them. */
export const padded = (x: Tensor, { before, after }: Walk, value = 0): Tensor =>
  [...before, ...after].every((n) => n === 0)
    ? x
    : pad(
        x,
        [
          [0, 0],
          [before[0], after[0]],
          [before[1], after[1]],
          [0, 0],
        ],
        value,
      );

/** Offsets in the window, row by row. */
export const offsetsOf = ({ size }: Walk): readonly Pair[] =>
  Array.from({ length: size[0] * size[1] }, (_, i): Pair => [Math.floor(i / size[1]), i % size[1]]);

/** What stands at one offset of the window at every place: padded images → [B, H′, W′, C]. */
export function atOffset(x: Tensor, [i, j]: Pair, { stride, dilation, places }: Walk): Tensor {
  const [B = 1, , , C = 1] = x.shape;
  const begin = [0, i * dilation[0], j * dilation[1], 0];
  if (stride[0] === 1 && stride[1] === 1) return slice(x, begin, [B, places[0], places[1], C]);
  const end = [
    B,
    (begin[1] ?? 0) + (places[0] - 1) * stride[0] + 1,
    (begin[2] ?? 0) + (places[1] - 1) * stride[1] + 1,
    C,
  ];
  return stridedSlice(x, begin, end, [1, stride[0], stride[1], 1]);
}

/** The transpose of `atOffset`: pieces [B, H′, W′, C], one for each offset, added up at the pixels they came from. */
export function scatter(pieces: readonly Tensor[], walk: Walk): Tensor {
  const { stride, dilation, image, places, before, after } = walk;
  const whole: Pair = [before[0] + image[0] + after[0], before[1] + image[1] + after[1]];
  let total: Tensor | undefined;
  for (const [at, [i, j]] of offsetsOf(walk).entries()) {
    const piece = pieces[at];
    if (!piece) throw new RangeError(`no piece for offset ${at}`);
    const spread = apart(apart(piece, 1, stride[0]), 2, stride[1]);
    const [top, left] = [i * dilation[0], j * dilation[1]];
    const bottom = whole[0] - top - ((places[0] - 1) * stride[0] + 1);
    const right = whole[1] - left - ((places[1] - 1) * stride[1] + 1);
    const placed = pad(spread, [
      [0, 0],
      [top, bottom],
      [left, right],
      [0, 0],
    ]);
    total = total ? add(total, placed) : placed;
  }
  if (!total) throw new RangeError('a window without offsets');
  const [B = 1, , , C = 1] = total.shape;
  return slice(total, [0, before[0], before[1], 0], [B, image[0], image[1], C]);
}

/** Zeros between neighbours along an axis, so that they stand `stride` apart. */
function apart(x: Tensor, axis: number, stride: number): Tensor {
  if (stride === 1) return x;
  const n = x.shape[axis] ?? 1;
  const outer = x.shape.slice(0, axis).reduce((a, b) => a * b, 1);
  const inner = x.shape.slice(axis + 1).reduce((a, b) => a * b, 1);
  const spread = reshape(
    pad(reshape(x, [outer * n, 1, inner]), [
      [0, 0],
      [0, stride - 1],
      [0, 0],
    ]),
    [outer, n * stride, inner],
  );
  const length = (n - 1) * stride + 1;
  return reshape(slice(spread, [0, 0, 0], [outer, length, inner]), x.shape.with(axis, length));
}

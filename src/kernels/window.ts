import { add, concat, pad, type Rank, reshape, slice, type Tensor, zeros } from '@tensorflow/tfjs-core';
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

/** The images without what stands around them: the transpose of `padded`. */
export function cropped(x: Tensor, { before, after, image }: Walk): Tensor {
  if ([...before, ...after].every((n) => n === 0)) return x;
  const [B = 1, , , C = 1] = x.shape;
  return slice(x, [0, before[0], before[1], 0], [B, image[0], image[1], C]);
}

/** Images or filters as tfjs wants them told: of four axes. */
export function imagesOf(x: Tensor): Tensor<Rank.R4> {
  const [a = 1, b = 1, c = 1, d = 1] = x.shape;
  return reshape<Rank.R4>(x, [a, b, c, d]);
}

export const both = ([a, b]: Pair): [number, number] => [a, b];

/** Offsets in the window, row by row. */
export const offsetsOf = ({ size }: Walk): readonly Pair[] =>
  Array.from({ length: size[0] * size[1] }, (_, i): Pair => [Math.floor(i / size[1]), i % size[1]]);

/** Images with rows and columns cut off at the end, or zeros put there. */
function fitted(x: Tensor, [rows, columns]: Pair): Tensor {
  const [B = 1, H = 1, W = 1, C = 1] = x.shape;
  const kept = H > rows || W > columns ? slice(x, [0, 0, 0, 0], [B, Math.min(H, rows), Math.min(W, columns), C]) : x;
  if (H >= rows && W >= columns) return kept;
  return pad(kept, [
    [0, 0],
    [0, Math.max(0, rows - H)],
    [0, Math.max(0, columns - W)],
    [0, 0],
  ]);
}

/** What stands at one offset of the window at every place: padded images → [B, H′, W′, C]. */
export function atOffset(x: Tensor, [i, j]: Pair, { stride, dilation, places }: Walk): Tensor {
  const [B = 1, H = 1, W = 1, C = 1] = x.shape;
  const [top, left] = [i * dilation[0], j * dilation[1]];
  if (stride[0] === 1 && stride[1] === 1) return slice(x, [0, top, left, 0], [B, places[0], places[1], C]);
  // A strided slice is slow on tfjs' wasm backend: instead every stride's rows and columns side by side, and the first of each.
  const rest = slice(x, [0, top, left, 0], [B, H - top, W - left, C]);
  const whole = fitted(rest, [places[0] * stride[0], places[1] * stride[1]]);
  const grid = reshape(whole, [B * places[0], stride[0], places[1], stride[1] * C]);
  return reshape(slice(grid, [0, 0, 0, 0], [B * places[0], 1, places[1], C]), [B, places[0], places[1], C]);
}

/** Whether no pixel lies in two windows. */
export const areApart = ({ size, stride }: Walk): boolean => size[0] <= stride[0] && size[1] <= stride[1];

/** What stands at each offset of a stride, where windows lie apart; undefined for those between the windows. */
export function splitOffsets(x: Tensor, { size, stride, places }: Walk): (Tensor | undefined)[] {
  const [B = 1, , , C = 1] = x.shape;
  const whole = fitted(x, [places[0] * stride[0], places[1] * stride[1]]);
  const grid = reshape(whole, [B * places[0], stride[0], places[1], stride[1] * C]);
  return Array.from({ length: stride[0] * stride[1] }, (_, at) => {
    const [i, j] = [Math.floor(at / stride[1]), at % stride[1]];
    if (i >= size[0] || j >= size[1]) return undefined;
    const piece = slice(grid, [0, i, 0, j * C], [B * places[0], 1, places[1], C]);
    return reshape(piece, [B, places[0], places[1], C]);
  });
}

/** The transpose of `splitOffsets`: every piece back at its pixels. */
export function joinOffsets(pieces: readonly (Tensor | undefined)[], walk: Walk): Tensor {
  const { stride, places, before, image, after } = walk;
  const [B = 1, , , C = 1] = pieces[0]?.shape ?? [];
  const shape = [B * places[0], 1, places[1], C];
  const rows = Array.from({ length: stride[0] }, (_, i) => {
    const row = pieces.slice(i * stride[1], (i + 1) * stride[1]);
    return concat(
      row.map((piece) => (piece ? reshape(piece, shape) : zeros(shape))),
      3,
    );
  });
  const whole = reshape(concat(rows, 1), [B, places[0] * stride[0], places[1] * stride[1], C]);
  const padding: Pair = [before[0] + image[0] + after[0], before[1] + image[1] + after[1]];
  return cropped(fitted(whole, padding), walk);
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
  return cropped(total, walk);
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

import { add, gather, matMul, reshape, slice, type Tensor, tensor, tidy } from '@tensorflow/tfjs-core';
import { embeddingGradientOp, embeddingOp, oneHotOp, sinusoidOp } from '../ops';
import { embeddingGradientOnGpu, embeddingOnGpu } from './gpu';
import { embeddingGradientOnHost, embeddingOnHost } from './host';
import { at, defineKernel, hotRows, rowsOf, shapeOf } from './kernel';

/** One-hot matrices are built for runs of positions of at most this many elements. */
const ONE_HOT_LIMIT = 2 ** 23;

export const embeddings = [
  defineKernel(embeddingOp, ({ inputs }) => gather(at(inputs, 1), at(inputs, 0)), embeddingOnHost, embeddingOnGpu),
  // As a product with one-hot rows: no scatter with atomic adds, so the same on every backend and every time.
  defineKernel(
    embeddingGradientOp,
    ({ inputs, attributes: { rows } }) => {
      const ids = reshape(at(inputs, 0), [-1]);
      const dy = rowsOf(at(inputs, 1));
      const [positions = 0] = ids.shape;
      const run = Math.max(1, Math.floor(ONE_HOT_LIMIT / rows));
      let total: Tensor | undefined;
      for (let start = 0; start < positions; start += run) {
        const size = Math.min(run, positions - start);
        const part = tidy(() => {
          return matMul(hotRows(slice(ids, [start], [size]), rows), slice(dy, [start, 0], [size, -1]), true, false);
        });
        total = total ? add(total, part) : part;
      }
      return total ?? tensor([], [rows, 0]);
    },
    embeddingGradientOnHost,
    embeddingGradientOnGpu,
  ),
  defineKernel(oneHotOp, ({ inputs, types }) => hotRows(at(inputs, 0), shapeOf(types).at(-1) ?? 1)),
  defineKernel(sinusoidOp, ({ types }) => {
    const [length = 0, width = 0] = shapeOf(types);
    const values = new Float32Array(length * width);
    for (let t = 0; t < length; t++) {
      for (let c = 0; c < width; c++) {
        const angle = t / 10_000 ** ((c - (c % 2)) / width);
        values[t * width + c] = c % 2 === 0 ? Math.sin(angle) : Math.cos(angle);
      }
    }
    return tensor(values, [length, width]);
  }),
];

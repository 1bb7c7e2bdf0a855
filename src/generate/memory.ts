import type { HostArray } from '../kernels';

/** Rows of an array [B, …, length, …] by sequence: how many elements there are around the growing axis. */
interface Layout {
  /** Between batch and growing axis. */
  readonly outer: number;
  /** After the growing axis. */
  readonly inner: number;
}

const product = (dims: readonly number[]): number => dims.reduce((a, b) => a * b, 1);

const layoutOf = (shape: readonly number[], axis: number): Layout => ({
  outer: product(shape.slice(1, axis)),
  inner: product(shape.slice(axis + 1)),
});

function emptyLike(data: HostArray['data'], size: number): HostArray['data'] {
  if (data instanceof Float32Array) return new Float32Array(size);
  return data instanceof Int32Array ? new Int32Array(size) : new Uint8Array(size);
}

/** The whole examples [B, …] of these numbers, one after the other. */
export function gathered({ data, shape }: HostArray, which: readonly number[]): HostArray {
  const size = product(shape.slice(1));
  const picked = emptyLike(data, which.length * size);
  for (const [i, from] of which.entries()) picked.set(data.subarray(from * size, (from + 1) * size), i * size);
  return { data: picked, shape: [which.length, ...shape.slice(1)] };
}

/** The same rows at the end of an axis of another size, zeros before them. */
export function resized({ data, shape }: HostArray, axis: number, size: number): HostArray {
  const length = shape[axis] ?? 0;
  if (length === size) return { data, shape };
  const { outer, inner } = layoutOf(shape, axis);
  const count = (shape[0] ?? 1) * outer;
  const kept = Math.min(length, size);
  const made = emptyLike(data, count * size * inner);
  for (let i = 0; i < count; i++) {
    const from = (i * length + length - kept) * inner;
    made.set(data.subarray(from, from + kept * inner), (i * size + size - kept) * inner);
  }
  return { data: made, shape: shape.with(axis, size) };
}

/** Moves everything towards the beginning of the axis and puts the new rows at its end. */
export function pushed({ data, shape }: HostArray, rows: HostArray, axis: number): HostArray {
  const [length, more] = [shape[axis] ?? 0, rows.shape[axis] ?? 0];
  const { outer, inner } = layoutOf(shape, axis);
  const made = emptyLike(data, data.length);
  for (let i = 0; i < (shape[0] ?? 1) * outer; i++) {
    made.set(data.subarray((i * length + more) * inner, (i + 1) * length * inner), i * length * inner);
    made.set(rows.data.subarray(i * more * inner, (i + 1) * more * inner), ((i + 1) * length - more) * inner);
  }
  return { data: made, shape };
}

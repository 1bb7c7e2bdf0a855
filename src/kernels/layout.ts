/** How shapes of any rank look to functions that know a fixed number of axes. */

export const product = (sizes: readonly number[]): number => sizes.reduce((all, size) => all * size, 1);

/** Leading axes of [..., T, C] as two. */
export function leadingOf(shape: readonly number[]): { readonly outer: number; readonly inner: number } {
  const leading = shape.slice(0, -2);
  return { outer: product(leading.slice(0, -1)), inner: leading.at(-1) ?? 1 };
}

/**
 * Strides of a mask that broadcasts to [outer, inner, T, C], 0 along an axis it repeats over; undefined where the shape has
 * more axes.
 */
export function maskStrides(mask: readonly number[], shape: readonly number[]): readonly number[] | undefined {
  if (shape.length > 4) return undefined;
  const sizes = [...new Array<number>(4 - mask.length).fill(1), ...mask];
  return sizes.map((size, axis) => (size === 1 ? 0 : product(sizes.slice(axis + 1))));
}

/** [..., C] as rows. */
export const rowsOf = (shape: readonly number[]): [number, number] => [product(shape.slice(0, -1)), shape.at(-1) ?? 1];

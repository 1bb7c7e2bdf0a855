/** How shapes of any rank look to functions that know a fixed number of axes. */

export const elements = (sizes: readonly number[]): number => sizes.reduce((all, size) => all * size, 1);

/** Leading axes of [..., T, C] as two. */
export function leadingOf(shape: readonly number[]): { readonly outer: number; readonly inner: number } {
  const leading = shape.slice(0, -2);
  return { outer: elements(leading.slice(0, -1)), inner: leading.at(-1) ?? 1 };
}

/**
 * Strides of a mask that broadcasts to [outer, inner, T, C], 0 along an axis it repeats over; undefined where the shape has
 * more axes.
 */
export function maskStrides(
  mask: readonly number[] | undefined,
  shape: readonly number[],
): readonly number[] | undefined {
  if (!mask) return [0, 0, 0, 0];
  if (shape.length > 4) return undefined;
  const sizes = [...new Array<number>(4 - mask.length).fill(1), ...mask];
  return sizes.map((size, axis) => (size === 1 ? 0 : elements(sizes.slice(axis + 1))));
}

/** [..., C] as rows. */
export const rowsAndColumns = (shape: readonly number[]): [number, number] => [
  elements(shape.slice(0, -1)),
  shape.at(-1) ?? 1,
];

/** Whether b has a's shape, or that of its last axes. */
export function repeats(a: readonly number[], b: readonly number[]): boolean {
  const tail = a.slice(a.length - b.length);
  return a.length >= b.length && b.every((size, axis) => size === tail[axis]);
}

/** The repetition of a shape to a wanted one over fewer axes: neighbours of one kind as one. */
export function merged(shape: readonly number[], wanted: readonly number[]): { from: number[]; to: number[] } {
  const [from, to]: [number[], number[]] = [[], []];
  let before: boolean | undefined;
  for (const [i, size] of wanted.entries()) {
    const own = shape[i - (wanted.length - shape.length)] ?? 1;
    const repeats = own !== size;
    if (repeats === before) {
      from.push((from.pop() ?? 1) * own);
      to.push((to.pop() ?? 1) * size);
    } else {
      from.push(own);
      to.push(size);
    }
    before = repeats;
  }
  return { from, to };
}

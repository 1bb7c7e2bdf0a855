/** What goes into and comes out of each element of a weight: its last two axes, times the window of filters [h, w, in, out]. */
export function fansOf(shape: readonly number[]): { readonly rows: number; readonly columns: number } {
  if (shape.length < 2) return { rows: shape[0] ?? 1, columns: 1 };
  const window = shape.slice(0, -2).reduce((a, b) => a * b, 1);
  return { rows: window * (shape.at(-2) ?? 1), columns: window * (shape.at(-1) ?? 1) };
}

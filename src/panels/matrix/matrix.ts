export interface Matrix {
  readonly rows: number;
  readonly columns: number;
  /** Row-major. */
  readonly data: Float32Array;
}

export interface Scale {
  readonly low: number;
  readonly high: number;
  /** Equal steps of colour for equal steps of value: for values around 0. */
  readonly linear?: true;
}

export const cellAt = ({ columns, data }: Matrix, row: number, column: number): number =>
  data[row * columns + column] ?? Number.NaN;

/**
 * Where a value stands on the colour scale. The square root spreads small values: over many tokens a weight of 0.05 is
 * attention already, and would be all but invisible beside the first row's 1.
 */
export function fractionOf(value: number, { low, high, linear }: Scale): number {
  const part = Math.max(0, (value - low) / (high - low));
  return linear ? Math.min(1, part) : Math.sqrt(part);
}

/** The value in the middle of the colours, for the legend. */
export const middleOf = ({ low, high, linear }: Scale): number => low + (high - low) / (linear ? 2 : 4);

/** Side of a cell in device pixels so that the matrix fits, whole and never invisible. */
export function cellSize(
  width: number,
  height: number,
  matrix: { readonly rows: number; readonly columns: number },
  ratio: number,
): number {
  const fitting = Math.floor(Math.min(width / matrix.columns, height / matrix.rows));
  return Math.max(Math.round(2 * ratio), Math.min(Math.round(36 * ratio), fitting));
}

import { type CanvasSize, colorAt, inkOn, shorten, showToken, tokenColor } from '../../ui';
import { cellAt, cellSize, fractionOf, type Matrix, type Scale } from './matrix';

export interface Cell {
  readonly row: number;
  readonly column: number;
}

/** Where the matrix stands on its canvas, in device pixels. */
export interface Layout {
  readonly cell: number;
  readonly left: number;
  readonly top: number;
}

const LETTER = 6.6;
const MOST_LETTERS = 14;

const longest = (labels: readonly string[]): number =>
  labels.reduce((most, label) => Math.max(most, Math.min(MOST_LETTERS, [...showToken(label)].length)), 1);

/** Room for the row tokens at the left and the column tokens, turned upright, on top. */
export function layoutOf(
  size: CanvasSize,
  matrix: Matrix,
  rows: readonly string[],
  columns: readonly string[],
): Layout {
  const room = (labels: readonly string[]) => Math.round((longest(labels) * LETTER + 12) * size.ratio);
  const left = room(rows);
  const top = room(columns);
  return { left, top, cell: cellSize(size.width - left, size.height - top, matrix, size.ratio) };
}

/** One pixel for each cell; scaling it up without smoothing keeps edges crisp. */
export function matrixImage(matrix: Matrix, scale: Scale): OffscreenCanvas {
  const canvas = new OffscreenCanvas(matrix.columns, matrix.rows);
  const context = canvas.getContext('2d');
  if (!context) throw new Error('The browser gave no 2D canvas.');
  const image = context.createImageData(matrix.columns, matrix.rows);
  for (const [i, value] of matrix.data.entries()) {
    if (Number.isNaN(value)) continue;
    const [red, green, blue] = colorAt(fractionOf(value, scale));
    image.data.set([red, green, blue, 255], 4 * i);
  }
  context.putImageData(image, 0, 0);
  return canvas;
}

export interface MatrixView {
  readonly matrix: Matrix;
  readonly image: OffscreenCanvas;
  readonly scale: Scale;
  readonly rows: readonly string[];
  readonly columns: readonly string[];
  readonly inspected: Cell | undefined;
}

export function paintMatrix(context: CanvasRenderingContext2D, size: CanvasSize, view: MatrixView): void {
  const { matrix, image, rows, columns, inspected } = view;
  const { ratio } = size;
  const { cell, left, top } = layoutOf(size, matrix, rows, columns);
  context.imageSmoothingEnabled = false;
  context.drawImage(image, left, top, matrix.columns * cell, matrix.rows * cell);

  const font = (bold: boolean) =>
    `${bold ? '600 ' : ''}${Math.round(11 * ratio)}px ui-monospace, "Liberation Mono", monospace`;
  // Where cells are smaller than letters, every second, third … token is written.
  const every = Math.max(1, Math.ceil((13 * ratio) / cell));
  context.textBaseline = 'middle';
  for (let row = 0; row < matrix.rows; row++) {
    const here = inspected?.row === row;
    if (!here && (row % every !== 0 || (inspected && Math.abs(inspected.row - row) < every))) continue;
    context.font = font(here);
    context.fillStyle = tokenColor(here ? 'ink' : 'muted');
    context.textAlign = 'right';
    context.fillText(label(rows[row], row), left - 6 * ratio, top + (row + 0.5) * cell);
  }
  for (let column = 0; column < matrix.columns; column++) {
    const here = inspected?.column === column;
    if (!here && (column % every !== 0 || (inspected && Math.abs(inspected.column - column) < every))) continue;
    context.save();
    context.translate(left + (column + 0.5) * cell, top - 6 * ratio);
    context.rotate(-Math.PI / 2);
    context.font = font(here);
    context.fillStyle = tokenColor(here ? 'ink' : 'muted');
    context.textAlign = 'left';
    context.fillText(label(columns[column], column), 0, 0);
    context.restore();
  }

  if (cell >= 30 * ratio) writeValues(context, view, { cell, left, top }, ratio);
  const pixel = Math.max(1, Math.round(ratio));
  context.lineWidth = pixel;
  context.strokeStyle = tokenColor('line');
  context.strokeRect(left, top, matrix.columns * cell, matrix.rows * cell);
  if (!inspected) return;
  // Guides along the row and column; dark around light shows on every colour of the scale.
  const x = left + inspected.column * cell;
  const y = top + inspected.row * cell;
  context.strokeStyle = 'rgb(255 255 255 / 0.6)';
  context.strokeRect(left, y, matrix.columns * cell, cell);
  context.strokeRect(x, top, cell, matrix.rows * cell);
  context.lineWidth = 4 * pixel;
  context.strokeStyle = '#000000';
  context.strokeRect(x, y, cell, cell);
  context.lineWidth = 2 * pixel;
  context.strokeStyle = '#ffffff';
  context.strokeRect(x, y, cell, cell);
}

function writeValues(
  context: CanvasRenderingContext2D,
  { matrix, scale }: MatrixView,
  { cell, left, top }: Layout,
  ratio: number,
): void {
  context.font = `${Math.round(10 * ratio)}px ui-monospace, "Liberation Mono", monospace`;
  context.textAlign = 'center';
  for (let row = 0; row < matrix.rows; row++) {
    for (let column = 0; column < matrix.columns; column++) {
      const value = cellAt(matrix, row, column);
      context.fillStyle = inkOn(colorAt(fractionOf(value, scale)));
      context.fillText(shown(value), left + (column + 0.5) * cell, top + (row + 0.5) * cell);
    }
  }
}

const label = (token: string | undefined, index: number): string =>
  token === undefined ? String(index) : shorten(showToken(token), MOST_LETTERS);

/** As short as a cell is narrow: .12, −1.50, 12.3, 120. */
function shown(value: number): string {
  const size = Math.abs(value);
  return value
    .toFixed(size >= 100 || Number.isInteger(value) ? 0 : size >= 10 ? 1 : 2)
    .replace(/^0\./, '.')
    .replace('-', '−');
}

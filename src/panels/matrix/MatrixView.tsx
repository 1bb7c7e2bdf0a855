import { type KeyboardEvent, type PointerEvent, useCallback, useMemo, useRef } from 'react';
import { type CanvasSize, formatNumber, showToken, useCanvas } from '../../ui';
import { cellAt, type Matrix, type Scale } from './matrix';
import { type Cell, layoutOf, matrixImage, paintMatrix } from './paint';

export interface MatrixViewProps {
  readonly label: string;
  readonly matrix: Matrix;
  readonly scale: Scale;
  readonly rows: readonly string[];
  readonly columns: readonly string[];
  readonly inspected: Cell | undefined;
  readonly onInspect: (cell: Cell | undefined) => void;
}

/** `the → cat: 0.123`, with positions where tokens are unknown. */
export function describeCell(
  matrix: Matrix,
  rows: readonly string[],
  columns: readonly string[],
  { row, column }: Cell,
): string {
  const name = (token: string | undefined, index: number) =>
    token === undefined ? `position ${index}` : showToken(token);
  return `${name(rows[row], row)} → ${name(columns[column], column)}: ${formatNumber(cellAt(matrix, row, column), 3)}`;
}

/** The cell an arrow key leads to, or nothing for other keys. */
export function moveCell(key: string, { row, column }: Cell, { rows, columns }: Matrix): Cell | undefined {
  const moves: Readonly<Record<string, Cell>> = {
    ArrowUp: { row: row - 1, column },
    ArrowDown: { row: row + 1, column },
    ArrowLeft: { row, column: column - 1 },
    ArrowRight: { row, column: column + 1 },
    Home: { row, column: 0 },
    End: { row, column: columns - 1 },
    PageUp: { row: 0, column },
    PageDown: { row: rows - 1, column },
  };
  const next = moves[key];
  const within = (value: number, count: number) => Math.max(0, Math.min(count - 1, value));
  return next && { row: within(next.row, rows), column: within(next.column, columns) };
}

export function MatrixView({ label, matrix, scale, rows, columns, inspected, onInspect }: MatrixViewProps) {
  const canvas = useRef<HTMLCanvasElement>(null);
  const image = useMemo(() => matrixImage(matrix, scale), [matrix, scale]);
  const paint = useCallback(
    (context: CanvasRenderingContext2D, size: CanvasSize) =>
      paintMatrix(context, size, { matrix, image, scale, rows, columns, inspected }),
    [matrix, image, scale, rows, columns, inspected],
  );
  useCanvas(canvas, paint);

  const point = (event: PointerEvent<HTMLCanvasElement>) => {
    const { width, height } = event.currentTarget;
    const ratio = window.devicePixelRatio;
    const box = event.currentTarget.getBoundingClientRect();
    const { cell, left, top } = layoutOf({ width, height, ratio }, matrix, rows, columns);
    const row = Math.floor(((event.clientY - box.top) * ratio - top) / cell);
    const column = Math.floor(((event.clientX - box.left) * ratio - left) / cell);
    const inside = row >= 0 && column >= 0 && row < matrix.rows && column < matrix.columns;
    onInspect(inside ? { row, column } : undefined);
  };
  const key = (event: KeyboardEvent) => {
    const next = inspected
      ? moveCell(event.key, inspected, matrix)
      : moveCell(event.key, { row: 0, column: 0 }, matrix) && { row: 0, column: 0 };
    if (!next) return;
    event.preventDefault();
    onInspect(next);
  };

  // At two pixels a cell the largest matrices are wider than the panel; they scroll.
  return (
    <div className="h-full min-h-40 overflow-auto">
      <canvas
        ref={canvas}
        role="slider"
        tabIndex={0}
        aria-label={label}
        aria-valuemin={0}
        aria-valuemax={Math.max(0, matrix.rows * matrix.columns - 1)}
        aria-valuenow={inspected ? inspected.row * matrix.columns + inspected.column : 0}
        aria-valuetext={inspected ? describeCell(matrix, rows, columns, inspected) : 'Arrow keys inspect cells'}
        className="focus-inset block h-full w-full"
        style={{ minWidth: matrix.columns * 2 + 110, minHeight: matrix.rows * 2 + 110 }}
        onPointerMove={point}
        onPointerLeave={() => onInspect(undefined)}
        onKeyDown={key}
      />
    </div>
  );
}

import type { ReactNode } from 'react';
import { cx } from './cx';

export interface Column<Row> {
  readonly id: string;
  readonly label: string;
  readonly align?: 'left' | 'right';
  readonly mono?: boolean;
  /** For prose; everything else stays on one line, and the panel scrolls. */
  readonly wrap?: boolean;
  /** The cell that names its row. */
  readonly head?: boolean;
  readonly render: (row: Row) => ReactNode;
  /** What is shown on hover: an exact number, a full path. */
  readonly title?: (row: Row) => string | undefined;
}

export interface TableProps<Row> {
  /** Accessible name. */
  readonly caption: string;
  readonly columns: readonly Column<Row>[];
  readonly rows: readonly Row[];
  readonly rowKey: (row: Row, index: number) => string;
  /** Cells of one last row, by column id. */
  readonly totals?: Readonly<Record<string, ReactNode>>;
}

export function Table<Row>({ caption, columns, rows, rowKey, totals }: TableProps<Row>) {
  const cell = (column: Column<Row>) =>
    cx(
      'px-2 py-1 align-baseline first:pl-3 last:pr-3',
      !column.wrap && 'whitespace-nowrap',
      column.align === 'right' ? 'text-right tabular-nums' : 'text-left',
      column.mono && 'font-mono text-xs',
    );
  return (
    <table className="w-full border-separate border-spacing-0 text-sm">
      <caption className="sr-only">{caption}</caption>
      <thead>
        <tr>
          {columns.map((column) => (
            <th
              key={column.id}
              scope="col"
              className={cx(
                'sticky top-0 z-10 border-b border-line bg-surface px-2 py-1 text-xs first:pl-3 last:pr-3 font-medium whitespace-nowrap text-muted',
                column.align === 'right' ? 'text-right' : 'text-left',
              )}
            >
              {column.label}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {rows.map((row, index) => (
          <tr key={rowKey(row, index)} className="hover:bg-sunken">
            {columns.map((column) => {
              const shared = { className: cell(column), title: column.title?.(row), children: column.render(row) };
              return column.head ? (
                <th key={column.id} scope="row" {...shared} className={cx(cell(column), 'font-normal')} />
              ) : (
                <td key={column.id} {...shared} />
              );
            })}
          </tr>
        ))}
      </tbody>
      {totals && (
        <tfoot>
          <tr>
            {columns.map((column) => (
              <td
                key={column.id}
                className={cx(cell(column), 'sticky bottom-0 border-t border-line bg-surface font-semibold')}
              >
                {totals[column.id]}
              </td>
            ))}
          </tr>
        </tfoot>
      )}
    </table>
  );
}

import type { Dim } from '../tensor';

export interface SummaryRow {
  readonly path: string;
  readonly block: string;
  readonly output: string;
  readonly parameters: number;
}

export interface SummaryTotals {
  readonly parameters: number;
  readonly flops: number;
  readonly activationBytes: number;
}

/** A table like Keras' summary: a row a block, then the totals. */
export function writeSummary(rows: readonly SummaryRow[], totals: SummaryTotals, batch: Dim): string {
  const head = ['Block', 'Kind', 'Output', 'Parameters'];
  const body = rows.map((row) => [row.path, row.block, row.output, row.parameters.toLocaleString('en-US')]);
  const widths = head.map((title, i) => Math.max(title.length, ...body.map((cells) => (cells[i] ?? '').length)));
  const line = (cells: readonly string[]) =>
    cells
      .map((cell, i) => (i === cells.length - 1 ? cell.padStart(widths[i] ?? 0) : cell.padEnd(widths[i] ?? 0)))
      .join('  ')
      .trimEnd();
  const rule = widths.map((width) => '─'.repeat(width)).join('──');
  return [
    line(head),
    rule,
    ...body.map(line),
    rule,
    `Parameters          ${totals.parameters.toLocaleString('en-US')}`,
    `FLOPs, one forward  ${totals.flops.toLocaleString('en-US')} (batch ${batch})`,
    `Activations         ${totals.activationBytes.toLocaleString('en-US')} bytes (batch ${batch})`,
    '',
  ].join('\n');
}

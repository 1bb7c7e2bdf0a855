import { formatBytes, formatCount, formatExact, formatFlops } from '../../ui';

export interface SummaryRow {
  readonly path: string;
  /** Title of the block. */
  readonly block: string;
  /** Types of the outputs in words. */
  readonly output: string;
  readonly parameters: number;
  /** Forward pass of one batch. */
  readonly flops: number;
  readonly activationBytes: number;
  /** Whether its weights are trained; undefined where it has none. */
  readonly trainable: boolean | undefined;
}

export interface SummaryTotals {
  readonly parameters: number;
  readonly trainableParameters: number;
  /** Forward, backward and update of one batch. */
  readonly flopsPerStep: number;
  readonly parameterBytes: number;
  readonly activationBytes: number;
  readonly optimizerBytes: number;
}

/** The totals as labelled figures, short and exact. */
export const totalFigures = (
  totals: SummaryTotals,
): readonly { readonly label: string; readonly short: string; readonly exact: string }[] => {
  const bytes = (value: number) => ({ short: formatBytes(value), exact: `${formatExact(value)} bytes` });
  return [
    { label: 'Parameters', short: formatCount(totals.parameters), exact: formatExact(totals.parameters) },
    {
      label: 'Trainable',
      short: formatCount(totals.trainableParameters),
      exact: formatExact(totals.trainableParameters),
    },
    { label: 'Per step', short: formatFlops(totals.flopsPerStep), exact: `${formatExact(totals.flopsPerStep)} FLOPs` },
    { label: 'Weights', ...bytes(totals.parameterBytes) },
    { label: 'Activations', ...bytes(totals.activationBytes) },
    { label: 'Optimizer', ...bytes(totals.optimizerBytes) },
  ];
};

/** The table as aligned plain text, for a mail or an issue. */
export function summaryText(rows: readonly SummaryRow[], totals: SummaryTotals): string {
  const head = ['Path', 'Block', 'Output', 'Parameters', 'FLOPs', 'Activations'];
  const body = rows.map((row) => [
    row.path,
    row.block,
    row.output,
    formatExact(row.parameters) + (row.trainable === false ? ' (frozen)' : ''),
    formatExact(row.flops),
    formatBytes(row.activationBytes),
  ]);
  const widths = head.map((title, i) => Math.max(title.length, ...body.map((cells) => (cells[i] ?? '').length)));
  const write = (cells: readonly string[]) =>
    cells
      .map((cell, i) => (i < 3 ? cell.padEnd(widths[i] ?? 0) : cell.padStart(widths[i] ?? 0)))
      .join('  ')
      .trimEnd();
  const rule = '─'.repeat(widths.reduce((sum, width) => sum + width + 2, -2));
  const sums = totalFigures(totals).map(({ label, exact }) => `${label}: ${exact}`);
  return [write(head), rule, ...body.map(write), rule, ...sums, ''].join('\n');
}

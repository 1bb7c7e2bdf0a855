import { Sigma } from 'lucide-react';
import {
  Badge,
  type Column,
  CopyButton,
  EmptyState,
  formatBytes,
  formatCount,
  formatExact,
  formatFlops,
  Panel,
  Table,
} from '../../ui';
import { type SummaryRow, type SummaryTotals, summaryText, totalFigures } from './text';

export interface SummaryPanelProps {
  readonly rows: readonly SummaryRow[];
  /** Nothing while the document has errors that leave sizes unknown. */
  readonly totals: SummaryTotals | undefined;
}

const COLUMNS: readonly Column<SummaryRow>[] = [
  { id: 'path', label: 'Path', head: true, mono: true, render: (row) => row.path },
  { id: 'block', label: 'Block', render: (row) => row.block },
  { id: 'output', label: 'Output', mono: true, render: (row) => row.output },
  {
    id: 'parameters',
    label: 'Parameters',
    align: 'right',
    render: (row) => (row.parameters === 0 ? '–' : formatCount(row.parameters)),
    title: (row) => formatExact(row.parameters),
  },
  {
    id: 'flops',
    label: 'Forward',
    align: 'right',
    render: (row) => (row.flops === 0 ? '–' : formatFlops(row.flops)),
    title: (row) => `${formatExact(row.flops)} FLOPs`,
  },
  {
    id: 'activations',
    label: 'Activations',
    align: 'right',
    render: (row) => formatBytes(row.activationBytes),
    title: (row) => `${formatExact(row.activationBytes)} bytes`,
  },
  {
    id: 'trainable',
    label: 'Trained',
    render: (row) => (row.trainable === undefined ? '' : row.trainable ? 'yes' : <Badge>frozen</Badge>),
  },
];

export function SummaryPanel({ rows, totals }: SummaryPanelProps) {
  if (!totals) {
    return (
      <Panel label="Summary">
        <EmptyState icon={Sigma} title="No summary yet">
          Sizes are counted once the graph has no errors; the Problems panel leads to them.
        </EmptyState>
      </Panel>
    );
  }
  return (
    <Panel
      label="Summary"
      toolbar={
        <>
          <dl className="flex flex-wrap gap-x-4 gap-y-0.5">
            {totalFigures(totals).map(({ label, short, exact }) => (
              <div key={label} title={exact} className="flex items-baseline gap-1.5">
                <dt className="text-xs text-muted">{label}</dt>
                <dd className="font-medium tabular-nums">{short}</dd>
              </div>
            ))}
          </dl>
          <span className="ml-auto">
            <CopyButton label="Copy as text" text={() => summaryText(rows, totals)} />
          </span>
        </>
      }
    >
      <Table caption="Blocks with their sizes" columns={COLUMNS} rows={rows} rowKey={(row) => row.path} />
    </Panel>
  );
}

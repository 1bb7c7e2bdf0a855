import { useMemo } from 'react';
import { blocks } from '../../../blocks';
import { budgetOf, createChecker } from '../../check';
import type { Document } from '../../document';
import type { RunRecord } from '../../metrics';
import { formatBytes, formatExact, formatFlops, formatLoss, formatPercent, Table } from '../../ui';

export interface Compared {
  readonly document: Document;
  /** A run of this very document, if there was one. */
  readonly run: RunRecord | undefined;
}

/** What two documents come to, and what a run of each came to, beside each other. */
export function CompareCounts({ before, after }: { readonly before: Compared; readonly after: Compared }) {
  const rows = useMemo(() => {
    const [a, b] = [countsOf(before), countsOf(after)];
    const counts = a.map((row, i) => ({ name: row.name, before: row.text, after: b[i]?.text ?? '' }));
    const [trained, other] = [figuresOf(before.run), figuresOf(after.run)];
    const names = [...new Set([...trained.keys(), ...other.keys()])];
    return [
      ...counts,
      ...names.map((name) => ({ name, before: trained.get(name) ?? '–', after: other.get(name) ?? '–' })),
    ];
  }, [before, after]);
  return (
    <section aria-label="Counts" className="overflow-x-auto rounded-lg border border-line bg-surface">
      <Table
        caption="Counts before and after"
        rows={rows}
        rowKey={(row) => row.name}
        columns={[
          { id: 'name', label: '', head: true, render: (row) => row.name },
          { id: 'before', label: 'Before', align: 'right', render: (row) => row.before },
          { id: 'after', label: 'After', align: 'right', render: (row) => row.after },
        ]}
      />
    </section>
  );
}

/** Where a run ended. */
function figuresOf(run: RunRecord | undefined): ReadonlyMap<string, string> {
  if (!run) return new Map();
  const figures = new Map([['Steps trained', formatExact(run.step)]]);
  const take = (series: RunRecord['training'], column: string, name: string, show: (value: number) => string) => {
    const value = series.values[series.columns.indexOf(column)]?.at(-1);
    if (value !== undefined && !Number.isNaN(value)) figures.set(name, show(value));
  };
  take(run.training, 'loss', 'Training loss', formatLoss);
  take(run.validation, 'loss', 'Validation loss', formatLoss);
  take(run.validation, 'accuracy', 'Validation accuracy', formatPercent);
  take(run.validation, 'exact', 'Exact match', formatPercent);
  return figures;
}

function countsOf({ document }: Compared) {
  // A checker of its own: the editor's remembers the document that is open.
  const { totals } = createChecker(blocks).check(document);
  const inside = document.modules.reduce((sum, module) => sum + module.nodes.length, 0);
  return [
    { name: 'Blocks', text: formatExact(document.graph.nodes.length + inside) },
    { name: 'Parameters', text: formatExact(totals.parameters) },
    { name: 'Forward pass', text: formatFlops(totals.flops) },
    { name: 'Memory to train', text: formatBytes(budgetOf(totals, document.training).total) },
  ];
}

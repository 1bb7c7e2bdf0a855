import { useMemo } from 'react';
import { blocks } from '../../../blocks';
import { budgetOf, createChecker } from '../../check';
import type { Document } from '../../document';
import { formatBytes, formatExact, formatFlops, Table } from '../../ui';

/** What two documents come to, beside each other. */
export function CompareCounts({ before, after }: { readonly before: Document; readonly after: Document }) {
  const rows = useMemo(() => {
    const [a, b] = [countsOf(before), countsOf(after)];
    return a.map((row, i) => ({ name: row.name, before: row.text, after: b[i]?.text ?? '' }));
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

function countsOf(document: Document) {
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

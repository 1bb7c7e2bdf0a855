import { ExternalLink } from 'lucide-react';
import type { Block } from '../../block';
import type { NodeReport } from '../../check';
import { Formula, formatBytes, formatCount, formatExact, formatFlops } from '../../ui';
import { quoted } from './parameters';

/** Counts of one block. */
export function Counts({ report }: { readonly report: NodeReport }) {
  const rows = [
    { label: 'Parameters', short: formatCount(report.parameters), exact: formatExact(report.parameters) },
    { label: 'Forward pass', short: formatFlops(report.flops), exact: `${formatExact(report.flops)} FLOPs` },
    {
      label: 'Activations',
      short: formatBytes(report.activationBytes),
      exact: `${formatExact(report.activationBytes)} bytes`,
    },
  ];
  return (
    <dl className="grid grid-cols-3 gap-2 rounded-md bg-sunken p-2 text-center">
      {rows.map(({ label, short, exact }) => (
        <div key={label} title={exact} className="min-w-0">
          <dt className="truncate text-xs text-muted">{label}</dt>
          <dd className="font-medium tabular-nums">{short}</dd>
        </div>
      ))}
    </dl>
  );
}

/** What a block is. */
export function About({ block }: { readonly block: Block }) {
  const { formula, text, source } = block.doc;
  return (
    <section aria-label="About" className="space-y-1.5 text-sm">
      {formula !== undefined && (
        <div className="focus-inset overflow-x-auto rounded-md bg-sunken px-2">
          <Formula block latex={formula} />
        </div>
      )}
      <p className="text-muted">{quoted(text)}</p>
      {source && (
        <a
          href={source.url}
          target="_blank"
          rel="noreferrer"
          className="inline-flex items-center gap-1 text-xs text-accent-ink underline"
        >
          {source.title}
          <ExternalLink aria-hidden size={12} />
        </a>
      )}
    </section>
  );
}

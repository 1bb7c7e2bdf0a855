import { ExternalLink } from 'lucide-react';
import type { Block } from '../../block';
import type { NodeReport } from '../../check';
import { Formula, formatExact, formatPercent } from '../../ui';
import { useDocument } from '../context';
import { FIGURES, shareOf } from '../shares';
import { quoted } from './parameters';

/** Counts of one block, and what part of the whole model's they are. */
export function Counts({ report }: { readonly report: NodeReport }) {
  const totals = useDocument((state) => state.check.totals);
  const rows = [
    { share: 'parameters', exact: formatExact(report.parameters) },
    { share: 'flops', exact: `${formatExact(report.flops)} FLOPs` },
    { share: 'memory', exact: `${formatExact(report.activationBytes)} bytes` },
  ] as const;
  return (
    <dl className="grid grid-cols-3 gap-2 rounded-md bg-sunken p-2 text-center">
      {rows.map(({ share, exact }) => {
        const { label, of, format } = FIGURES[share];
        const found = shareOf(share, report, totals);
        return (
          <div
            key={share}
            title={found ? `${exact}, ${formatPercent(found.part)} of the model` : exact}
            className="min-w-0"
          >
            <dt className="truncate text-xs text-muted">{label}</dt>
            <dd className="font-medium tabular-nums">{format(of(report))}</dd>
            <dd className="text-xs text-muted tabular-nums">{found ? formatPercent(found.part) : '–'}</dd>
          </div>
        );
      })}
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

import { colormapGradient } from '../../ui';
import type { Decades } from './strip';

/** The colour scale with its ends, and the two cells that are not on it. */
export function Legend({ decades }: { readonly decades: Decades }) {
  return (
    <span className="flex items-center gap-1.5 font-mono text-xs whitespace-nowrap text-muted">
      1e{decades.low}
      <span aria-hidden className="h-2.5 w-28 rounded-sm" style={{ background: colormapGradient() }} />
      1e{decades.high}
      <span aria-hidden className="ml-2 flex h-2.5 w-4 items-center rounded-sm border border-line bg-sunken">
        <span className="h-px w-full bg-control" />
      </span>
      0
      <span
        aria-hidden
        className="ml-2 h-2.5 w-4 rounded-sm"
        style={{
          background: 'repeating-linear-gradient(135deg, var(--wf-danger) 0 2px, var(--wf-danger-soft) 2px 5px)',
        }}
      />
      none or NaN
    </span>
  );
}

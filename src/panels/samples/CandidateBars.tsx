import type { Candidate } from '../../metrics';
import { formatPercent, showToken } from '../../ui';

export interface CandidateBarsProps {
  readonly label: string;
  readonly candidates: readonly Candidate[];
  /** What would be right; marked. */
  readonly target?: string | undefined;
}

/** Symbols with their probabilities, as bars. */
export function CandidateBars({ label, candidates, target }: CandidateBarsProps) {
  return (
    <ol aria-label={label} className="space-y-px">
      {candidates.map(({ token, probability }, i) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: ranks; the same text may stand for two symbols.
        <li key={i} className="grid grid-cols-[minmax(3rem,7rem)_minmax(3rem,1fr)_3.5rem] items-center gap-2 text-xs">
          <span title={token} className={`truncate font-mono ${token === target ? 'font-semibold text-good-ink' : ''}`}>
            {showToken(token)}
            {token === target && ' ✓'}
          </span>
          <span aria-hidden className="h-2.5 rounded-sm bg-sunken">
            <span
              className="block h-full rounded-sm bg-series-1"
              style={{ width: `${Math.max(0, Math.min(1, probability)) * 100}%` }}
            />
          </span>
          <span className="text-right font-mono tabular-nums">{formatPercent(probability)}</span>
        </li>
      ))}
    </ol>
  );
}

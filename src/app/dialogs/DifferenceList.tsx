import type { Difference } from '../../document';
import { Badge, type Tone } from '../../ui';

const TONES: Readonly<Record<Difference['kind'], Tone>> = { added: 'good', removed: 'danger', changed: 'warn' };
/** Differences shown; of two documents that have nothing in common there can be thousands. */
const MOST = 300;

export interface DifferenceListProps {
  readonly differences: readonly Difference[];
  readonly chosen: Difference | undefined;
  readonly onChoose: (difference: Difference | undefined) => void;
}

/** Every difference in words; choosing one marks it alone in the pictures. */
export function DifferenceList({ differences, chosen, onChoose }: DifferenceListProps) {
  return (
    <ul aria-label="Differences" className="divide-y divide-line rounded-lg border border-line empty:hidden">
      {differences.slice(0, MOST).map((one) => (
        <li
          key={`${one.kind} ${one.what} ${one.before?.id ?? ''} ${one.after?.id ?? ''} ${one.fields[0]?.field ?? ''}`}
        >
          <button
            type="button"
            aria-pressed={one === chosen}
            className="flex w-full flex-wrap items-baseline gap-x-2 px-2 py-1 text-left text-sm hover:bg-hover aria-pressed:bg-accent-soft"
            onClick={() => onChoose(one === chosen ? undefined : one)}
          >
            <Badge tone={TONES[one.kind]}>{one.kind}</Badge>
            <span className="text-xs text-muted">{one.what}</span>
            <span className="min-w-0 truncate font-mono text-xs">{one.name}</span>
            {one.fields.map(({ field, before, after }) => (
              <span key={field} className="w-full pl-4 text-xs text-muted">
                {`${field.replace('parameters.', '')}: ${show(before)} → ${show(after)}`}
              </span>
            ))}
          </button>
        </li>
      ))}
      {differences.length > MOST && (
        <li className="px-2 py-1 text-sm text-muted">{`and ${differences.length - MOST} more`}</li>
      )}
    </ul>
  );
}

function show(value: unknown): string {
  if (value === undefined) return 'none';
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  return text.length > 80 ? `${text.slice(0, 80)}…` : text;
}

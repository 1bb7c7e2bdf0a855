import { TriangleAlert } from 'lucide-react';
import { Button, formatNumber, Popover } from '../../ui';
import type { FlowHint } from './strip';

const KINDS = [
  {
    kind: 'exploding',
    word: 'exploding',
    advice: 'Clip the norm in the training settings, lower the learning rate, or normalise before this block.',
  },
  {
    kind: 'vanishing',
    word: 'vanishing',
    advice: 'A skip connection, normalisation or a gated block lets gradients through.',
  },
  { kind: 'none', word: 'without gradient', advice: 'Nothing that is minimised depends on these weights.' },
] as const;

/** What the latest norms suggest, folded into one button. */
export function Hints({ hints }: { readonly hints: readonly FlowHint[] }) {
  const groups = KINDS.map((kind) => ({ ...kind, hints: hints.filter((hint) => hint.kind === kind.kind) })).filter(
    (group) => group.hints.length > 0,
  );
  if (groups.length === 0) return null;
  return (
    <Popover
      label="Gradient hints"
      trigger={
        <Button size="sm" icon={TriangleAlert} className="border-transparent bg-warn-soft text-warn-ink">
          {groups.map((group) => `${group.hints.length} ${group.word}`).join(', ')}
        </Button>
      }
    >
      <div className="space-y-2">
        {groups.map((group) => (
          <div key={group.kind}>
            <p className="font-medium first-letter:uppercase">{group.word}</p>
            <p className="text-xs text-muted">{group.advice}</p>
            <ul className="mt-1 font-mono text-xs">
              {group.hints.map((hint) => (
                <li key={hint.path} className="flex justify-between gap-3">
                  <span className="truncate" title={hint.path}>
                    {hint.path}
                  </span>
                  {formatNumber(hint.value, 3)}
                </li>
              ))}
            </ul>
          </div>
        ))}
      </div>
    </Popover>
  );
}

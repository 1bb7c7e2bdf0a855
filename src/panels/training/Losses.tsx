import type { Phase } from '../../document/schema';
import { NumberField, Switch } from '../../ui';

/** A loss block of the document. */
export interface LossBlock {
  readonly node: string;
  readonly name: string;
}

export interface LossesProps {
  readonly chosen: Phase['losses'];
  readonly available: readonly LossBlock[];
  readonly onChange: (losses: Phase['losses']) => void;
}

/** Which losses a phase minimises. Nothing chosen means all, each with factor 1. */
export function Losses({ chosen, available, onChange }: LossesProps) {
  const all = chosen.length === 0;
  const listed = [
    ...available,
    // A loss that was deleted stays in sight until it is taken out, or the phase could not be mended.
    ...chosen
      .filter(({ node }) => !available.some((loss) => loss.node === node))
      .map(({ node }) => ({ node, name: `${node} (gone)` })),
  ];
  return (
    <fieldset className="col-span-full min-w-0">
      <legend className="text-xs text-muted">Minimises</legend>
      <div className="flex flex-wrap items-center gap-x-4 gap-y-1">
        <Switch
          label="Every loss block"
          checked={all}
          disabled={available.length === 0}
          onChange={(on) => onChange(on ? [] : available.map(({ node }) => ({ node, factor: 1 })))}
        />
        {!all &&
          listed.map(({ node, name }) => {
            const entry = chosen.find((one) => one.node === node);
            return (
              <span key={node} className="flex items-center gap-2">
                <Switch
                  label={name}
                  checked={entry !== undefined}
                  // The last one cannot be taken out: an empty list means all.
                  disabled={entry !== undefined && chosen.length === 1}
                  onChange={(on) =>
                    onChange(on ? [...chosen, { node, factor: 1 }] : chosen.filter((one) => one.node !== node))
                  }
                />
                {entry && (
                  <NumberField
                    label={`Factor of ${name}`}
                    hideLabel
                    className="w-20"
                    unit="×"
                    step={0.1}
                    value={entry.factor}
                    onCommit={(factor) => onChange(chosen.map((one) => (one.node === node ? { node, factor } : one)))}
                  />
                )}
              </span>
            );
          })}
      </div>
    </fieldset>
  );
}

import type { Training } from '../../document/schema';
import { formatExact, NumberField, Switch } from '../../ui';
import { type MemoryFigures, memoryText } from './memory-text';
import { FIELDS } from './PhaseForm';
import { type ModuleChoice, Recompute } from './Recompute';

export interface MemoryFieldsProps {
  readonly training: Training;
  readonly modules: readonly ModuleChoice[];
  /** Nothing while it is not known. */
  readonly figures: MemoryFigures | undefined;
  readonly onChange: (change: Partial<Training>) => void;
}

const MOST_MICRO_BATCHES = 4_096;

/** What lets a step take less memory, at the cost of time. */
export function MemoryFields({ training, modules, figures, onChange }: MemoryFieldsProps) {
  const { batch, accumulate = 1, recompute, precision } = training;
  return (
    <section aria-label="Memory" className="min-w-0 rounded-lg border border-line p-3">
      <h3 className="mb-2 text-xs font-semibold">Memory</h3>
      <div className={FIELDS}>
        <NumberField
          label="Micro-batches a step"
          integer
          min={1}
          max={MOST_MICRO_BATCHES}
          hint={
            accumulate > 1 ? `A step takes ${formatExact(batch * accumulate)} examples` : 'Their gradients are averaged'
          }
          value={accumulate}
          onCommit={(count) => onChange({ accumulate: count > 1 ? count : undefined })}
        />
        <Switch
          className="col-span-full"
          label="Mixed precision"
          hint="Values between blocks in 16 bits, the update in 32; needs a GPU with shader-f16"
          checked={precision === 'mixed'}
          onChange={(on) => onChange({ precision: on ? 'mixed' : undefined })}
        />
        <Recompute chosen={recompute} available={modules} onChange={(chosen) => onChange({ recompute: chosen })} />
        {figures && <p className="col-span-full text-xs text-muted tabular-nums">{memoryText(figures)}</p>}
      </div>
    </section>
  );
}

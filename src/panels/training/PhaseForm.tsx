import { Trash2 } from 'lucide-react';
import type { Phase } from '../../document/schema';
import { IconButton, NumberField, plural, TextField } from '../../ui';
import { checkName, checkPatterns, readPatterns } from './change';
import { type LossBlock, Losses } from './Losses';
import { OptimizerFields } from './OptimizerFields';
import { ScheduleFields } from './ScheduleFields';
import { type ScheduleFactor, SchedulePicture } from './SchedulePicture';

export interface PhaseFormProps {
  readonly phase: Phase;
  readonly others: readonly string[];
  readonly steps: number;
  readonly losses: readonly LossBlock[];
  readonly scheduleFactor: ScheduleFactor;
  readonly matchWeights: (patterns: readonly string[]) => number;
  readonly onChange: (phase: Phase) => void;
  /** Missing where it is the only phase. */
  readonly onRemove: (() => void) | undefined;
}

export const FIELDS = 'grid grid-cols-[repeat(auto-fill,minmax(8.5rem,1fr))] items-start gap-2';

export function PhaseForm({
  phase,
  others,
  steps,
  losses,
  scheduleFactor,
  matchWeights,
  onChange,
  onRemove,
}: PhaseFormProps) {
  const set = (change: Partial<Phase>) => onChange({ ...phase, ...change });
  const matched = matchWeights(phase.weights);
  return (
    <section aria-label={`Phase ${phase.name}`} className="min-w-0 rounded-lg border border-line p-3">
      <div className="mb-2 flex items-center justify-between">
        <h3 className="text-xs font-semibold">{onRemove ? `Phase ${phase.name}` : 'Optimisation'}</h3>
        {onRemove && <IconButton size="sm" label={`Remove phase ${phase.name}`} icon={Trash2} onClick={onRemove} />}
      </div>
      <div className={FIELDS}>
        {onRemove && (
          <TextField
            label="Name"
            value={phase.name}
            check={(text) => checkName(text, others)}
            onCommit={(name) => set({ name })}
          />
        )}
        <NumberField
          label="Learning rate"
          min={0}
          step="scale"
          value={phase.learningRate}
          onCommit={(learningRate) => set({ learningRate })}
        />
        <OptimizerFields optimizer={phase.optimizer} onChange={(optimizer) => set({ optimizer })} />
        <NumberField
          label="Clip gradient norm"
          min={0}
          step={0.1}
          hint={phase.clip === 0 ? '0 does not clip' : undefined}
          value={phase.clip}
          onCommit={(clip) => set({ clip })}
        />
        {onRemove && (
          <NumberField
            label="Turn"
            unit="steps"
            integer
            min={1}
            value={phase.turn}
            onCommit={(turn) => set({ turn })}
          />
        )}
        <ScheduleFields schedule={phase.schedule} steps={steps} onChange={(schedule) => set({ schedule })} />
        <div className="col-span-full">
          <SchedulePicture
            schedule={phase.schedule}
            steps={steps}
            learningRate={phase.learningRate}
            scheduleFactor={scheduleFactor}
          />
        </div>
        <TextField
          label="Weights"
          mono
          className="col-span-full"
          hint={`Paths, * for anything: matches ${plural(matched, 'weight')}.`}
          value={phase.weights.join(' ')}
          check={checkPatterns}
          onCommit={(text) => set({ weights: readPatterns(text) })}
        />
        <Losses chosen={phase.losses} available={losses} onChange={(chosen) => set({ losses: chosen })} />
      </div>
    </section>
  );
}

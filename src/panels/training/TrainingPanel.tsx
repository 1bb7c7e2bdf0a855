import { Plus } from 'lucide-react';
import type { Training } from '../../document/schema';
import type { CarriedWeights } from '../../metrics';
import { Button, NumberField, Panel } from '../../ui';
import { Carried } from './Carried';
import { nextPhase } from './change';
import { LiveRate, type LiveTraining } from './LiveRate';
import type { LossBlock } from './Losses';
import { MemoryFields } from './MemoryFields';
import type { MemoryFigures } from './memory-text';
import { FIELDS, PhaseForm } from './PhaseForm';
import type { ModuleChoice } from './Recompute';
import type { ScheduleFactor } from './SchedulePicture';

export interface TrainingPanelProps {
  readonly training: Training;
  readonly onChange: (training: Training) => void;
  readonly losses: readonly LossBlock[];
  /** Modules that the document defines. */
  readonly modules: readonly ModuleChoice[];
  /** What a step takes; nothing while it is not known. */
  readonly memory?: MemoryFigures | undefined;
  /** What the run that is shown took over from the one before. */
  readonly carried?: CarriedWeights | undefined;
  /** What training on would take over, where the document has changed since. */
  readonly ahead?: CarriedWeights | undefined;
  readonly scheduleFactor: ScheduleFactor;
  /** How many weights of the model the patterns select. */
  readonly matchWeights: (patterns: readonly string[]) => number;
  /** While a run goes on. */
  readonly live?: LiveTraining | undefined;
  /** Whether a data set is a file, which is split by `validation`; generated ones bring their own split. */
  readonly splits: boolean;
}

const MOST_PHASES = 16;

export function TrainingPanel({
  training,
  onChange,
  losses,
  modules,
  memory,
  carried,
  ahead,
  scheduleFactor,
  matchWeights,
  live,
  splits,
}: TrainingPanelProps) {
  const set = (change: Partial<Training>) => onChange({ ...training, ...change });
  const { phases } = training;
  const added = phases.length < MOST_PHASES ? nextPhase(phases) : undefined;
  return (
    <Panel label="Training settings">
      <div className="space-y-3 p-3">
        {live && <LiveRate {...live} />}
        {ahead ? <Carried carried={ahead} ahead /> : carried && <Carried carried={carried} />}
        <div className="grid grid-cols-[repeat(auto-fit,minmax(min(100%,22rem),1fr))] items-start gap-3">
          <section aria-label="The whole run" className="min-w-0 rounded-lg border border-line p-3">
            <h3 className="mb-2 text-xs font-semibold">The whole run</h3>
            <div className={FIELDS}>
              <NumberField
                label="Steps"
                integer
                min={1}
                step={100}
                value={training.steps}
                onCommit={(steps) => set({ steps })}
              />
              <NumberField
                label="Batch size"
                integer
                min={1}
                max={65_536}
                step={8}
                value={training.batch}
                onCommit={(batch) => set({ batch })}
              />
              <NumberField label="Seed" integer min={0} value={training.seed} onCommit={(seed) => set({ seed })} />
              <NumberField
                label="Log every"
                unit="steps"
                integer
                min={1}
                value={training.logEvery}
                onCommit={(logEvery) => set({ logEvery })}
              />
              <NumberField
                label="Validate every"
                unit="steps"
                integer
                min={0}
                step={10}
                hint={training.validateEvery === 0 ? '0 never validates' : undefined}
                value={training.validateEvery}
                onCommit={(validateEvery) => set({ validateEvery })}
              />
              <NumberField
                label="Validation examples"
                integer
                min={0}
                step={16}
                hint={training.validateExamples === 0 ? '0 takes all' : undefined}
                value={training.validateExamples}
                onCommit={(validateExamples) => set({ validateExamples })}
              />
              <NumberField
                label="Validation split"
                min={0}
                max={0.5}
                step={0.05}
                disabled={!splits}
                hint={splits ? undefined : 'Generated data bring their own'}
                value={training.validation}
                onCommit={(validation) => set({ validation })}
              />
              <NumberField
                label="Early stopping patience"
                unit="checks"
                integer
                min={0}
                hint={training.patience === 0 ? '0 never stops early' : 'Validations without a better loss'}
                value={training.patience}
                onCommit={(patience) => set({ patience })}
              />
            </div>
          </section>
          <MemoryFields training={training} modules={modules} figures={memory} onChange={set} />
          {phases.map((phase, index) => (
            <PhaseForm
              // biome-ignore lint/suspicious/noArrayIndexKey: the name is edited in the form, and a new key would end the edit.
              key={index}
              phase={phase}
              others={phases.filter((_, i) => i !== index).map((other) => other.name)}
              steps={training.steps}
              losses={losses}
              scheduleFactor={scheduleFactor}
              matchWeights={matchWeights}
              onChange={(next) => set({ phases: phases.map((one, i) => (i === index ? next : one)) })}
              onRemove={phases.length > 1 ? () => set({ phases: phases.filter((_, i) => i !== index) }) : undefined}
            />
          ))}
        </div>
        {added && (
          <Button size="sm" icon={Plus} onClick={() => set({ phases: [...phases, added] })}>
            Add a phase
          </Button>
        )}
      </div>
    </Panel>
  );
}

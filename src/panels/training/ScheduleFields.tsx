import { NumberField, Select } from '../../ui';
import { type Schedule, withSchedule } from './change';

export interface ScheduleFieldsProps {
  readonly schedule: Schedule;
  readonly steps: number;
  readonly onChange: (schedule: Schedule) => void;
}

const KINDS = [
  { value: 'constant', label: 'Constant' },
  { value: 'cosine', label: 'Cosine' },
  { value: 'step', label: 'In steps' },
] as const;

export function ScheduleFields({ schedule, steps, onChange }: ScheduleFieldsProps) {
  return (
    <>
      <Select
        label="Schedule"
        value={schedule.kind}
        options={KINDS}
        onChange={(kind) => onChange(withSchedule(schedule, kind, steps))}
      />
      <NumberField
        label="Warm-up steps"
        integer
        min={0}
        step={10}
        value={schedule.warmup}
        onCommit={(warmup) => onChange({ ...schedule, warmup })}
      />
      {schedule.kind === 'cosine' && (
        <NumberField
          label="Floor"
          unit="× rate"
          min={0}
          max={1}
          step={0.05}
          value={schedule.floor}
          onCommit={(floor) => onChange({ ...schedule, floor })}
        />
      )}
      {schedule.kind === 'step' && (
        <>
          <NumberField
            label="Every"
            unit="steps"
            integer
            min={1}
            step={10}
            value={schedule.every}
            onCommit={(every) => onChange({ ...schedule, every })}
          />
          <NumberField
            label="Factor"
            min={0}
            max={1}
            step={0.05}
            value={schedule.factor}
            onCommit={(factor) => onChange({ ...schedule, factor })}
          />
        </>
      )}
    </>
  );
}

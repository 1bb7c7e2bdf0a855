import type { ProbeField } from '../../data/types';
import type { Problem } from '../../problem';
import { Callout, NumberField, TextField } from '../../ui';

/** A field of the probe, and the data block it belongs to. */
export interface ProbeEntry extends ProbeField {
  readonly data: string;
}

export interface ProbeFieldsProps {
  readonly fields: readonly ProbeEntry[];
  readonly onChange: (data: string, name: string, value: string) => void;
  /** What is wrong with the example as it stands. */
  readonly problems: readonly Problem[];
}

/** The one example that panels look at, as the person can change it. */
export function ProbeFields({ fields, onChange, problems }: ProbeFieldsProps) {
  if (fields.length === 0) return null;
  return (
    <fieldset className="min-w-0 space-y-2">
      <legend className="sr-only">Probe example</legend>
      {fields.map(({ data, name, label, value, kind }) =>
        kind === 'int' ? (
          <NumberField
            key={`${data}/${name}`}
            label={label}
            integer
            min={0}
            value={Number(value)}
            onCommit={(next) => onChange(data, name, String(next))}
          />
        ) : (
          <TextField
            key={`${data}/${name}`}
            label={label}
            value={value}
            mono
            onCommit={(next) => onChange(data, name, next)}
          />
        ),
      )}
      {problems.map((problem) => (
        <Callout key={`${problem.code}${problem.received}`} tone="danger" announce>
          Expected {problem.expected}, received {problem.received}. {problem.fix}
        </Callout>
      ))}
    </fieldset>
  );
}

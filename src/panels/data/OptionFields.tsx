import type { OptionSpec } from '../../data/types';
import { NumberField, Select } from '../../ui';

type Value = number | string | boolean;

export interface OptionFieldsProps {
  readonly specs: Readonly<Record<string, OptionSpec>>;
  readonly values: Readonly<Record<string, Value>>;
  readonly onChange: (values: Readonly<Record<string, Value>>) => void;
}

/** The settings a generator or a file format declares. */
export function OptionFields({ specs, values, onChange }: OptionFieldsProps) {
  return Object.entries(specs).map(([name, spec]) => {
    const value = values[name] ?? spec.default;
    const set = (next: Value) => onChange({ ...values, [name]: next });
    return spec.kind === 'int' ? (
      <NumberField
        key={name}
        label={spec.label}
        hint={spec.doc}
        integer
        min={spec.min}
        max={spec.max}
        value={typeof value === 'number' ? value : Number(spec.default)}
        onCommit={set}
      />
    ) : (
      <Select
        key={name}
        label={spec.label}
        hint={spec.doc}
        value={String(value)}
        options={(spec.options ?? []).map((option) => ({ value: option, label: option }))}
        onChange={set}
      />
    );
  });
}

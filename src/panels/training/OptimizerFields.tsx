import { NumberField, Select } from '../../ui';
import { type Optimizer, withOptimizer } from './change';

export interface OptimizerFieldsProps {
  readonly optimizer: Optimizer;
  readonly onChange: (optimizer: Optimizer) => void;
}

const KINDS = [
  { value: 'adam', label: 'Adam' },
  { value: 'adamw', label: 'AdamW' },
  { value: 'sgd', label: 'SGD' },
] as const;

export function OptimizerFields({ optimizer, onChange }: OptimizerFieldsProps) {
  return (
    <>
      <Select
        label="Optimizer"
        value={optimizer.kind}
        options={KINDS}
        onChange={(kind) => onChange(withOptimizer(optimizer, kind))}
      />
      {optimizer.kind === 'sgd' ? (
        <NumberField
          label="Momentum"
          min={0}
          max={1}
          step={0.05}
          value={optimizer.momentum}
          onCommit={(momentum) => onChange({ ...optimizer, momentum })}
        />
      ) : (
        <>
          <NumberField
            label="β₁"
            min={0}
            max={1}
            step={0.01}
            value={optimizer.beta1}
            onCommit={(beta1) => onChange({ ...optimizer, beta1 })}
          />
          <NumberField
            label="β₂"
            min={0}
            max={1}
            step={0.001}
            value={optimizer.beta2}
            onCommit={(beta2) => onChange({ ...optimizer, beta2 })}
          />
          <NumberField
            label="ε"
            min={0}
            step="scale"
            value={optimizer.epsilon}
            onCommit={(epsilon) => onChange({ ...optimizer, epsilon })}
          />
        </>
      )}
      {optimizer.kind === 'adamw' && (
        <NumberField
          label="Weight decay"
          min={0}
          step={0.01}
          value={optimizer.decay}
          onCommit={(decay) => onChange({ ...optimizer, decay })}
        />
      )}
    </>
  );
}

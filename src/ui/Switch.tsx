import { Switch as Radix } from 'radix-ui';
import { type ReactNode, useId } from 'react';
import { cx } from './cx';

export interface SwitchProps {
  readonly label: string;
  readonly checked: boolean;
  readonly onChange: (checked: boolean) => void;
  readonly hint?: ReactNode;
  readonly disabled?: boolean | undefined;
  readonly className?: string | undefined;
}

export function Switch({ label, checked, onChange, hint, disabled, className }: SwitchProps) {
  const id = useId();
  return (
    <div className={cx('flex min-h-7 flex-wrap items-center gap-x-2', className)}>
      <Radix.Root
        id={id}
        checked={checked}
        onCheckedChange={onChange}
        disabled={disabled === true}
        aria-describedby={hint ? `${id}-hint` : undefined}
        className="h-4 w-7 shrink-0 rounded-full border border-control bg-sunken transition-colors disabled:opacity-50 data-[state=checked]:border-accent data-[state=checked]:bg-accent"
      >
        <Radix.Thumb className="ml-px block size-3 rounded-full bg-control transition-transform data-[state=checked]:translate-x-3 data-[state=checked]:bg-on-accent" />
      </Radix.Root>
      <label htmlFor={id} className="text-xs whitespace-nowrap">
        {label}
      </label>
      {hint && (
        <p id={`${id}-hint`} className="w-full text-xs text-muted">
          {hint}
        </p>
      )}
    </div>
  );
}

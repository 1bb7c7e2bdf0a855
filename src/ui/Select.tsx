import { Check, ChevronDown } from 'lucide-react';
import { Select as Radix } from 'radix-ui';
import { type ReactNode, useState } from 'react';
import { Alone } from './Alone';
import { cx } from './cx';
import { CONTROL, Field, type FieldLook } from './Field';

export interface SelectOption<T extends string> {
  /** Not empty: Radix keeps '' for "nothing chosen". */
  readonly value: T;
  readonly label: ReactNode;
  readonly disabled?: boolean;
}

export interface SelectProps<T extends string> extends FieldLook {
  readonly value: T | undefined;
  readonly options: readonly SelectOption<T>[];
  readonly onChange: (value: T) => void;
  readonly disabled?: boolean | undefined;
  readonly placeholder?: string;
}

export function Select<T extends string>({ value, options, onChange, disabled, placeholder, ...look }: SelectProps<T>) {
  const [open, setOpen] = useState(false);
  const choose = (text: string) => {
    const option = options.find((one) => one.value === text);
    if (option) onChange(option.value);
  };
  return (
    <Field {...look}>
      {(control) => (
        <Radix.Root value={value ?? ''} onValueChange={choose} onOpenChange={setOpen} disabled={disabled === true}>
          <Radix.Trigger {...control} className={cx(CONTROL, 'flex items-center justify-between gap-1 text-left')}>
            <span className="truncate">
              <Radix.Value placeholder={placeholder} />
            </span>
            <ChevronDown aria-hidden size={14} className="shrink-0 text-muted" />
          </Radix.Trigger>
          <Radix.Portal>
            <Radix.Content
              position="popper"
              sideOffset={4}
              collisionPadding={8}
              className="z-50 max-h-(--radix-select-content-available-height) min-w-(--radix-select-trigger-width) animate-appear overflow-hidden rounded-md border border-line bg-raised shadow-raised"
            >
              {open && <Alone />}
              <Radix.Viewport className="p-1">
                {options.map((option) => (
                  <Radix.Item
                    key={option.value}
                    value={option.value}
                    disabled={option.disabled === true}
                    className="flex h-7 items-center gap-2 rounded-sm pr-6 pl-2 text-sm outline-none data-disabled:opacity-50 data-highlighted:bg-accent data-highlighted:text-on-accent"
                  >
                    <Radix.ItemText>{option.label}</Radix.ItemText>
                    <Radix.ItemIndicator className="absolute right-2">
                      <Check aria-hidden size={14} />
                    </Radix.ItemIndicator>
                  </Radix.Item>
                ))}
              </Radix.Viewport>
            </Radix.Content>
          </Radix.Portal>
        </Radix.Root>
      )}
    </Field>
  );
}

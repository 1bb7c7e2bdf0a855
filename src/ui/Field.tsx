import { type ReactNode, useId } from 'react';
import { cx } from './cx';

export interface FieldLook {
  readonly label: string;
  /** A sentence under the control. */
  readonly hint?: ReactNode;
  /** `row` puts the label to the left in a column of its own, for lists of settings; `inline` right before, for toolbars. */
  readonly layout?: 'stack' | 'row' | 'inline';
  /** Keeps the label for screen readers only. */
  readonly hideLabel?: boolean;
  readonly className?: string | undefined;
}

/** What a control must carry so that its label, hint and message belong to it. */
export interface ControlProps {
  readonly id: string;
  readonly 'aria-describedby': string | undefined;
  readonly 'aria-invalid': true | undefined;
}

export interface FieldProps extends FieldLook {
  readonly error?: string | undefined;
  readonly children: (control: ControlProps) => ReactNode;
}

const LAYOUTS = {
  stack: { box: '', label: 'mb-1 block', note: '' },
  row: {
    box: 'grid grid-cols-[minmax(0,1fr)_minmax(0,1fr)] items-center gap-x-2',
    label: 'truncate',
    note: 'col-span-2',
  },
  inline: {
    box: 'grid grid-cols-[auto_minmax(0,1fr)] items-center gap-x-2',
    label: 'whitespace-nowrap',
    note: 'col-span-2',
  },
} as const;

export function Field({ label, hint, error, layout = 'stack', hideLabel = false, className, children }: FieldProps) {
  const id = useId();
  const notes = [hint ? `${id}-hint` : undefined, error ? `${id}-error` : undefined].filter(Boolean).join(' ');
  const look = LAYOUTS[hideLabel ? 'stack' : layout];
  return (
    <div className={cx('min-w-0', look.box, className)}>
      <label
        htmlFor={id}
        title={layout === 'row' ? label : undefined}
        className={hideLabel ? 'sr-only' : cx('text-xs text-muted', look.label)}
      >
        {label}
      </label>
      {children({ id, 'aria-describedby': notes || undefined, 'aria-invalid': error ? true : undefined })}
      {hint && (
        <p id={`${id}-hint`} className={cx('mt-1 text-xs text-muted', look.note)}>
          {hint}
        </p>
      )}
      {error && (
        <p id={`${id}-error`} role="alert" className={cx('mt-1 text-xs text-danger-ink', look.note)}>
          {error}
        </p>
      )}
    </div>
  );
}

/** How every text-like control looks. */
export const CONTROL =
  'h-7 w-full min-w-0 rounded-md border border-control bg-surface px-2 text-sm text-ink placeholder:text-muted ' +
  'hover:border-muted aria-invalid:border-danger disabled:opacity-60';

import { Search } from 'lucide-react';
import type { KeyboardEvent, Ref } from 'react';
import { cx } from './cx';
import { CONTROL } from './Field';

export interface SearchFieldProps {
  /** Accessible name; also the placeholder unless there is one. */
  readonly label: string;
  readonly value: string;
  readonly onChange: (text: string) => void;
  readonly placeholder?: string;
  readonly onKeyDown?: (event: KeyboardEvent<HTMLInputElement>) => void;
  readonly className?: string | undefined;
  readonly ref?: Ref<HTMLInputElement>;
  /** The list below that it goes through, with the id of the item that Enter takes. */
  readonly expanded?: { readonly list: string; readonly active: string | undefined };
}

/** A text that filters as it is typed; Escape empties it. */
export function SearchField({
  label,
  value,
  onChange,
  placeholder = label,
  onKeyDown,
  className,
  ref,
  expanded,
}: SearchFieldProps) {
  return (
    <span className={cx('relative block min-w-0', className)}>
      <Search
        aria-hidden
        size={14}
        className="pointer-events-none absolute top-1/2 left-2 -translate-y-1/2 text-muted"
      />
      <input
        ref={ref}
        type="search"
        {...(expanded && {
          role: 'combobox',
          'aria-expanded': true,
          'aria-controls': expanded.list,
          'aria-activedescendant': expanded.active,
        })}
        aria-label={label}
        placeholder={placeholder}
        value={value}
        autoComplete="off"
        // Nothing is called longer than that; a page of text pasted here is a mistake.
        maxLength={200}
        spellCheck={false}
        className={cx(CONTROL, 'pl-7')}
        onChange={(event) => onChange(event.target.value)}
        onKeyDown={(event) => {
          if (event.key === 'Escape' && value !== '') {
            event.stopPropagation();
            onChange('');
          } else onKeyDown?.(event);
        }}
      />
    </span>
  );
}

import { type KeyboardEvent, type ReactNode, useState } from 'react';
import { cx } from './cx';
import { CONTROL, Field, type FieldLook } from './Field';
import type { Parsed } from './number';

export interface CommitFieldProps<T> extends FieldLook {
  readonly value: T;
  readonly show: (value: T) => string;
  readonly parse: (text: string) => Parsed<T>;
  readonly onCommit: (value: T) => void;
  /** What the up and down arrows do; `coarse` while Shift is held. */
  readonly nudge?: ((value: T, direction: 1 | -1, coarse: boolean) => T) | undefined;
  readonly unit?: ReactNode;
  readonly mono?: boolean;
  readonly disabled?: boolean | undefined;
  readonly placeholder?: string | undefined;
  readonly spin?: { readonly now: number; readonly min?: number | undefined; readonly max?: number | undefined };
  /** Lines of a text that may have several; Enter then makes a line, and leaving the field commits. */
  readonly lines?: number;
}

/** `of` is the shown value the draft started from: when that changes outside (undo, another tab), the draft is void. */
interface Draft {
  readonly text: string;
  readonly of: string;
  readonly error?: string;
}

/** A text control that keeps what is being typed to itself until Enter or blur, and commits only what is valid. */
export function CommitField<T>(props: CommitFieldProps<T>) {
  const { value, show, parse, onCommit, nudge, unit, mono, disabled, placeholder, spin, lines, ...look } = props;
  const shown = show(value);
  const [kept, setDraft] = useState<Draft>();
  const draft = kept?.of === shown ? kept : undefined;

  const type = (text: string) => {
    const parsed = parse(text);
    // Nobody is told off while typing; a message already there follows the text until it is right.
    setDraft(
      draft?.error !== undefined && !parsed.ok ? { text, of: shown, error: parsed.message } : { text, of: shown },
    );
  };
  const commit = () => {
    if (draft === undefined) return;
    const parsed = parse(draft.text);
    if (!parsed.ok) return setDraft({ ...draft, error: parsed.message });
    setDraft(undefined);
    if (show(parsed.value) !== shown) onCommit(parsed.value);
  };
  const keyDown = (event: KeyboardEvent) => {
    if (event.key === 'Enter' && lines === undefined) commit();
    else if (event.key === 'Escape' && draft !== undefined) {
      // Escape takes back the draft first; only a second one reaches the dialog around.
      event.stopPropagation();
      setDraft(undefined);
    } else if (nudge && (event.key === 'ArrowUp' || event.key === 'ArrowDown')) {
      event.preventDefault();
      const parsed = draft ? parse(draft.text) : undefined;
      const next = nudge(parsed?.ok ? parsed.value : value, event.key === 'ArrowUp' ? 1 : -1, event.shiftKey);
      setDraft(undefined);
      if (show(next) !== shown) onCommit(next);
    }
  };

  return (
    <Field {...look} error={draft?.error}>
      {(control) => {
        const common = {
          ...control,
          disabled,
          placeholder,
          value: draft?.text ?? shown,
          onBlur: commit,
          onKeyDown: keyDown,
          autoComplete: 'off',
          spellCheck: false,
        };
        if (lines !== undefined) {
          return (
            <textarea
              {...common}
              rows={lines}
              className={cx(CONTROL, 'h-auto resize-y py-1', mono && 'font-mono')}
              onChange={(event) => type(event.target.value)}
            />
          );
        }
        return (
          <span className="relative block">
            <input
              {...common}
              {...(spin && {
                role: 'spinbutton',
                // ARIA has no exponents; a number written with one is read out as the text it is.
                'aria-valuenow': String(spin.now).includes('e') ? undefined : spin.now,
                'aria-valuetext': shown,
                'aria-valuemin': spin.min,
                'aria-valuemax': spin.max,
              })}
              type="text"
              inputMode={spin ? 'decimal' : 'text'}
              className={cx(CONTROL, mono && 'font-mono', spin && 'tabular-nums', unit !== undefined && 'pr-12')}
              onChange={(event) => type(event.target.value)}
            />
            {unit !== undefined && (
              <span
                aria-hidden
                className="pointer-events-none absolute inset-y-0 right-2 flex items-center text-xs text-muted"
              >
                {unit}
              </span>
            )}
          </span>
        );
      }}
    </Field>
  );
}

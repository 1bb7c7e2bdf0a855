import type { ReactNode } from 'react';
import { CommitField } from './CommitField';
import type { FieldLook } from './Field';
import { checkNumber, type NumberLimits, nudge, parseNumber } from './number';

export interface NumberFieldProps extends FieldLook, NumberLimits {
  readonly value: number;
  readonly onCommit: (value: number) => void;
  /** What an arrow key adds; ten times as much with Shift. `scale` halves and doubles instead, for learning rates. */
  readonly step?: number | 'scale';
  readonly unit?: ReactNode;
  readonly disabled?: boolean | undefined;
}

export function NumberField({ value, onCommit, step = 1, min, max, integer, ...rest }: NumberFieldProps) {
  const limits = { min, max, integer };
  return (
    <CommitField
      {...rest}
      value={value}
      onCommit={onCommit}
      show={String}
      parse={(text) => parseNumber(text, limits)}
      nudge={(from, direction, coarse) => {
        if (step !== 'scale') return nudge(from, direction * step * (coarse ? 10 : 1), limits);
        const scaled = checkNumber(from * (coarse ? 10 : 2) ** direction, limits);
        return scaled.ok ? Number(scaled.value.toPrecision(12)) : from;
      }}
      spin={{ now: value, min, max }}
    />
  );
}

export interface ExpressionFieldProps extends FieldLook {
  /** A number, or an expression over named sizes such as `2*C`. */
  readonly value: number | string;
  readonly onCommit: (value: number | string) => void;
  /** A message where the text is not an expression that can stand here. */
  readonly check: (text: string) => string | undefined;
  readonly disabled?: boolean | undefined;
  readonly placeholder?: string | undefined;
}

/** Takes a number or a symbolic size; arrows work while it is a number. */
export function ExpressionField({ check, ...rest }: ExpressionFieldProps) {
  return (
    <CommitField<number | string>
      {...rest}
      mono
      show={String}
      parse={(text) => {
        const trimmed = text.trim();
        const number = parseNumber(trimmed);
        if (number.ok) {
          const message = check(String(number.value));
          return message === undefined ? number : { ok: false, message };
        }
        const message = check(trimmed);
        return message === undefined ? { ok: true, value: trimmed } : { ok: false, message };
      }}
      nudge={(from, direction, coarse) => {
        if (typeof from === 'string') return from;
        const next = nudge(from, direction * (coarse ? 10 : 1), {});
        return check(String(next)) === undefined ? next : from;
      }}
    />
  );
}

export interface TextFieldProps extends FieldLook {
  readonly value: string;
  readonly onCommit: (value: string) => void;
  /** A message where the text cannot stand here. */
  readonly check?: ((text: string) => string | undefined) | undefined;
  readonly mono?: boolean;
  readonly disabled?: boolean | undefined;
  readonly placeholder?: string | undefined;
  readonly lines?: number;
}

const verbatim = (text: string) => text;

export function TextField({ check, ...rest }: TextFieldProps) {
  return (
    <CommitField
      {...rest}
      show={verbatim}
      parse={(text) => {
        const message = check?.(text);
        return message === undefined ? { ok: true, value: text } : { ok: false, message };
      }}
    />
  );
}

import type { LucideIcon } from 'lucide-react';
import type { ComponentProps, ReactNode } from 'react';
import { cx } from './cx';
import { Tooltip, type TooltipSide } from './Tooltip';

export type ButtonTone = 'plain' | 'primary' | 'danger' | 'ghost';
export type ButtonSize = 'sm' | 'md';

const LOOK =
  'inline-flex shrink-0 items-center justify-center gap-1.5 rounded-md font-medium whitespace-nowrap select-none ' +
  'transition-colors disabled:opacity-50';

const TONES: Readonly<Record<ButtonTone, string>> = {
  plain: 'border border-line bg-surface text-ink enabled:hover:bg-hover',
  primary: 'border border-transparent bg-accent text-on-accent enabled:hover:bg-accent-hover',
  danger: 'border border-transparent bg-danger text-on-accent enabled:hover:bg-danger-hover',
  ghost: 'border border-transparent text-ink enabled:hover:bg-hover',
};

export interface ButtonProps extends Omit<ComponentProps<'button'>, 'type'> {
  readonly tone?: ButtonTone;
  readonly size?: ButtonSize;
  readonly icon?: LucideIcon | undefined;
  readonly type?: 'button' | 'submit';
  readonly children: ReactNode;
}

export function Button({
  tone = 'plain',
  size = 'md',
  icon: Icon,
  type = 'button',
  className,
  children,
  ...rest
}: ButtonProps) {
  const room = size === 'sm' ? 'h-6 px-2 text-xs' : 'h-7 px-2.5 text-sm';
  return (
    <button type={type} className={cx(LOOK, TONES[tone], room, className)} {...rest}>
      {Icon && <Icon aria-hidden size={size === 'sm' ? 13 : 15} />}
      {children}
    </button>
  );
}

export interface IconButtonProps extends Omit<ComponentProps<'button'>, 'type' | 'children' | 'aria-label'> {
  /** The accessible name, and the tooltip. */
  readonly label: string;
  readonly icon: LucideIcon;
  /** Keys that do the same, shown in the tooltip: `Ctrl+Z`. */
  readonly keys?: string | undefined;
  readonly tone?: ButtonTone;
  readonly size?: ButtonSize;
  /** For a button that stays in or out. */
  readonly pressed?: boolean | undefined;
  readonly side?: TooltipSide;
}

export function IconButton(props: IconButtonProps) {
  const { label, icon: Icon, keys, tone = 'ghost', size = 'md', pressed, side, className, ...rest } = props;
  return (
    <Tooltip text={label} keys={keys} side={side}>
      <button
        type="button"
        aria-label={label}
        aria-pressed={pressed}
        className={cx(
          LOOK,
          TONES[tone],
          size === 'sm' ? 'size-6' : 'size-7',
          pressed && 'bg-accent-soft text-accent-ink',
          className,
        )}
        {...rest}
      >
        <Icon aria-hidden size={size === 'sm' ? 14 : 16} />
      </button>
    </Tooltip>
  );
}

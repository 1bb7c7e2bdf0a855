import { Slider as Radix } from 'radix-ui';
import { useId } from 'react';
import { cx } from './cx';

export interface SliderProps {
  readonly label: string;
  readonly value: number;
  readonly min: number;
  readonly max: number;
  readonly step: number;
  readonly onChange: (value: number) => void;
  /** Called once when the thumb is let go, for what is expensive or belongs into history. */
  readonly onCommit?: ((value: number) => void) | undefined;
  readonly show?: (value: number) => string;
  readonly disabled?: boolean | undefined;
  readonly className?: string | undefined;
}

export function Slider(props: SliderProps) {
  const { label, value, min, max, step, onChange, onCommit, show = String, disabled, className } = props;
  const id = useId();
  return (
    <div className={cx('flex h-7 items-center gap-2', className)}>
      <span id={id} className="text-xs whitespace-nowrap text-muted">
        {label}
      </span>
      <Radix.Root
        value={[value]}
        min={min}
        max={max}
        step={step}
        disabled={disabled === true}
        onValueChange={([next]) => next !== undefined && onChange(next)}
        onValueCommit={([next]) => next !== undefined && onCommit?.(next)}
        className="relative flex h-4 w-24 min-w-16 touch-none items-center data-disabled:opacity-50"
      >
        <Radix.Track className="relative h-1 grow rounded-full bg-control">
          <Radix.Range className="absolute h-full rounded-full bg-accent" />
        </Radix.Track>
        <Radix.Thumb
          aria-labelledby={id}
          aria-valuetext={show(value)}
          className="block size-3.5 rounded-full border-2 border-accent bg-surface"
        />
      </Radix.Root>
      <span aria-hidden className="min-w-8 font-mono text-xs tabular-nums">
        {show(value)}
      </span>
    </div>
  );
}

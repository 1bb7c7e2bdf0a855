import { Progress as Radix } from 'radix-ui';

export interface ProgressBarProps {
  readonly label: string;
  readonly done: number;
  /** Nothing, while it is not known how much there is. */
  readonly total: number | undefined;
  /** In words, beside the bar: `1,200 of 4,000 lines`. */
  readonly text?: string;
}

export function ProgressBar({ label, done, total, text }: ProgressBarProps) {
  const known = total !== undefined && total > 0;
  const fraction = known ? Math.min(1, done / total) : 0;
  return (
    <div className="flex items-center gap-2">
      <Radix.Root
        aria-label={label}
        aria-valuetext={text}
        value={known ? Math.min(done, total) : null}
        max={known ? total : 1}
        className="h-1.5 min-w-16 flex-1 overflow-hidden rounded-full bg-hover"
      >
        <Radix.Indicator
          className={
            known ? 'h-full origin-left bg-accent transition-transform' : 'h-full w-1/3 animate-pulse bg-accent'
          }
          {...(known && { style: { transform: `scaleX(${fraction})` } })}
        />
      </Radix.Root>
      {text && <span className="text-xs text-muted tabular-nums">{text}</span>}
    </div>
  );
}

import type { ReactNode, Ref } from 'react';
import { cx } from './cx';
import { scrollable } from './scrollable';

export interface PanelProps {
  /** Accessible name of the region; the dock's tab shows the same words. */
  readonly label: string;
  /** Controls in one row on top. */
  readonly toolbar?: ReactNode;
  readonly children: ReactNode;
  /** Whether the body scrolls (it does unless the content manages its own height). */
  readonly scroll?: boolean;
  readonly ref?: Ref<HTMLElement>;
}

/** A region with a toolbar and a body that fills the rest of the height. */
export function Panel({ label, toolbar, children, scroll = true, ref }: PanelProps) {
  return (
    <section ref={ref} aria-label={label} className="flex h-full min-h-0 min-w-0 flex-col bg-surface text-sm">
      <h2 className="sr-only">{label}</h2>
      {toolbar && (
        <div className="flex flex-wrap items-center gap-x-3 gap-y-1 border-b border-line px-3 py-1">{toolbar}</div>
      )}
      <div {...(scroll && scrollable(label))} className={cx('min-h-0 flex-1', scroll && 'focus-inset overflow-auto')}>
        {children}
      </div>
    </section>
  );
}

import { X } from 'lucide-react';
import { Dialog as Radix } from 'radix-ui';
import type { ReactNode } from 'react';
import { IconButton } from './Button';
import { cx } from './cx';
import { useToastHost } from './Toast';

export interface DialogProps {
  readonly open: boolean;
  readonly onOpenChange: (open: boolean) => void;
  readonly title: string;
  readonly description?: ReactNode;
  readonly children: ReactNode;
  /** Buttons at the bottom right, the one that goes on last. */
  readonly actions?: ReactNode;
  /** `full` takes the whole page. */
  readonly size?: 'sm' | 'md' | 'lg' | 'full';
}

const WIDTHS = { sm: 'max-w-sm', md: 'max-w-xl', lg: 'max-w-4xl', full: 'h-[calc(100dvh-2rem)]' } as const;

export function Dialog({ open, onOpenChange, title, description, children, actions, size = 'md' }: DialogProps) {
  const takeToasts = useToastHost();
  return (
    <Radix.Root open={open} onOpenChange={onOpenChange}>
      <Radix.Portal>
        <Radix.Overlay className="fixed inset-0 z-40 bg-[hsl(var(--wf-shadow)/0.45)]" />
        {/* All of the page, so that messages stand where they always do; what lies beside the box takes the pointer. */}
        <Radix.Content
          // Radix does not scroll to what it gives the focus when Tab goes round.
          onFocus={({ target }) => target.matches(':focus-visible') && target.scrollIntoView({ block: 'nearest' })}
          {...(description === undefined && { 'aria-describedby': undefined })}
          style={{ pointerEvents: 'none' }}
          className="fixed inset-0 z-40 grid place-items-center outline-none"
        >
          <div
            className={cx(
              'pointer-events-auto relative flex max-h-[calc(100dvh-2rem)] w-[calc(100vw-2rem)] flex-col',
              'rounded-lg border border-line bg-raised shadow-raised',
              WIDTHS[size],
            )}
          >
            <header className="py-3 pr-12 pl-4">
              <Radix.Title className="text-lg font-semibold">{title}</Radix.Title>
              {description !== undefined && (
                <Radix.Description className="mt-0.5 text-sm text-muted">{description}</Radix.Description>
              )}
            </header>
            <div className="min-h-0 flex-1 overflow-auto px-4 pt-1 pb-4">{children}</div>
            {actions && (
              <footer className="flex flex-wrap justify-end gap-2 border-t border-line px-4 py-3">{actions}</footer>
            )}
            {/* Last, so that a dialog opens with the focus on what it is about. */}
            <Radix.Close asChild>
              <IconButton label="Close" icon={X} className="absolute top-2.5 right-2.5" />
            </Radix.Close>
          </div>
          <div ref={takeToasts} />
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  );
}

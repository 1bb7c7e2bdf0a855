import { X } from 'lucide-react';
import { Toast as Radix } from 'radix-ui';
import { createContext, type ReactNode, useCallback, useContext, useRef, useState } from 'react';
import { createPortal } from 'react-dom';
import type { Tone } from './Badge';
import { Button, IconButton } from './Button';
import { cx } from './cx';

const DOTS: Readonly<Record<Tone, string>> = {
  neutral: 'bg-muted',
  accent: 'bg-accent',
  good: 'bg-good-ink',
  warn: 'bg-warn-ink',
  danger: 'bg-danger',
};

export interface ToastMessage {
  readonly title: string;
  readonly text?: string;
  readonly tone?: Tone;
  /** One thing to do about it; `alt` says in words how to do it elsewhere, for who cannot reach the toast in time. */
  readonly action?: { readonly label: string; readonly alt: string; readonly onSelect: () => void };
  /** Stays until closed. */
  readonly sticky?: boolean;
}

type Show = (message: ToastMessage) => void;

/** For a ref: an element of a dialog; what it returns lets it go. */
type Host = (element: HTMLElement | null) => () => void;

const Hosts = createContext<Host>(() => () => {});

/**
 * While a dialog is open the keyboard reaches nothing outside it. What comes meanwhile is shown in here, at the same place of the page.
 */
export const useToastHost = (): Host => useContext(Hosts);

const Shown = createContext<Show | undefined>(undefined);

/** Shows a message in the corner; it is read out, and F8 goes there. */
export function useToast(): Show {
  const show = useContext(Shown);
  if (show === undefined) throw new Error('useToast needs a ToastRegion above it');
  return show;
}

export function ToastRegion({ children }: { readonly children: ReactNode }) {
  const [toasts, setToasts] = useState<readonly (ToastMessage & { readonly id: number })[]>([]);
  const [host, setHost] = useState<HTMLElement>();
  const dialogs = useRef<readonly HTMLElement[]>([]);
  const take = useCallback<Host>((element) => {
    if (element) dialogs.current = [...dialogs.current, element];
    return () => {
      dialogs.current = dialogs.current.filter((one) => one !== element);
      setHost((now) => (now === element ? undefined : now));
    };
  }, []);
  const show = useCallback<Show>((message) => {
    setHost(dialogs.current.at(-1));
    setToasts((before) => [...before.slice(-3), { ...message, id: (before[before.length - 1]?.id ?? 0) + 1 }]);
  }, []);
  const close = (id: number) => setToasts((before) => before.filter((toast) => toast.id !== id));
  const viewport = (
    <Radix.Viewport className="fixed right-3 bottom-9 z-50 max-sm:bottom-20 flex w-80 max-w-[calc(100vw-1.5rem)] flex-col gap-2" />
  );
  return (
    <Radix.Provider label="Notification" swipeDirection="right">
      <Hosts value={take}>
        <Shown value={show}>{children}</Shown>
      </Hosts>
      {toasts.map((toast) => (
        <Radix.Root
          key={toast.id}
          duration={toast.sticky ? Number.POSITIVE_INFINITY : 6000}
          onOpenChange={(open) => !open && close(toast.id)}
          className="pointer-events-auto flex animate-appear items-start gap-2 rounded-md border border-line bg-raised p-3 shadow-raised"
        >
          <span aria-hidden className={cx('mt-1 size-2 shrink-0 rounded-full', DOTS[toast.tone ?? 'accent'])} />
          <div className="min-w-0 flex-1 break-words">
            <Radix.Title className="font-medium">{toast.title}</Radix.Title>
            {toast.text && <Radix.Description className="text-sm text-muted">{toast.text}</Radix.Description>}
            {toast.action && (
              <Radix.Action asChild altText={toast.action.alt}>
                <Button size="sm" className="mt-2" onClick={toast.action.onSelect}>
                  {toast.action.label}
                </Button>
              </Radix.Action>
            )}
          </div>
          <Radix.Close asChild>
            <IconButton label="Dismiss" icon={X} size="sm" />
          </Radix.Close>
        </Radix.Root>
      ))}
      {host ? createPortal(viewport, host) : viewport}
    </Radix.Provider>
  );
}

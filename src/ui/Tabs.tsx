import { Tabs as Radix } from 'radix-ui';
import { type ReactNode, useEffect, useRef } from 'react';

export interface TabItem<T extends string> {
  readonly id: T;
  readonly label: string;
  /** Beside the label: a Badge with a count, a dot. */
  readonly mark?: ReactNode;
  readonly content: ReactNode;
}

export interface TabsProps<T extends string> {
  /** Accessible name of the row of tabs. */
  readonly label: string;
  readonly tabs: readonly TabItem<T>[];
  /** Nothing while all of them are closed. */
  readonly value: T | undefined;
  readonly onChange: (value: T) => void;
  /** At the end of the row: buttons that belong to all tabs. */
  readonly actions?: ReactNode;
}

/** Only the chosen tab is mounted: a hidden panel costs nothing while a model trains. */
export function Tabs<T extends string>({ label, tabs, value, onChange, actions }: TabsProps<T>) {
  const choose = (text: string) => {
    const tab = tabs.find((one) => one.id === text);
    if (tab) onChange(tab.id);
  };
  const row = useRef<HTMLDivElement>(null);
  // A tab may be chosen from elsewhere, out of sight in a row that is too long for the window.
  useEffect(() => {
    const chosen = value !== undefined && row.current?.querySelector('[data-state="active"]');
    if (chosen) chosen.scrollIntoView({ block: 'nearest', inline: 'nearest' });
  }, [value]);
  return (
    <Radix.Root value={value ?? ''} onValueChange={choose} className="flex h-full min-h-0 flex-col">
      <div className="flex items-center border-b border-line bg-surface">
        <Radix.List ref={row} aria-label={label} className="flex min-w-0 flex-1 overflow-x-auto">
          {tabs.map((tab) => (
            <Radix.Trigger
              key={tab.id}
              value={tab.id}
              className="focus-inset flex h-8 shrink-0 items-center gap-1.5 border-b-2 border-transparent px-3 text-sm text-muted hover:text-ink data-[state=active]:border-accent data-[state=active]:font-medium data-[state=active]:text-ink"
            >
              {tab.label}
              {tab.mark}
            </Radix.Trigger>
          ))}
        </Radix.List>
        {actions && <div className="flex shrink-0 items-center gap-1 px-1">{actions}</div>}
      </div>
      {tabs.map((tab) => (
        <Radix.Content key={tab.id} value={tab.id} className="focus-inset min-h-0 flex-1">
          {tab.content}
        </Radix.Content>
      ))}
    </Radix.Root>
  );
}

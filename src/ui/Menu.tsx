import { Check, type LucideIcon } from 'lucide-react';
import { ContextMenu as Context, DropdownMenu as Dropdown } from 'radix-ui';
import { Fragment, type ReactNode } from 'react';
import { Alone } from './Alone';
import { cx } from './cx';
import { Kbd } from './Kbd';

export interface MenuItem {
  readonly label: string;
  readonly onSelect: () => void;
  readonly icon?: LucideIcon;
  readonly keys?: string;
  readonly disabled?: boolean;
  readonly danger?: boolean;
  /** A tick in front, for what is on or off. */
  readonly checked?: boolean;
}

/** Items in groups; a line stands between two groups. */
export type MenuGroups = readonly (readonly MenuItem[])[];

const CONTENT =
  'z-50 max-h-(--radix-popper-available-height) overflow-y-auto min-w-44 animate-appear rounded-md border border-line bg-raised p-1 shadow-raised';
const ITEM =
  'flex h-7 items-center gap-2 rounded-sm px-2 text-sm outline-none select-none data-disabled:opacity-50 data-highlighted:bg-hover';

/** The two Radix menus have the same parts under two names. */
interface Parts {
  readonly Item: typeof Dropdown.Item | typeof Context.Item;
  readonly CheckboxItem: typeof Dropdown.CheckboxItem | typeof Context.CheckboxItem;
  readonly Separator: typeof Dropdown.Separator | typeof Context.Separator;
}

function Items({
  groups,
  parts: { Item, CheckboxItem, Separator },
}: {
  readonly groups: MenuGroups;
  readonly parts: Parts;
}) {
  return groups.map((group, index) => (
    <Fragment key={group[0]?.label ?? index}>
      {index > 0 && <Separator className="my-1 h-px bg-line" />}
      {group.map((item) => {
        const Icon = item.checked ? Check : item.icon;
        const shared = {
          onSelect: item.onSelect,
          disabled: item.disabled === true,
          className: cx(ITEM, item.danger && 'text-danger-ink'),
          children: (
            <>
              <span className="flex w-4 shrink-0 justify-center">{Icon && <Icon aria-hidden size={14} />}</span>
              <span className="flex-1">{item.label}</span>
              {item.keys && <Kbd keys={item.keys} />}
            </>
          ),
        };
        return item.checked === undefined ? (
          <Item key={item.label} {...shared} />
        ) : (
          <CheckboxItem key={item.label} checked={item.checked} {...shared} />
        );
      })}
    </Fragment>
  ));
}

export interface MenuProps {
  /** The button that opens it; it needs an accessible name. */
  readonly trigger: ReactNode;
  readonly groups: MenuGroups;
  /** Words above the items. */
  readonly note?: ReactNode;
  readonly align?: 'start' | 'end';
}

export function Menu({ trigger, groups, note, align = 'start' }: MenuProps) {
  return (
    <Dropdown.Root>
      <Dropdown.Trigger asChild>{trigger}</Dropdown.Trigger>
      <Dropdown.Portal>
        <Dropdown.Content align={align} sideOffset={4} collisionPadding={8} className={CONTENT}>
          <Alone />
          {note && (
            <Dropdown.Label className="mb-1 max-w-72 border-b border-line px-2 pt-1 pb-2 text-xs text-muted">
              {note}
            </Dropdown.Label>
          )}
          <Items groups={groups} parts={Dropdown} />
        </Dropdown.Content>
      </Dropdown.Portal>
    </Dropdown.Root>
  );
}

export interface ContextMenuProps {
  readonly groups: MenuGroups;
  /** One element; a right click, a long press or the menu key on it opens the menu. */
  readonly children: ReactNode;
}

export function ContextMenu({ groups, children }: ContextMenuProps) {
  return (
    <Context.Root>
      <Context.Trigger asChild>{children}</Context.Trigger>
      <Context.Portal>
        <Context.Content collisionPadding={8} className={CONTENT}>
          <Alone />
          <Items groups={groups} parts={Context} />
        </Context.Content>
      </Context.Portal>
    </Context.Root>
  );
}

import { Command as Menu } from 'cmdk';
import { GROUPS, keysOf } from '../../editor';
import { Dialog, Kbd } from '../../ui';
import { useKeyMap } from '../commands/key-store';
import { useCommands } from '../commands/use-commands';
import type { DialogState } from './TemplatesDialog';

/** Every command by name: what can be done now comes to hand, with its keys to learn. */
export function CommandPalette({ open, onOpenChange }: DialogState) {
  return (
    <Dialog open={open} onOpenChange={onOpenChange} title="Commands" size="md">
      <Commands onDone={() => onOpenChange(false)} />
    </Dialog>
  );
}

function Commands({ onDone }: { readonly onDone: () => void }) {
  const commands = useCommands().filter(({ id, enabled }) => id !== 'help.commands' && enabled?.() !== false);
  const chosen = useKeyMap();
  return (
    <Menu label="Commands" loop>
      <Menu.Input
        placeholder="What do you want to do?"
        maxLength={200}
        className="mb-2 h-9 w-full rounded-md border border-line bg-sunken px-2.5 text-sm outline-none focus-visible:border-accent"
      />
      <Menu.List className="max-h-[50dvh] min-h-40 overflow-auto">
        <Menu.Empty className="px-2 py-6 text-center text-sm text-muted">Nothing is called so.</Menu.Empty>
        {GROUPS.map((group) => {
          const items = commands.filter((command) => command.group === group);
          if (items.length === 0) return null;
          return (
            <Menu.Group
              key={group}
              heading={group}
              className="[&_[cmdk-group-heading]]:px-2 [&_[cmdk-group-heading]]:py-1 [&_[cmdk-group-heading]]:text-xs [&_[cmdk-group-heading]]:font-medium [&_[cmdk-group-heading]]:text-muted"
            >
              {items.map((command) => (
                <Menu.Item
                  key={command.id}
                  value={`${command.title} ${command.id}`}
                  onSelect={() => {
                    onDone();
                    // The dialog gives the focus back first: a command may want it elsewhere.
                    requestAnimationFrame(command.run);
                  }}
                  className="flex h-8 items-center gap-2 rounded-sm px-2 text-sm data-[selected=true]:bg-hover"
                >
                  <span className="flex-1 truncate">{command.title}</span>
                  {keysOf(command, chosen)
                    .slice(0, 1)
                    .map((keys) => (
                      <Kbd key={keys} keys={keys} />
                    ))}
                </Menu.Item>
              ))}
            </Menu.Group>
          );
        })}
      </Menu.List>
    </Menu>
  );
}

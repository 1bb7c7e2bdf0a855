import { CircleHelp, GraduationCap, Keyboard, Search } from 'lucide-react';
import { IconButton, Menu, type MenuItem } from '../ui';
import { useKeysOf } from './commands/use-commands';
import { useWorkspace } from './context';
import { showDialog } from './dialogs/dialog-store';
import { startTour } from './tour/tour-store';

export function useHelpItems(): readonly MenuItem[] {
  const workspace = useWorkspace();
  const [palette, keys] = [useKeysOf('help.commands'), useKeysOf('help.keys')];
  return [
    { label: 'Take the tour', icon: GraduationCap, onSelect: () => void startTour(workspace) },
    { label: 'Keys', icon: Keyboard, onSelect: () => showDialog('keys'), ...(keys && { keys }) },
    { label: 'Commands', icon: Search, onSelect: () => showDialog('commands'), ...(palette && { keys: palette }) },
  ];
}

/** Where people look who do not know how to go on. */
export function HelpMenu() {
  const items = useHelpItems();
  return <Menu align="end" trigger={<IconButton side="bottom" label="Help" icon={CircleHelp} />} groups={[items]} />;
}

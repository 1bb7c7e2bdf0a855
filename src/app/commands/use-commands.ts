import { useEffect } from 'react';
import { type Command, chordOf, commandFor, editorCommands, isElsewhere, isHere, keysOf } from '../../editor';
import { useWorkspace } from '../context';
import { dialogStore } from '../dialogs/dialog-store';
import type { Workspace } from '../workspace';
import { appCommands } from './app-commands';
import { keyStore, useKeyMap } from './key-store';

/** Everything a person can ask for, the canvas' commands first. */
export function useCommands(): readonly Command[] {
  const workspace = useWorkspace();
  const known = lists.get(workspace) ?? [...editorCommands(workspace.editor), ...appCommands(workspace)];
  lists.set(workspace, known);
  return known;
}

/** Every button that shows its keys asks: the list is made once. */
const lists = new WeakMap<Workspace, readonly Command[]>();

/** The first key of a command as it is now, for buttons that show it. */
export function useKeysOf(id: string): string | undefined {
  const chosen = useKeyMap();
  const command = useCommands().find((one) => one.id === id);
  return command && keysOf(command, chosen)[0];
}

/** Has keys do what they stand for. */
export function useKeys(): void {
  const commands = useCommands();
  useEffect(() => {
    const down = (event: KeyboardEvent) => {
      if (event.defaultPrevented || dialogStore.getState().open !== undefined) return;
      const chord = chordOf(event);
      if (chord === undefined) return;
      const at = { canvas: isHere(event.target), field: isElsewhere(event.target) };
      const command = commandFor(commands, keyStore.getState().chosen, chord, at);
      if (!command) return;
      event.preventDefault();
      if (!event.repeat || command.repeats) command.run();
    };
    window.addEventListener('keydown', down);
    return () => window.removeEventListener('keydown', down);
  }, [commands]);
}

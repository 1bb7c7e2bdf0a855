import { GraduationCap } from 'lucide-react';
import { useEffect, useState } from 'react';
import { type Command, chordOf, GROUPS, isReserved, keysOf, withKey } from '../../editor';
import { Button, Dialog, Kbd, SearchField } from '../../ui';
import { keyStore, useKeyMap } from '../commands/key-store';
import { useCommands } from '../commands/use-commands';
import { useWorkspace } from '../context';
import { startTour } from '../tour/tour-store';
import type { DialogState } from './TemplatesDialog';

/** Keys that go with the focus or the pointer, and cannot be changed. */
const FIXED: readonly (readonly [keys: string, text: string])[] = [
  ['W', 'Draw a wire from the block that has the focus'],
  ['Tab', 'On to the next block, port or button; while a wire is drawn, the next port that fits'],
  [
    'Shift+ArrowDown',
    'While a wire is drawn, the next port, also one that does not take it: Enter says what would make it fit',
  ],
  ['Enter', 'Select the block that has the focus; go into a module; write in a frame or note; end a wire at a port'],
  ['Alt', 'Held while something is dragged: it stands wherever it is let go, off the grid and off every line'],
  ['Shift+Space', 'Add the block that has the focus to the selection, or take it out'],
  ['Ctrl+C', 'Copy the selection as text'],
  ['Ctrl+X', 'Cut the selection'],
  ['Ctrl+V', 'Paste at the pointer'],
  ['Ctrl+Shift+V', 'Paste with the wires that came in'],
];

/** All keys, and other ones for whoever wants them. */
export function KeysDialog({ open, onOpenChange }: DialogState) {
  const workspace = useWorkspace();
  const commands = useCommands();
  const chosen = useKeyMap();
  const [query, setQuery] = useState('');
  const [asking, setAsking] = useState<string>();
  const words = query.toLowerCase().split(/\s+/).filter(Boolean);
  const answers = (text: string) => words.every((word) => text.toLowerCase().includes(word));
  const shown = commands.filter((one) => answers(`${one.title} ${one.group} ${keysOf(one, chosen).join(' ')}`));
  return (
    <Dialog
      open={open}
      onOpenChange={(wanted) => {
        setAsking(undefined);
        onOpenChange(wanted);
      }}
      title="Keys"
      description="Ctrl is Cmd on a Mac. Choose Change and press the new keys."
      size="lg"
      actions={
        <>
          <Button
            className="mr-auto"
            icon={GraduationCap}
            onClick={() => {
              onOpenChange(false);
              void startTour(workspace);
            }}
          >
            Take the tour
          </Button>
          <Button disabled={chosen.size === 0} onClick={() => keyStore.setState({ chosen: new Map() })}>
            All as they were
          </Button>
        </>
      }
    >
      <SearchField label="Find a command or a key" value={query} onChange={setQuery} />
      <div className="mt-3 columns-1 gap-6 md:columns-2">
        {GROUPS.map((group) => {
          const rows = shown.filter((command) => command.group === group && command.title !== '');
          return rows.length === 0 ? null : (
            <section key={group} aria-label={group} className="mb-4 break-inside-avoid">
              <h3 className="mb-1 text-xs font-semibold text-muted">{group}</h3>
              <ul>
                {rows.map((command) => (
                  <KeyRow
                    key={command.id}
                    command={command}
                    keys={keysOf(command, chosen)}
                    asking={asking === command.id}
                    onAsk={(wanted) => setAsking(wanted ? command.id : undefined)}
                    onChord={(chord) => {
                      keyStore.setState({ chosen: withKey(commands, chosen, command.id, chord) });
                      setAsking(undefined);
                    }}
                  />
                ))}
              </ul>
            </section>
          );
        })}
        <section aria-label="Focus and clipboard" className="mb-4 break-inside-avoid">
          <h3 className="mb-1 text-xs font-semibold text-muted">Focus and clipboard</h3>
          <ul>
            {FIXED.filter(([keys, text]) => answers(`${keys} ${text}`)).map(([keys, text]) => (
              <li key={keys} className="flex items-center justify-end gap-2 py-1 text-sm max-sm:flex-wrap">
                <span className="flex-1 max-sm:min-w-[45%]">{text}</span>
                <Kbd keys={keys} />
              </li>
            ))}
          </ul>
        </section>
      </div>
    </Dialog>
  );
}

interface KeyRowProps {
  readonly command: Command;
  readonly keys: readonly string[];
  readonly asking: boolean;
  readonly onAsk: (asking: boolean) => void;
  readonly onChord: (chord: string) => void;
}

function KeyRow({ command, keys, asking, onAsk, onChord }: KeyRowProps) {
  const [refused, setRefused] = useState<string>();
  useEffect(() => {
    if (!asking) return;
    const down = (event: KeyboardEvent) => {
      const chord = chordOf(event);
      if (chord === undefined) return;
      event.preventDefault();
      event.stopPropagation();
      setRefused(undefined);
      if (chord === 'Escape' && command.id !== 'modules.leave') onAsk(false);
      else if (isReserved(chord)) setRefused(chord);
      else onChord(chord);
    };
    // Before the dialog, which Escape would close.
    window.addEventListener('keydown', down, true);
    return () => window.removeEventListener('keydown', down, true);
  }, [asking, command.id, onAsk, onChord]);
  return (
    <li className="flex items-center justify-end gap-2 py-0.5 text-sm max-sm:flex-wrap">
      <span className="min-w-0 flex-1 max-sm:min-w-[45%]">
        {command.title}
        {refused && <span className="block text-xs text-danger-ink">The browser keeps {refused} for itself.</span>}
      </span>
      {asking ? (
        <span role="status" className="text-xs text-accent-ink">
          Press the new keys…
        </span>
      ) : (
        keys.map((one) => <Kbd key={one} keys={one} />)
      )}
      <Button
        size="sm"
        tone="ghost"
        aria-label={`${asking ? 'Keep' : 'Change'} the keys of: ${command.title}`}
        onClick={() => onAsk(!asking)}
      >
        {asking ? 'Keep' : 'Change'}
      </Button>
    </li>
  );
}

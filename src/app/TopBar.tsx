import {
  CircleHelp,
  Download,
  Files,
  FolderOpen,
  GraduationCap,
  Keyboard,
  LayoutTemplate,
  Monitor,
  Moon,
  PanelLeft,
  PanelRight,
  Redo2,
  Search,
  Share2,
  Sun,
  Undo2,
} from 'lucide-react';
import { setMeta } from '../document';
import { useDocument } from '../editor';
import type { BackendName } from '../metrics';
import { Button, IconButton, Menu, TextField } from '../ui';
import { useKeysOf } from './commands/use-commands';
import { useWorkspace } from './context';
import { showDialog } from './dialogs/dialog-store';
import { BackendBadge, ModelFigures, ProblemsButton } from './Figures';
import type { Theme } from './layout';
import { layoutStore, useLayout } from './layout-store';
import { RunControls } from './RunControls';
import { startTour } from './tour/tour-store';

export function TopBar({ forced }: { readonly forced: BackendName | undefined }) {
  return (
    <header className="flex flex-wrap items-center gap-x-2 gap-y-1 border-b border-line bg-surface px-2 py-1.5">
      <h1 className="text-sm font-bold tracking-tight text-accent-ink max-[1400px]:sr-only">Wireformer</h1>
      <DocumentName />
      <IconButton
        side="bottom"
        label="Documents"
        keys="Ctrl+Shift+O"
        icon={Files}
        onClick={() => showDialog('documents')}
      />
      <div className="flex items-center gap-0.5">
        <Button tone="ghost" icon={LayoutTemplate} onClick={() => showDialog('templates')}>
          Templates
        </Button>
        <Button tone="ghost" icon={FolderOpen} onClick={() => showDialog('open')}>
          Open
        </Button>
        <Button tone="ghost" icon={Share2} onClick={() => showDialog('share')}>
          Share
        </Button>
        <Button tone="ghost" icon={Download} onClick={() => showDialog('export')}>
          Export
        </Button>
      </div>
      <History />
      <ProblemsButton />
      <ModelFigures />
      <div className="ml-auto flex items-center gap-2">
        <BackendBadge forced={forced} />
        <RunControls />
        <Arrangement />
      </div>
    </header>
  );
}

function DocumentName() {
  const { editor } = useWorkspace();
  const name = useDocument((state) => state.document.meta.name);
  const readOnly = useDocument((state) => state.readOnly);
  return (
    <TextField
      label="Name of this document"
      hideLabel
      className="w-40 max-lg:w-32"
      disabled={readOnly}
      value={name}
      check={(text) => (text.trim() === '' ? 'Enter a name.' : undefined)}
      onCommit={(text) => {
        const { document } = editor.document.getState();
        editor.edit(setMeta(document, { ...document.meta, name: text }));
      }}
    />
  );
}

function History() {
  const { editor } = useWorkspace();
  const past = useDocument((state) => state.history.past.length > 0);
  const future = useDocument((state) => state.history.future.length > 0);
  const readOnly = useDocument((state) => state.readOnly);
  const [undo, redo] = [useKeysOf('edit.undo'), useKeysOf('edit.redo')];
  return (
    <div className="flex items-center">
      <IconButton
        side="bottom"
        label="Undo"
        {...(undo && { keys: undo })}
        icon={Undo2}
        disabled={!past || readOnly}
        onClick={() => editor.undo()}
      />
      <IconButton
        side="bottom"
        label="Redo"
        {...(redo && { keys: redo })}
        icon={Redo2}
        disabled={!future || readOnly}
        onClick={() => editor.redo()}
      />
    </div>
  );
}

const THEMES = [
  { id: 'system', label: 'As the system', icon: Monitor },
  { id: 'light', label: 'Light', icon: Sun },
  { id: 'dark', label: 'Dark', icon: Moon },
] as const satisfies readonly { readonly id: Theme; readonly label: string; readonly icon: typeof Sun }[];

/** Which side panels are open, and the theme. */
function Arrangement() {
  const palette = useLayout((layout) => layout.palette);
  const inspector = useLayout((layout) => layout.inspector);
  const theme = useLayout((layout) => layout.theme);
  const icon = THEMES.find((one) => one.id === theme)?.icon ?? Sun;
  return (
    <div className="flex items-center">
      <IconButton
        side="bottom"
        label="Toggle the block palette"
        icon={PanelLeft}
        pressed={palette}
        onClick={() => layoutStore.setState({ palette: !palette })}
      />
      <IconButton
        side="bottom"
        label="Toggle the inspector"
        icon={PanelRight}
        pressed={inspector}
        onClick={() => layoutStore.setState({ inspector: !inspector })}
      />
      <Menu
        align="end"
        trigger={<IconButton side="bottom" label="Theme" icon={icon} />}
        groups={[
          THEMES.map((one) => ({
            label: one.label,
            icon: one.icon,
            checked: one.id === theme,
            onSelect: () => layoutStore.setState({ theme: one.id }),
          })),
        ]}
      />
      <Help />
    </div>
  );
}

/** Where people look who do not know how to go on. */
function Help() {
  const workspace = useWorkspace();
  const [palette, keys] = [useKeysOf('help.commands'), useKeysOf('help.keys')];
  return (
    <Menu
      align="end"
      trigger={<IconButton side="bottom" label="Help" icon={CircleHelp} />}
      groups={[
        [
          { label: 'Take the tour', icon: GraduationCap, onSelect: () => void startTour(workspace) },
          { label: 'Keys', icon: Keyboard, onSelect: () => showDialog('keys'), ...(keys && { keys }) },
          {
            label: 'Commands',
            icon: Search,
            onSelect: () => showDialog('commands'),
            ...(palette && { keys: palette }),
          },
        ],
      ]}
    />
  );
}

import {
  Download,
  Files,
  FolderOpen,
  LayoutTemplate,
  type LucideIcon,
  PanelLeft,
  PanelRight,
  Redo2,
  Share2,
  Sun,
  Undo2,
} from 'lucide-react';
import { useDocument } from '../editor';
import type { BackendName } from '../metrics';
import { Button, IconButton, Menu, Tooltip } from '../ui';
import { useKeysOf } from './commands/use-commands';
import { useWorkspace } from './context';
import { DocumentName } from './DocumentName';
import { showDialog } from './dialogs/dialog-store';
import { BackendBadge, ModelFigures, ProblemsButton } from './Figures';
import { HelpMenu } from './HelpMenu';
import { togglePanel, useLayout } from './layout-store';
import { RunControls } from './RunControls';
import { THEMES, themeItems } from './themes';

export function TopBar({ forced }: { readonly forced: BackendName | undefined }) {
  return (
    <header className="flex flex-wrap items-center gap-x-2 gap-y-1 border-b border-line bg-surface px-2 py-1.5">
      <h1 className="text-sm font-bold tracking-tight text-accent-ink max-[1400px]:sr-only">Wireformer</h1>
      <DocumentName className="w-40 max-lg:w-32" />
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
        <WordButton label="Open" icon={FolderOpen} onClick={() => showDialog('open')} />
        <WordButton label="Share" icon={Share2} onClick={() => showDialog('share')} />
        <WordButton label="Export" icon={Download} onClick={() => showDialog('export')} />
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

interface WordButtonProps {
  readonly label: string;
  readonly icon: LucideIcon;
  readonly onClick: () => void;
}

/** With its word where there is room for it on one line. */
function WordButton({ label, icon, onClick }: WordButtonProps) {
  return (
    <Tooltip text={label} side="bottom">
      <Button tone="ghost" icon={icon} onClick={onClick}>
        <span className="max-[1400px]:sr-only">{label}</span>
      </Button>
    </Tooltip>
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
        onClick={() => togglePanel('palette')}
      />
      <IconButton
        side="bottom"
        label="Toggle the inspector"
        icon={PanelRight}
        pressed={inspector}
        onClick={() => togglePanel('inspector')}
      />
      <Menu align="end" trigger={<IconButton side="bottom" label="Theme" icon={icon} />} groups={[themeItems(theme)]} />
      <HelpMenu />
    </div>
  );
}

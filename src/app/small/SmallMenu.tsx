import {
  Download,
  Ellipsis,
  Files,
  FolderOpen,
  Redo2,
  RotateCcw,
  Share2,
  StepForward,
  TriangleAlert,
  Undo2,
} from 'lucide-react';
import { useDocument } from '../../editor';
import type { BackendName } from '../../metrics';
import { IconButton, Menu, type MenuItem } from '../../ui';
import { running, train } from '../actions';
import { useRun, useWork, useWorkspace } from '../context';
import { showDialog } from '../dialogs/dialog-store';
import { useBackend, useModelFigures, useProblemCount } from '../Figures';
import { useHelpItems } from '../HelpMenu';
import { openTab, useLayout } from '../layout-store';
import { themeItems } from '../themes';

/** Everything of the top bar that has no room on a small screen. */
export function SmallMenu({ forced }: { readonly forced: BackendName | undefined }) {
  const figures = useModelFigures();
  const theme = useLayout((layout) => layout.theme);
  const backend = useBackend(forced);
  const help = useHelpItems();
  return (
    <Menu
      align="end"
      trigger={<IconButton label="More" icon={Ellipsis} />}
      note={figures.map(({ label, short }) => `${label} ${short}`).join(' · ')}
      groups={[
        useEdits(),
        [
          { label: 'Documents', icon: Files, onSelect: () => showDialog('documents') },
          { label: 'Open', icon: FolderOpen, onSelect: () => showDialog('open') },
          { label: 'Share', icon: Share2, onSelect: () => showDialog('share') },
          { label: 'Export', icon: Download, onSelect: () => showDialog('export') },
        ],
        useRuns(),
        backend.items.map((item) => ({ ...item, label: `Backend: ${item.label}` })),
        themeItems(theme).map((item) => ({ ...item, label: `Theme: ${item.label.toLowerCase()}` })),
        help,
      ]}
    />
  );
}

function useEdits(): readonly MenuItem[] {
  const { editor } = useWorkspace();
  const past = useDocument((state) => state.history.past.length > 0);
  const future = useDocument((state) => state.history.future.length > 0);
  const readOnly = useDocument((state) => state.readOnly);
  const { words } = useProblemCount();
  return [
    { label: 'Undo', icon: Undo2, disabled: !past || readOnly, onSelect: () => editor.undo() },
    { label: 'Redo', icon: Redo2, disabled: !future || readOnly, onSelect: () => editor.redo() },
    { label: words, icon: TriangleAlert, onSelect: () => openTab('problems') },
  ];
}

function useRuns(): readonly MenuItem[] {
  const workspace = useWorkspace();
  const state = useRun((view) => view.state);
  const hasWeights = useRun((view) => view.hasWeights);
  const open = useWork((work) => work.id !== '' && !work.elsewhere);
  return [
    {
      label: 'Step',
      icon: StepForward,
      disabled: running(state) || !open,
      onSelect: () => train(workspace, true),
    },
    {
      label: 'Reset',
      icon: RotateCcw,
      disabled: !open || (!hasWeights && state !== 'preparing'),
      onSelect: () => void workspace.run.reset(),
    },
  ];
}

import { useEffect } from 'react';
import { Group, type Layout as GroupLayout, Panel, Separator } from 'react-resizable-panels';
import { EditorProvider, Inspector, Palette } from '../editor';
import type { BackendName } from '../metrics';
import { applyTheme, cx, UiProvider, useNarrow, useSmall, useToast } from '../ui';
import { attempt, takeFile } from './actions';
import { useKeys } from './commands/use-commands';
import { useWorkspace, WorkspaceProvider } from './context';
import { Dialogs } from './dialogs/Dialogs';
import { Dock } from './dock/Dock';
import { keepSizes, useLayout } from './layout-store';
import { OtherTab } from './OtherTab';
import { Plane } from './Plane';
import { StatusLine } from './StatusLine';
import { SmallBar } from './small/SmallBar';
import { SmallMain } from './small/SmallMain';
import { SmallNav } from './small/SmallNav';
import { TopBar } from './TopBar';
import { TourOffer, TourSlot } from './tour/TourSlot';
import type { Workspace } from './workspace';

export interface AppProps {
  readonly workspace: Workspace;
  /** Backend that the address asks for. */
  readonly forced: BackendName | undefined;
}

export function App({ workspace, forced }: AppProps) {
  return (
    <WorkspaceProvider workspace={workspace}>
      <EditorProvider editor={workspace.editor}>
        <UiProvider>
          <Page forced={forced} />
        </UiProvider>
      </EditorProvider>
    </WorkspaceProvider>
  );
}

const BAR =
  'bg-line data-[separator=active]:bg-accent data-[separator=focus]:bg-accent data-[separator=hover]:bg-accent';

function Page({ forced }: { readonly forced: BackendName | undefined }) {
  useTheme();
  useNotices();
  useKeys();
  useFileDrops();
  const small = useSmall();
  const narrow = useNarrow();
  return (
    <div className={cx('flex h-dvh min-w-80 flex-col text-ink', small ? 'min-h-80' : 'min-h-[32rem]')}>
      {small ? <SmallBar forced={forced} /> : <TopBar forced={forced} />}
      <TourOffer />
      <OtherTab />
      <main className="min-h-0 flex-1">{small ? <SmallMain /> : <Rows />}</main>
      <TourSlot />
      <StatusLine />
      {narrow && <SmallNav />}
      <Dialogs />
    </div>
  );
}

/** What is edited, and the panels below it. */
function Rows() {
  const dock = useLayout((layout) => layout.dock);
  const rows = useLayout((layout) => layout.sizes.rows);
  if (!dock)
    return (
      <div className="flex h-full flex-col">
        <div className="min-h-0 flex-1">
          <Columns />
        </div>
        <div className="h-[33px] overflow-hidden border-t border-line">
          <Dock />
        </div>
      </div>
    );
  return (
    <Group
      id="rows"
      orientation="vertical"
      className="h-full"
      {...(rows && { defaultLayout: rows })}
      onLayoutChanged={(layout) => keepSizes('rows', layout)}
    >
      <Panel id="work" minSize={120}>
        <Columns />
      </Panel>
      <Separator className={`h-px ${BAR}`} />
      <Panel id="panels" minSize={120} defaultSize="38%">
        <Dock />
      </Panel>
    </Group>
  );
}

/** Palette, canvas, inspector. */
function Columns() {
  const palette = useLayout((layout) => layout.palette);
  const inspector = useLayout((layout) => layout.inspector);
  const name = `columns${palette ? '-palette' : ''}${inspector ? '-inspector' : ''}`;
  const sizes = useLayout((layout) => layout.sizes[name]);
  const keep = (layout: GroupLayout) => keepSizes(name, layout);
  return (
    <Group key={name} id={name} className="h-full" {...(sizes && { defaultLayout: sizes })} onLayoutChanged={keep}>
      {palette && (
        <>
          <Panel id="palette" minSize={130} defaultSize={196} groupResizeBehavior="preserve-pixel-size">
            <Palette />
          </Panel>
          <Separator className={`w-px ${BAR}`} />
        </>
      )}
      <Panel id="canvas" minSize={200}>
        <Plane />
      </Panel>
      {inspector && (
        <>
          <Separator className={`w-px ${BAR}`} />
          <Panel id="inspector" minSize={180} defaultSize={296} groupResizeBehavior="preserve-pixel-size">
            <Inspector />
          </Panel>
        </>
      )}
    </Group>
  );
}

function useTheme(): void {
  const theme = useLayout((layout) => layout.theme);
  useEffect(() => applyTheme(theme), [theme]);
}

function useNotices(): void {
  const { notices } = useWorkspace();
  const toast = useToast();
  useEffect(() => notices.listen(toast), [notices, toast]);
}

/** Files can be dropped anywhere; a field that takes them itself has its say first. */
function useFileDrops(): void {
  const workspace = useWorkspace();
  useEffect(() => {
    const over = (event: DragEvent) => {
      if (event.dataTransfer?.types.includes('Files')) event.preventDefault();
    };
    const drop = (event: DragEvent) => {
      const [file] = event.dataTransfer?.files ?? [];
      if (!file || event.defaultPrevented) return;
      event.preventDefault();
      void attempt(workspace, () => takeFile(workspace, file));
    };
    window.addEventListener('dragover', over);
    window.addEventListener('drop', drop);
    return () => {
      window.removeEventListener('dragover', over);
      window.removeEventListener('drop', drop);
    };
  }, [workspace]);
}

import { X } from 'lucide-react';
import { type ReactNode, useEffect } from 'react';
import { Inspector, Palette } from '../../editor';
import { IconButton } from '../../ui';
import { afterLayout } from '../after-layout';
import { useWorkspace } from '../context';
import { Dock } from '../dock/Dock';
import type { Sheet } from '../layout';
import { layoutStore, useLayout } from '../layout-store';
import { Plane } from '../Plane';
import type { Workspace } from '../workspace';

/** The canvas, and below it what has been asked for: the page of a phone. */
export function PhoneMain() {
  const workspace = useWorkspace();
  const sheet = useLayout((layout) => layout.sheet);
  useEffect(() => followSelection(workspace), [workspace]);
  return (
    <div className="flex h-full flex-col">
      <div className="min-h-0 flex-1">
        <Plane />
      </div>
      {sheet && <div className="h-[56%] border-t border-line bg-surface">{CONTENT[sheet]}</div>}
    </div>
  );
}

const CONTENT: Readonly<Record<Sheet, ReactNode>> = {
  palette: (
    <Titled title="Blocks">
      <Palette />
    </Titled>
  ),
  inspector: (
    <Titled title="Inspector">
      <Inspector />
    </Titled>
  ),
  dock: <Dock />,
};

export const closeSheet = (): void => layoutStore.setState({ sheet: undefined });

function Titled({ title, children }: { readonly title: string; readonly children: ReactNode }) {
  return (
    <div className="flex h-full flex-col">
      <div className="flex h-10 shrink-0 items-center justify-between border-b border-line pl-3">
        <span className="text-sm font-medium">{title}</span>
        <IconButton label={`Close: ${title}`} icon={X} onClick={closeSheet} />
      </div>
      <div className="min-h-0 flex-1">{children}</div>
    </div>
  );
}

/** A tap on a block shows what there is to know of it, and the block stays in sight above that. */
function followSelection({ editor }: Workspace): () => void {
  return editor.view.subscribe((now, before) => {
    if (now.nodes === before.nodes) return;
    const { sheet } = layoutStore.getState();
    const [only, ...more] = now.nodes;
    if (only === undefined && sheet === 'inspector') closeSheet();
    if (only === undefined || more.length > 0) return;
    layoutStore.setState({ sheet: 'inspector' });
    afterLayout(() => editor.canvas.current?.reveal(only));
  });
}

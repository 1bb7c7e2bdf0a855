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

/** The canvas, and what has been asked for: below it on a narrow screen, beside it on a low one. */
export function SmallMain() {
  const workspace = useWorkspace();
  const sheet = useLayout((layout) => layout.sheet);
  useEffect(() => followSelection(workspace), [workspace]);
  return (
    <div className="flex h-full max-sm:flex-col">
      <div className="min-h-0 min-w-0 flex-1">
        <Plane />
      </div>
      {sheet && (
        <div className="border-line bg-surface max-sm:h-[56%] max-sm:border-t sm:w-1/2 sm:border-l">
          {CONTENT[sheet]}
        </div>
      )}
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

const closeSheet = (): void => layoutStore.setState({ sheet: undefined });

function Titled({ title, children }: { readonly title: string; readonly children: ReactNode }) {
  return (
    <div className="flex h-full flex-col">
      <div className="flex min-h-8 shrink-0 items-center justify-between border-b border-line pl-3">
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

import { Plus, Waypoints } from 'lucide-react';
import type { ReactNode } from 'react';
import { Button, EmptyState } from '../../ui';
import { useDocument, useEditor, useView } from '../context';
import { openSearch } from '../search';

/** How to begin, where nothing is on the canvas yet. What it leaves free is the canvas. */
export function NothingYet({ children }: { readonly children?: ReactNode }) {
  const editor = useEditor();
  const empty = useDocument(({ views, document }) => views.nodes.size === 0 && !document.layout.annotations?.length);
  const readOnly = useDocument((state) => state.readOnly);
  const searching = useView((view) => view.search !== undefined);
  if (!empty || searching) return null;
  return (
    <div className="pointer-events-none absolute inset-0 flex items-center justify-center pb-8 [&_button]:pointer-events-auto">
      <div>
        <EmptyState
          icon={Waypoints}
          title="Nothing here yet"
          action={
            <div className="flex flex-wrap justify-center gap-2">
              {!readOnly && (
                <Button tone="primary" icon={Plus} onClick={() => openSearch(editor)}>
                  Add a block
                </Button>
              )}
              {children}
            </div>
          }
        >
          Double-click, or press A, to look for a block; drag one here from the palette; or paste a graph. Data come
          first, and a loss says what is learned.
        </EmptyState>
      </div>
    </div>
  );
}

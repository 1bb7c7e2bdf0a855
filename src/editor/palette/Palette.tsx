import { useRef, useState } from 'react';
import { createPortal } from 'react-dom';
import type { Block } from '../../block';
import { SearchField } from '../../ui';
import { useDocument, useEditor } from '../context';
import { placeBlock } from '../editor';
import { CARD } from '../place';
import { searchBlocks } from './search';
import { useDragOut } from './useDragOut';

/** Every block there is: dragged onto the canvas, or put there by Enter or a double click. */
export function Palette() {
  const editor = useEditor();
  const [query, setQuery] = useState('');
  const list = useRef<HTMLDivElement>(null);
  const inModule = useDocument((state) => state.scope !== undefined);
  const readOnly = useDocument((state) => state.readOnly);
  const { dragged, onPointerDown } = useDragOut((id, at) => {
    const { current: canvas } = editor.canvas;
    if (canvas?.contains(at)) placeBlock(editor, id, canvas.toPlane(at));
  });
  const groups = searchBlocks(editor.library.blocks, query, inModule);
  const first = groups[0]?.blocks[0];
  const held = dragged && editor.library.byId.get(dragged.id);
  return (
    <section aria-label="Block palette" className="flex h-full min-h-0 flex-col bg-surface">
      <h2 className="sr-only">Block palette</h2>
      <div className="p-2">
        <SearchField
          label="Search blocks"
          value={query}
          onChange={setQuery}
          onKeyDown={(event) => {
            if (event.key === 'Enter' && first && query !== '') placeBlock(editor, first.id);
            else if (event.key === 'ArrowDown') {
              event.preventDefault();
              list.current?.querySelector('button')?.focus();
            }
          }}
        />
      </div>
      <div ref={list} className="min-h-0 flex-1 overflow-auto px-2 pb-2">
        {groups.map((group) => (
          // Not a region: a category must not be taken for the panel of the same name.
          <div key={group.category} className="mb-2">
            <h3 className="mb-0.5 px-1 text-xs font-semibold" style={{ color: `var(--wf-category-${group.category})` }}>
              {group.title}
            </h3>
            <ul>
              {group.blocks.map((block) => (
                <li key={block.id}>
                  <button
                    type="button"
                    disabled={readOnly}
                    title={block.doc.text}
                    className="flex h-7 w-full touch-none items-center gap-2 rounded-md px-1.5 text-left text-sm select-none enabled:cursor-grab enabled:hover:bg-hover disabled:opacity-50"
                    onPointerDown={onPointerDown(block.id)}
                    onDoubleClick={() => placeBlock(editor, block.id)}
                    // Pressed by key: a click with the mouse alone does nothing, so that a failed drag adds no block.
                    onClick={(event) => event.detail === 0 && placeBlock(editor, block.id)}
                  >
                    <Swatch block={block} />
                    <span className="truncate">{block.doc.title}</span>
                  </button>
                </li>
              ))}
            </ul>
          </div>
        ))}
        {groups.length === 0 && <p className="px-1 text-sm text-muted">No block answers “{query}”.</p>}
      </div>
      {held &&
        dragged &&
        createPortal(
          <div
            aria-hidden
            className="pointer-events-none fixed z-50 rounded-md border border-accent bg-surface px-2.5 py-2 text-sm opacity-90 shadow-raised"
            style={{ left: dragged.at.x - CARD.width / 2, top: dragged.at.y - 20, width: CARD.width }}
          >
            <span className="flex items-center gap-2">
              <Swatch block={held} />
              {held.doc.title}
            </span>
          </div>,
          document.body,
        )}
    </section>
  );
}

function Swatch({ block }: { readonly block: Block }) {
  return (
    <span
      aria-hidden
      className="size-2.5 shrink-0 rounded-sm"
      style={{ background: `var(--wf-category-${block.category})` }}
    />
  );
}

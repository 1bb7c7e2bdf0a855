import { useRef, useState } from 'react';
import { createPortal } from 'react-dom';
import { useStore } from 'zustand';
import type { Block } from '../../block';
import { SearchField } from '../../ui';
import { aimOffer } from '../canvas/drop-on-wire';
import { useDocument, useEditor, useView } from '../context';
import { placeBlock } from '../editor';
import { CARD } from '../place';
import { type Item, Swatch } from './Entry';
import { Group } from './Group';
import { searchBlocks } from './search';
import { useDragOut } from './useDragOut';

/** Every block there is: dragged onto the canvas, or put there by Enter or a double click. */
export function Palette() {
  const editor = useEditor();
  const [query, setQuery] = useState('');
  const list = useRef<HTMLDivElement>(null);
  const modules = useDocument((state) => state.document.modules);
  const scope = useDocument((state) => state.scope);
  const { dragged, onPointerDown } = useDragOut<Item>(
    ({ offer }, at) => {
      const { current: canvas } = editor.canvas;
      if (canvas?.contains(at)) placeBlock(editor, offer, canvas.toPlane(at), undefined, aimOffer(editor, offer, at));
    },
    ({ offer }, at) => void aimOffer(editor, offer, at && editor.canvas.current?.contains(at) ? at : undefined),
  );
  const groups = searchBlocks(editor.library.blocks, query, scope !== undefined);
  // A module cannot stand in itself; one that would by a way around is refused with the reason when it is placed.
  const found = modules
    .filter(({ id, name }) => id !== scope && name.toLowerCase().includes(query.toLowerCase()))
    .map(
      ({ id, name, description }): Item => ({
        key: `module ${id}`,
        offer: { module: id },
        title: name,
        text: description ?? 'A module of this document.',
        category: 'module',
      }),
    );
  const personal = useStore(editor.personal.list, ({ modules: all }) => all);
  const own = personal
    .filter(({ name }) => name.toLowerCase().includes(query.toLowerCase()))
    .map(
      ({ id, name, pack }): Item => ({
        key: `published ${id}`,
        offer: { published: id },
        title: name,
        text: pack.meta.description || 'One of your modules, for every document.',
        category: 'module',
      }),
    );
  const first = [...groups.flatMap(({ blocks }) => blocks.map(itemOf)), ...found, ...own][0];
  const held = dragged?.item;
  // What it would go into is to be seen above it.
  const aimed = useView((view) => view.target !== undefined);
  return (
    <section aria-label="Block palette" className="flex h-full min-h-0 flex-col bg-surface">
      <h2 className="sr-only">Block palette</h2>
      <div className="p-2">
        <SearchField
          label="Search blocks"
          value={query}
          onChange={setQuery}
          onKeyDown={(event) => {
            if (event.key === 'Enter' && first && query !== '') placeBlock(editor, first.offer);
            else if (event.key === 'ArrowDown') {
              event.preventDefault();
              list.current?.querySelector('button')?.focus();
            }
          }}
        />
      </div>
      <div ref={list} className="min-h-0 flex-1 overflow-auto px-2 pb-2">
        {groups.map((group) => (
          <Group
            key={group.category}
            title={group.title}
            category={group.category}
            items={group.blocks.map(itemOf)}
            onPointerDown={onPointerDown}
          />
        ))}
        {found.length > 0 && (
          <Group title="Modules of this document" category="module" items={found} onPointerDown={onPointerDown} />
        )}
        {own.length > 0 && <Group title="Your modules" category="module" items={own} onPointerDown={onPointerDown} />}
        {groups.length + found.length + own.length === 0 && (
          <p className="px-1 text-sm text-muted">No block answers “{query}”.</p>
        )}
      </div>
      {held &&
        dragged &&
        createPortal(
          <div
            aria-hidden
            className="pointer-events-none fixed z-50 rounded-md border border-accent bg-surface px-2.5 py-2 text-sm opacity-90 shadow-raised"
            style={{ left: dragged.at.x - CARD.width / 2, top: dragged.at.y + (aimed ? 14 : -20), width: CARD.width }}
          >
            <span className="flex items-center gap-2">
              <Swatch category={held.category} />
              {held.title}
            </span>
          </div>,
          document.body,
        )}
    </section>
  );
}

const itemOf = ({ id, doc, category }: Block): Item => ({
  key: id,
  offer: { block: id },
  title: doc.title,
  text: doc.text,
  category,
});

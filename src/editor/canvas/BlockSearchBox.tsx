import { useEffect, useMemo, useRef, useState } from 'react';
import { cx, SearchField } from '../../ui';
import { useDocument, useEditor, useView } from '../context';
import { offersFor } from '../offers';
import { choose, closeSearch } from '../search';
import type { BlockSearch } from '../view-store';

const WIDTH = 320;
const HEIGHT = 360;

/** The search for a block at the pointer, or where a wire was let go. */
export function BlockSearchBox() {
  const search = useView((view) => view.search);
  return search ? <Box key={`${search.at.x} ${search.at.y}`} search={search} /> : null;
}

function Box({ search }: { readonly search: BlockSearch }) {
  const editor = useEditor();
  const [query, setQuery] = useState('');
  const [active, setActive] = useState(0);
  const box = useRef<HTMLDivElement>(null);
  const list = useRef<HTMLDivElement>(null);
  const check = useDocument((state) => state.check);
  const replaced = useDocument(({ views }) =>
    search.replace === undefined ? undefined : views.nodes.get(search.replace),
  );
  const from = useDocument(({ views }) => (search.wire ? views.nodes.get(search.wire.end.node)?.name : undefined));
  // biome-ignore lint/correctness/useExhaustiveDependencies: what fits follows from the check.
  const found = useMemo(() => {
    const all = offersFor(editor, query, search.wire);
    return search.replace === undefined
      ? all
      : all.filter(({ category, key }) => category !== 'data' && !key.startsWith('module '));
  }, [editor, query, search, check]);
  useEffect(() => {
    const before = document.activeElement;
    box.current?.querySelector('input')?.focus();
    const close = (event: PointerEvent) => {
      if (event.target instanceof Node && !box.current?.contains(event.target)) closeSearch(editor);
    };
    window.addEventListener('pointerdown', close, true);
    return () => {
      window.removeEventListener('pointerdown', close, true);
      if (before instanceof HTMLElement && document.activeElement === document.body)
        before.focus({ preventScroll: true });
    };
  }, [editor]);
  useEffect(() => {
    list.current?.children[active]?.scrollIntoView({ block: 'nearest' });
  }, [active]);
  const take = (index: number) => {
    const one = found[index];
    const id = one && choose(editor, search, one);
    if (id !== undefined) focusCard(id);
  };
  const title = replaced
    ? `Replace ${replaced.name} by`
    : from
      ? `Blocks that fit ${from}.${search.wire?.end.port}`
      : 'Add a block';
  const name = (index: number) => `block-search-${index}`;
  return (
    <div
      ref={box}
      role="dialog"
      aria-label={title}
      className="fixed z-50 flex animate-appear flex-col rounded-md border border-line bg-raised p-2 shadow-raised"
      style={{
        left: Math.max(8, Math.min(search.at.x, window.innerWidth - WIDTH - 8)),
        top: Math.max(8, Math.min(search.at.y, window.innerHeight - HEIGHT - 8)),
        width: WIDTH,
        maxHeight: HEIGHT,
      }}
      onKeyDown={(event) => {
        if (event.key === 'Escape') closeSearch(editor);
        else if (event.key === 'ArrowDown') setActive((active + 1) % Math.max(1, found.length));
        else if (event.key === 'ArrowUp') setActive((active - 1 + found.length) % Math.max(1, found.length));
        else if (event.key === 'Enter') take(active);
        else return;
        event.preventDefault();
        event.stopPropagation();
      }}
    >
      <p className="mb-1 truncate px-1 text-xs font-medium text-muted">{title}</p>
      <SearchField
        label="Find a block"
        value={query}
        onChange={(text) => {
          setQuery(text);
          setActive(0);
        }}
        expanded={{ list: 'block-search', active: found.length > 0 ? name(active) : undefined }}
      />
      <div ref={list} id="block-search" role="listbox" aria-label={title} className="mt-1 min-h-0 flex-1 overflow-auto">
        {found.map((one, index) => (
          // biome-ignore lint/a11y/useKeyWithClickEvents: keys go to the field, which says what is active.
          <div
            key={one.key}
            id={name(index)}
            role="option"
            tabIndex={-1}
            aria-selected={index === active}
            title={one.text}
            className={cx('flex h-7 items-center gap-2 rounded-sm px-2 text-sm', index === active && 'bg-hover')}
            onPointerMove={() => setActive(index)}
            onClick={() => take(index)}
          >
            <span
              aria-hidden
              className="size-2 shrink-0 rounded-full"
              style={{ background: `var(--wf-category-${one.category})` }}
            />
            <span className="min-w-0 flex-1 truncate">{one.title}</span>
            {one.port !== undefined && <span className="font-mono text-xs text-muted">{one.port}</span>}
          </div>
        ))}
      </div>
      {found.length === 0 && (
        <p className="px-2 py-3 text-sm text-muted">
          {query === '' ? 'No block here takes what this wire carries.' : `No block answers “${query}”.`}
        </p>
      )}
    </div>
  );
}

/** The new card has the keyboard, as soon as it is there. */
function focusCard(id: string, tries = 10): void {
  requestAnimationFrame(() => {
    const card = document.querySelector<HTMLElement>(`.react-flow__node[data-id="${CSS.escape(id)}"]`);
    if (card) card.focus({ preventScroll: true });
    else if (tries > 0) focusCard(id, tries - 1);
  });
}

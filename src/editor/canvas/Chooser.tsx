import { useEffect, useLayoutEffect, useRef, useState } from 'react';
import type { Point } from '../../document';
import { cx, SearchField } from '../../ui';

const WIDTH = 320;
const HEIGHT = 360;

export interface Choice {
  readonly key: string;
  readonly title: string;
  /** What it is or does, for whoever hovers. */
  readonly text?: string;
  /** Beside the title: a port, a place. */
  readonly note?: string | undefined;
  readonly category: string;
}

export interface ChooserProps {
  readonly title: string;
  /** Name of the field. */
  readonly label: string;
  /** Upper left corner in the window; it is moved where it would stand over the edge. */
  readonly at: Point;
  readonly query: string;
  readonly onQuery: (query: string) => void;
  readonly choices: readonly Choice[];
  /** Said where there are none. */
  readonly none: string;
  readonly onTake: (index: number) => void;
  /** Takes one and stays open for more: Shift+Enter, or a click with Shift. */
  readonly more?: { readonly hint: string; readonly onTake: (index: number) => void };
  readonly onClose: () => void;
}

/** A field over a list: typed in, gone through with the arrows, Enter takes, Escape or a click elsewhere closes. */
export function Chooser({ title, label, at, query, onQuery, choices, none, onTake, more, onClose }: ChooserProps) {
  const [active, setActive] = useState(0);
  const box = useRef<HTMLDivElement>(null);
  const list = useRef<HTMLDivElement>(null);
  const close = useRef(onClose);
  close.current = onClose;
  const before = useRef<Element | null>(null);
  // Before anything else can be typed: the next key belongs here.
  useLayoutEffect(() => {
    before.current = document.activeElement;
    box.current?.querySelector('input')?.focus();
  }, []);
  useEffect(() => {
    const outside = (event: PointerEvent) => {
      if (event.target instanceof Node && !box.current?.contains(event.target)) close.current();
    };
    window.addEventListener('pointerdown', outside, true);
    return () => {
      window.removeEventListener('pointerdown', outside, true);
      if (before.current instanceof HTMLElement && document.activeElement === document.body)
        before.current.focus({ preventScroll: true });
    };
  }, []);
  useEffect(() => {
    list.current?.children[active]?.scrollIntoView({ block: 'nearest' });
  }, [active]);
  const count = Math.max(1, choices.length);
  return (
    <div
      ref={box}
      role="dialog"
      aria-label={title}
      className="fixed z-50 flex animate-appear flex-col rounded-md border border-line bg-raised p-2 shadow-raised"
      style={{
        left: Math.max(8, Math.min(at.x, window.innerWidth - WIDTH - 8)),
        top: Math.max(8, Math.min(at.y, window.innerHeight - HEIGHT - 8)),
        width: WIDTH,
        maxHeight: HEIGHT,
      }}
      onKeyDown={(event) => {
        if (event.key === 'Escape') onClose();
        else if (event.key === 'ArrowDown') setActive((active + 1) % count);
        else if (event.key === 'ArrowUp') setActive((active - 1 + count) % count);
        else if (event.key === 'Enter') (event.shiftKey && more ? more.onTake : onTake)(active);
        else return;
        event.preventDefault();
        event.stopPropagation();
      }}
    >
      <p className="mb-1 truncate px-1 text-xs font-medium text-muted">{title}</p>
      <SearchField
        label={label}
        value={query}
        onChange={(text) => {
          onQuery(text);
          setActive(0);
        }}
        expanded={{ list: 'chooser', active: choices.length > 0 ? `chooser-${active}` : undefined }}
      />
      <div ref={list} id="chooser" role="listbox" aria-label={title} className="mt-1 min-h-0 flex-1 overflow-auto">
        {choices.map((one, index) => (
          // biome-ignore lint/a11y/useKeyWithClickEvents: keys go to the field, which says what is active.
          <div
            key={one.key}
            id={`chooser-${index}`}
            role="option"
            tabIndex={-1}
            aria-selected={index === active}
            title={one.text}
            className={cx('flex h-7 items-center gap-2 rounded-sm px-2 text-sm', index === active && 'bg-hover')}
            onPointerMove={() => setActive(index)}
            onClick={(event) => (event.shiftKey && more ? more.onTake : onTake)(index)}
          >
            <span
              aria-hidden
              className="size-2 shrink-0 rounded-full"
              style={{ background: `var(--wf-category-${one.category})` }}
            />
            <span className="min-w-0 flex-1 truncate">{one.title}</span>
            {one.note && <span className="max-w-40 truncate font-mono text-xs text-muted">{one.note}</span>}
          </div>
        ))}
      </div>
      {choices.length === 0 && <p className="px-2 py-3 text-sm text-muted">{none}</p>}
      {choices.length > 0 && more && <p className="px-1 pt-1.5 text-xs text-muted">{more.hint}</p>}
    </div>
  );
}

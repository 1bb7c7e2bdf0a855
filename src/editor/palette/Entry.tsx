import { type PointerEventHandler, useRef } from 'react';
import { useDocument, useEditor } from '../context';
import { placeBlock } from '../editor';
import type { Offer } from '../offer';

/** One thing to put on the canvas. */
export interface Item {
  readonly key: string;
  readonly offer: Offer;
  readonly title: string;
  readonly text: string;
  readonly category: string;
}

export interface EntryProps {
  readonly item: Item;
  readonly onPointerDown: PointerEventHandler<HTMLButtonElement>;
  /** Takes it out of the palette, where that can be. */
  readonly onRemove?: (from: HTMLElement) => void;
  /** Has its name typed, where it can have another. */
  readonly onRename?: () => void;
}

export function Entry({ item, onPointerDown, onRemove, onRename }: EntryProps) {
  const editor = useEditor();
  const readOnly = useDocument((state) => state.readOnly);
  const touched = useRef(false);
  return (
    <button
      type="button"
      disabled={readOnly}
      title={item.text}
      data-help={'block' in item.offer ? item.offer.block : undefined}
      aria-keyshortcuts={onRename ? 'F2 Delete' : onRemove && 'Delete'}
      className="flex h-7 min-w-0 flex-1 touch-pan-y items-center gap-2 rounded-md px-1.5 text-left text-sm select-none enabled:cursor-grab enabled:hover:bg-hover disabled:opacity-50"
      onPointerDown={(event) => {
        touched.current = event.pointerType === 'touch';
        onPointerDown(event);
      }}
      onDoubleClick={() => !touched.current && placeBlock(editor, item.offer)}
      // By key or finger; a click with the mouse alone does nothing, so that a failed drag adds no block.
      onClick={(event) => (event.detail === 0 || touched.current) && placeBlock(editor, item.offer)}
      onKeyDown={(event) => {
        if (event.key === 'Delete' || event.key === 'Backspace') onRemove?.(event.currentTarget);
        else if (event.key === 'F2') onRename?.();
      }}
    >
      <Swatch category={item.category} />
      <span className="truncate">{item.title}</span>
    </button>
  );
}

/** Where the focus goes when an entry is gone: nowhere, the next Delete would go to the canvas. */
export function nearest(from: HTMLElement): HTMLElement | null | undefined {
  const before = from.closest('li')?.previousElementSibling ?? from.closest('div')?.previousElementSibling;
  const near = [...(before?.querySelectorAll<HTMLElement>('button:first-child') ?? [])].at(-1);
  return near ?? from.closest('section')?.querySelector('input');
}

export function Swatch({ category }: { readonly category: string }) {
  return (
    <span
      aria-hidden
      className="size-2.5 shrink-0 rounded-sm"
      style={{ background: `var(--wf-category-${category})` }}
    />
  );
}

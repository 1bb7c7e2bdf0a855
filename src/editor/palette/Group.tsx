import { Trash2 } from 'lucide-react';
import type { PointerEventHandler } from 'react';
import { usersOf } from '../../document';
import { IconButton } from '../../ui';
import { useDocument, useEditor } from '../context';
import { type Offer, placeBlock } from '../editor';
import { HelpButton } from '../help/HelpButton';
import { removeDefinition } from '../modules';

/** One thing to put on the canvas. */
export interface Item {
  readonly key: string;
  readonly offer: Offer;
  readonly title: string;
  readonly text: string;
  readonly category: string;
}

interface GroupProps {
  readonly title: string;
  readonly category: string;
  readonly items: readonly Item[];
  readonly onPointerDown: (item: Item) => PointerEventHandler<HTMLButtonElement>;
}

/** Not a region: a category must not be taken for the panel of the same name. */
export function Group({ title, category, items, onPointerDown }: GroupProps) {
  return (
    <div className="mb-2">
      <h3 className="mb-0.5 px-1 text-xs font-semibold" style={{ color: `var(--wf-category-${category})` }}>
        {title}
      </h3>
      <ul>
        {items.map((item) => (
          <li key={item.key} className="group relative flex items-center">
            {'module' in item.offer ? (
              <Definition item={item} id={item.offer.module} onPointerDown={onPointerDown(item)} />
            ) : (
              <>
                <Entry item={item} onPointerDown={onPointerDown(item)} />
                <HelpButton
                  pointerOnly
                  block={item.offer.block}
                  title={item.title}
                  className="absolute right-0 bg-hover opacity-0 pointer-coarse:opacity-100 group-hover:opacity-100 group-focus-within:opacity-100"
                />
              </>
            )}
          </li>
        ))}
      </ul>
    </div>
  );
}

interface EntryProps {
  readonly item: Item;
  readonly onPointerDown: PointerEventHandler<HTMLButtonElement>;
  /** Takes it out of the palette, where that can be. */
  readonly onRemove?: (from: HTMLElement) => void;
}

function Entry({ item, onPointerDown, onRemove }: EntryProps) {
  const editor = useEditor();
  const readOnly = useDocument((state) => state.readOnly);
  return (
    <button
      type="button"
      disabled={readOnly}
      title={item.text}
      data-help={'block' in item.offer ? item.offer.block : undefined}
      aria-keyshortcuts={onRemove && 'Delete'}
      className="flex h-7 min-w-0 flex-1 touch-none items-center gap-2 rounded-md px-1.5 text-left text-sm select-none enabled:cursor-grab enabled:hover:bg-hover disabled:opacity-50"
      onPointerDown={onPointerDown}
      onDoubleClick={() => placeBlock(editor, item.offer)}
      // Pressed by key: a click with the mouse alone does nothing, so that a failed drag adds no block.
      onClick={(event) => event.detail === 0 && placeBlock(editor, item.offer)}
      onKeyDown={(event) => {
        if (event.key === 'Delete' || event.key === 'Backspace') onRemove?.(event.currentTarget);
      }}
    >
      <Swatch category={item.category} />
      <span className="truncate">{item.title}</span>
    </button>
  );
}

/** A module of the document. One that no block uses can be removed here: there is nothing on the canvas to delete. */
function Definition({ id, ...entry }: EntryProps & { readonly id: string }) {
  const editor = useEditor();
  const readOnly = useDocument((state) => state.readOnly);
  const used = useDocument(({ document }) => usersOf(document, id).length > 0);
  const remove = (from: HTMLElement) => {
    const before = from.closest('li')?.previousElementSibling ?? from.closest('div')?.previousElementSibling;
    const near = [...(before?.querySelectorAll<HTMLElement>('button:first-child') ?? [])].at(-1);
    const search = from.closest('section')?.querySelector('input');
    // What had the focus is gone; nowhere, the next Delete would go to the canvas.
    if (removeDefinition(editor, id)) (near ?? search)?.focus();
  };
  return (
    <>
      <Entry {...entry} onRemove={remove} />
      {!used && (
        <IconButton
          size="sm"
          side="right"
          icon={Trash2}
          label={`Remove the module ${entry.item.title}`}
          keys="Delete"
          disabled={readOnly}
          onClick={(event) => remove(event.currentTarget)}
        />
      )}
    </>
  );
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

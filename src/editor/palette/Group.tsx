import { Trash2 } from 'lucide-react';
import type { PointerEventHandler } from 'react';
import { usersOf } from '../../document';
import { IconButton } from '../../ui';
import { useDocument, useEditor } from '../context';
import { HelpButton } from '../help/HelpButton';
import { removeDefinition } from '../modules';
import { Entry, type EntryProps, type Item, nearest } from './Entry';
import { PublishedEntry } from './PublishedEntry';

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
            {'published' in item.offer ? (
              <PublishedEntry item={item} id={item.offer.published} onPointerDown={onPointerDown(item)} />
            ) : 'module' in item.offer ? (
              <Definition item={item} id={item.offer.module} onPointerDown={onPointerDown(item)} />
            ) : (
              <>
                <Entry item={item} onPointerDown={onPointerDown(item)} />
                <HelpButton
                  pointerOnly
                  block={item.offer.block}
                  title={item.title}
                  className="absolute right-0 bg-hover opacity-0 pointer-coarse:bg-transparent pointer-coarse:opacity-100 group-hover:opacity-100 group-focus-within:opacity-100"
                />
              </>
            )}
          </li>
        ))}
      </ul>
    </div>
  );
}

/** A module of the document. One that no block uses can be removed here: there is nothing on the canvas to delete. */
function Definition({ id, ...entry }: EntryProps & { readonly id: string }) {
  const editor = useEditor();
  const readOnly = useDocument((state) => state.readOnly);
  const used = useDocument(({ document }) => usersOf(document, id).length > 0);
  const remove = (from: HTMLElement) => {
    const next = nearest(from);
    if (removeDefinition(editor, id)) next?.focus();
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

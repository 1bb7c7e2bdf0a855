import { Pencil, Trash2 } from 'lucide-react';
import { useEffect, useRef, useState } from 'react';
import { IconButton } from '../../ui';
import { useEditor } from '../context';
import { type Published, renamePublished } from '../personal';
import { Entry, type EntryProps, nearest } from './Entry';

/** A module of the person's own: put on the canvas like any block, renamed and removed here. */
export function PublishedEntry({ id, ...entry }: EntryProps & { readonly id: string }) {
  const editor = useEditor();
  const [naming, setNaming] = useState(false);
  const module = () => editor.personal.list.getState().modules.find((one) => one.id === id);
  const remove = (from: HTMLElement) => {
    const now = module();
    if (!now) return;
    nearest(from)?.focus();
    editor.personal.remove(now);
  };
  const now = naming ? module() : undefined;
  if (now) return <Name module={now} onDone={() => setNaming(false)} />;
  return (
    <>
      <Entry {...entry} onRemove={remove} onRename={() => setNaming(true)} />
      <IconButton
        size="sm"
        side="right"
        icon={Pencil}
        label={`Rename ${entry.item.title} of your modules`}
        keys="F2"
        onClick={() => setNaming(true)}
      />
      <IconButton
        size="sm"
        side="right"
        icon={Trash2}
        label={`Remove ${entry.item.title} from your modules`}
        keys="Delete"
        onClick={(event) => remove(event.currentTarget)}
      />
    </>
  );
}

/** Its name while it is typed: Enter or leaving the field keeps it, Escape keeps the old one. */
function Name({ module, onDone }: { readonly module: Published; readonly onDone: () => void }) {
  const editor = useEditor();
  const field = useRef<HTMLInputElement>(null);
  const done = useRef(false);
  useEffect(() => {
    field.current?.focus();
    field.current?.select();
  }, []);
  const end = (keep: boolean) => {
    if (done.current) return;
    done.current = true;
    if (keep) renamePublished(editor, module, field.current?.value ?? module.name);
    const row = field.current?.closest('li');
    onDone();
    requestAnimationFrame(() => {
      if (document.activeElement === document.body) row?.querySelector('button')?.focus();
    });
  };
  return (
    <input
      ref={field}
      aria-label={`Name of ${module.name}`}
      defaultValue={module.name}
      maxLength={200}
      className="h-7 min-w-0 flex-1 rounded-md border border-control bg-surface px-1.5 text-sm"
      onBlur={() => end(true)}
      onKeyDown={(event) => {
        if (event.key !== 'Enter' && event.key !== 'Escape') return;
        event.preventDefault();
        event.stopPropagation();
        end(event.key === 'Enter');
      }}
    />
  );
}

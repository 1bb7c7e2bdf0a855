import { Check, ChevronDown, FilePlus2, LayoutTemplate, Trash2 } from 'lucide-react';
import { useState } from 'react';
import { emptyDocument } from '../document';
import { Button, IconButton, Popover, PopoverClose } from '../ui';
import { attempt } from './actions';
import { useWork, useWorkspace } from './context';

const WHEN = new Intl.DateTimeFormat(undefined, { dateStyle: 'medium', timeStyle: 'short' });

/** The person's documents in this browser. */
export function DocumentsMenu({ onTemplates }: { readonly onTemplates: () => void }) {
  const workspace = useWorkspace();
  const documents = useWork((state) => state.documents);
  const current = useWork((state) => state.id);
  // A second press deletes: what is gone here is gone.
  const [doomed, setDoomed] = useState<string>();
  const [open, setOpen] = useState(false);
  const go = (work: () => Promise<unknown>) => {
    setOpen(false);
    void attempt(workspace, async () => {
      await work();
    });
  };
  return (
    <Popover
      label="Documents"
      open={open}
      onOpenChange={(next) => {
        setOpen(next);
        setDoomed(undefined);
      }}
      trigger={<IconButton side="bottom" label="Documents" icon={ChevronDown} />}
    >
      <div className="w-72 space-y-2">
        <div className="flex gap-2">
          <Button size="sm" icon={FilePlus2} onClick={() => go(() => workspace.openNew(emptyDocument('Untitled')))}>
            New document
          </Button>
          <PopoverClose>
            <Button size="sm" icon={LayoutTemplate} onClick={onTemplates}>
              From a template
            </Button>
          </PopoverClose>
        </div>
        <ul aria-label="Documents in this browser" className="max-h-80 overflow-auto">
          {documents.map((entry) => (
            <li key={entry.id} className="flex items-center gap-1">
              <button
                type="button"
                aria-current={entry.id === current}
                className="flex min-w-0 flex-1 items-center gap-1.5 rounded-md px-1.5 py-1 text-left hover:bg-hover"
                onClick={() => go(() => workspace.openStored(entry.id))}
              >
                <Check
                  aria-hidden
                  size={13}
                  className={entry.id === current ? 'shrink-0 text-accent-ink' : 'invisible shrink-0'}
                />
                <span className="min-w-0 flex-1">
                  <span className="block truncate text-sm">{entry.name}</span>
                  <span className="block text-xs text-muted">{WHEN.format(entry.updated)}</span>
                </span>
              </button>
              {entry.id !== current &&
                (doomed === entry.id ? (
                  <Button
                    size="sm"
                    tone="danger"
                    onClick={() => void attempt(workspace, () => workspace.remove(entry.id))}
                  >
                    Delete
                  </Button>
                ) : (
                  <IconButton
                    size="sm"
                    label={`Delete ${entry.name}…`}
                    icon={Trash2}
                    onClick={() => setDoomed(entry.id)}
                  />
                ))}
            </li>
          ))}
        </ul>
      </div>
    </Popover>
  );
}

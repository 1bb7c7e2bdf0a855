import { Copy, EllipsisVertical, History, Pencil, Trash2 } from 'lucide-react';
import { useEffect, useState } from 'react';
import { type Document, parseDocument } from '../../document';
import type { DocumentEntry } from '../../storage';
import { Badge, formatCount, IconButton, Menu, plural, TextField } from '../../ui';
import { attempt } from '../actions';
import { useWork, useWorkspace } from '../context';
import { duplicateDocument, removeDocument, renameDocument } from '../documents/shelf';
import { Thumbnail } from '../documents/Thumbnail';
import { showDialog } from './dialog-store';

export const WHEN = new Intl.DateTimeFormat(undefined, { dateStyle: 'medium', timeStyle: 'short' });

export interface DocumentRowProps {
  readonly entry: DocumentEntry;
  readonly onDone: () => void;
}

/** One document in the list: opens on a press, and everything else that can be done with it in a menu. */
export function DocumentRow({ entry, onDone }: DocumentRowProps) {
  const workspace = useWorkspace();
  const current = useWork((state) => state.id === entry.id);
  const document = useStored(entry);
  const [renaming, setRenaming] = useState(false);
  const go = (work: () => Promise<unknown>) =>
    void attempt(workspace, async () => {
      await work();
    });
  const open = () => (current ? Promise.resolve() : workspace.openStored(entry.id));
  const facts = [
    WHEN.format(entry.updated),
    document && plural(document.graph.nodes.length, 'block'),
    entry.figures && `${formatCount(entry.figures.parameters)} parameters`,
  ].filter(Boolean);
  return (
    <li className="flex items-center gap-2 p-1.5">
      {renaming ? (
        <TextField
          label={`New name of ${entry.name}`}
          className="flex-1"
          value={entry.name}
          check={(text) => (text.trim() === '' ? 'Enter a name.' : undefined)}
          onCommit={(name) => {
            setRenaming(false);
            go(() => renameDocument(workspace, entry, name));
          }}
        />
      ) : (
        <div className="relative flex min-w-0 flex-1 items-center gap-3 rounded-md p-1 hover:bg-hover">
          <Thumbnail document={document} className="h-14 w-24 shrink-0" />
          <div className="min-w-0 flex-1">
            <p className="flex items-center gap-2">
              {/* Named by its text alone; all of the row takes the pointer. */}
              <button
                type="button"
                aria-current={current}
                aria-describedby={`facts-${entry.id}`}
                className="truncate font-medium after:absolute after:inset-0"
                onClick={() => {
                  onDone();
                  go(open);
                }}
              >
                {entry.name}
              </button>
              {current && <Badge tone="accent">open</Badge>}
            </p>
            <p id={`facts-${entry.id}`} className="truncate text-xs text-muted">
              {facts.join(' · ')}
            </p>
          </div>
        </div>
      )}
      <Menu
        align="end"
        trigger={<IconButton label={`What to do with ${entry.name}`} icon={EllipsisVertical} />}
        groups={[
          [
            { label: renaming ? 'Keep the name' : 'Rename', icon: Pencil, onSelect: () => setRenaming(!renaming) },
            { label: 'Duplicate', icon: Copy, onSelect: () => go(() => duplicateDocument(workspace, entry)) },
            {
              label: 'Versions…',
              icon: History,
              onSelect: () =>
                go(async () => {
                  await open();
                  showDialog('versions');
                }),
            },
          ],
          [
            {
              label: 'Delete',
              icon: Trash2,
              danger: true,
              onSelect: () => go(() => removeDocument(workspace, entry)),
            },
          ],
        ]}
      />
    </li>
  );
}

/** The document behind an entry of the list; undefined until it is read, or where it cannot be. */
function useStored({ id, revision }: DocumentEntry): Document | undefined {
  const workspace = useWorkspace();
  const [document, setDocument] = useState<Document>();
  // biome-ignore lint/correctness/useExhaustiveDependencies: another revision is another document.
  useEffect(() => {
    let wanted = true;
    void attempt(workspace, async () => {
      const stored = await workspace.store?.load(id);
      const parsed = stored && parseDocument(stored.text);
      if (wanted && parsed && 'document' in parsed) setDocument(parsed.document);
    });
    return () => {
      wanted = false;
    };
  }, [workspace, id, revision]);
  return document;
}

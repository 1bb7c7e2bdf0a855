import { FilePlus2, GitCompareArrows, LayoutTemplate, Undo2 } from 'lucide-react';
import { useCallback, useEffect, useState } from 'react';
import type { DocumentEntry } from '../../storage';
import { Button, Dialog, EmptyState, SearchField } from '../../ui';
import { attempt, startDocument } from '../actions';
import { useWork, useWorkspace } from '../context';
import { restoreDocument } from '../documents/shelf';
import { DocumentRow } from './DocumentRow';
import { showDialog } from './dialog-store';
import type { DialogState } from './TemplatesDialog';

/** The person's documents in this browser. */
export function DocumentsDialog({ open, onOpenChange }: DialogState) {
  const workspace = useWorkspace();
  const start = () => {
    onOpenChange(false);
    startDocument(workspace);
  };
  return (
    <Dialog
      open={open}
      onOpenChange={onOpenChange}
      size="lg"
      title="Documents"
      description="Kept in this browser, and saved as they change."
      actions={
        <>
          <Button icon={GitCompareArrows} onClick={() => showDialog('compare')}>
            Compare…
          </Button>
          <Button icon={LayoutTemplate} onClick={() => showDialog('templates')}>
            From a template
          </Button>
          <Button tone="primary" icon={FilePlus2} onClick={start}>
            New document
          </Button>
        </>
      }
    >
      <Documents onDone={() => onOpenChange(false)} />
    </Dialog>
  );
}

function Documents({ onDone }: { readonly onDone: () => void }) {
  const documents = useWork((state) => state.documents);
  const [query, setQuery] = useState('');
  const words = query.toLowerCase().split(/\s+/).filter(Boolean);
  const shown = documents.filter(({ name }) => words.every((word) => name.toLowerCase().includes(word)));
  return (
    <div className="space-y-3">
      <SearchField label="Find a document" value={query} onChange={setQuery} />
      {shown.length === 0 ? (
        <EmptyState icon={FilePlus2} title={documents.length === 0 ? 'Nothing is kept yet' : 'Nothing is called so'} />
      ) : (
        <ul aria-label="Documents in this browser" className="divide-y divide-line rounded-lg border border-line">
          {shown.map((entry) => (
            <DocumentRow key={entry.id} entry={entry} onDone={onDone} />
          ))}
        </ul>
      )}
      <Deleted documents={documents} />
    </div>
  );
}

/** What was deleted in the last day. */
function Deleted({ documents }: { readonly documents: readonly DocumentEntry[] }) {
  const workspace = useWorkspace();
  const [deleted, setDeleted] = useState<readonly DocumentEntry[]>([]);
  const read = useCallback(async () => {
    if (workspace.store) setDeleted(await workspace.store.listDeleted());
  }, [workspace]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: what is deleted goes from one list to the other.
  useEffect(() => void attempt(workspace, read), [workspace, read, documents]);
  if (deleted.length === 0) return null;
  return (
    <section aria-label="Deleted documents">
      <h3 className="mb-1 text-xs font-semibold text-muted">Deleted; kept for a day</h3>
      <ul className="divide-y divide-line rounded-lg border border-line">
        {deleted.map((entry) => (
          <li key={entry.id} className="flex items-center gap-2 px-3 py-1.5 text-sm">
            <span className="min-w-0 flex-1 truncate text-muted">{entry.name}</span>
            <Button
              size="sm"
              icon={Undo2}
              aria-label={`Bring back ${entry.name}`}
              onClick={() => void attempt(workspace, () => restoreDocument(workspace, entry))}
            >
              Bring back
            </Button>
          </li>
        ))}
      </ul>
    </section>
  );
}

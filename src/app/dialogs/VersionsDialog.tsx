import { GitCompareArrows, History, Undo2 } from 'lucide-react';
import { useCallback, useEffect, useMemo, useState } from 'react';
import { diff, parseDocument, summariseDiff } from '../../document';
import { useDocument } from '../../editor';
import { listVersions, type StoredVersion, type VersionReason } from '../../storage';
import { Button, Dialog, EmptyState, Field } from '../../ui';
import { attempt } from '../actions';
import { useWork, useWorkspace } from '../context';
import { Thumbnail } from '../documents/Thumbnail';
import { keepNow, restoreVersion } from '../documents/version';
import { WHEN } from './DocumentRow';
import { showDialog } from './dialog-store';
import type { DialogState } from './TemplatesDialog';

const REASONS: Readonly<Record<VersionReason, string>> = {
  run: 'before training',
  opened: 'before it was opened again',
  restore: 'before another version was brought back',
  hand: 'kept by hand',
};

/** The open document as it once was, to go back to. */
export function VersionsDialog({ open, onOpenChange }: DialogState) {
  return (
    <Dialog
      open={open}
      onOpenChange={onOpenChange}
      size="lg"
      actions={
        <Button icon={GitCompareArrows} onClick={() => showDialog('compare')}>
          Compare…
        </Button>
      }
      title="Versions"
      description="Kept before each training, when a document is opened after an hour, and when you ask for it. Going back can be undone."
    >
      <Versions onDone={() => onOpenChange(false)} />
    </Dialog>
  );
}

function Versions({ onDone }: { readonly onDone: () => void }) {
  const workspace = useWorkspace();
  const id = useWork((state) => state.id);
  const readOnly = useDocument((state) => state.readOnly);
  const [versions, setVersions] = useState<readonly StoredVersion[]>([]);
  const [name, setName] = useState('');
  const read = useCallback(async () => setVersions(await listVersions(id)), [id]);
  useEffect(() => void attempt(workspace, read), [workspace, read]);
  const keep = () =>
    void attempt(workspace, async () => {
      await keepNow(workspace, 'hand', name.trim());
      setName('');
      await read();
    });
  return (
    <div className="space-y-3">
      <form
        className="flex items-end gap-2"
        onSubmit={(event) => {
          event.preventDefault();
          keep();
        }}
      >
        <Field label="Name of a version to keep now" className="flex-1">
          {(control) => (
            <input
              {...control}
              value={name}
              maxLength={200}
              placeholder="Before the residual connections"
              className="h-7 w-full rounded-md border border-control bg-surface px-2 text-sm placeholder:text-muted"
              onChange={(event) => setName(event.target.value)}
            />
          )}
        </Field>
        <Button type="submit" disabled={readOnly}>
          Keep this version
        </Button>
      </form>
      {versions.length === 0 ? (
        <EmptyState icon={History} title="No version is kept yet">
          The first one is kept before the next training.
        </EmptyState>
      ) : (
        <ul aria-label="Versions of this document" className="divide-y divide-line rounded-lg border border-line">
          {versions.map((version) => (
            <VersionRow
              key={version.id}
              version={version}
              disabled={readOnly}
              onRestore={() =>
                void attempt(workspace, async () => {
                  if (await restoreVersion(workspace, version)) onDone();
                })
              }
            />
          ))}
        </ul>
      )}
    </div>
  );
}

interface VersionRowProps {
  readonly version: StoredVersion;
  readonly disabled: boolean;
  readonly onRestore: () => void;
}

function VersionRow({ version, disabled, onRestore }: VersionRowProps) {
  const now = useDocument((state) => state.document);
  const document = useMemo(() => {
    const parsed = parseDocument(version.text);
    return 'document' in parsed ? parsed.document : undefined;
  }, [version.text]);
  const differences = useMemo(() => (document ? diff(document, now) : undefined), [document, now]);
  const when = WHEN.format(version.at);
  const title = version.name === '' ? when : version.name;
  return (
    <li className="flex flex-wrap items-center gap-3 p-2">
      <Thumbnail document={document} className="h-14 w-24 shrink-0" />
      <span className="min-w-40 flex-1">
        <span className="block truncate font-medium">{title}</span>
        <span className="block text-xs text-muted">
          {version.name === '' ? REASONS[version.reason] : `${when}, ${REASONS[version.reason]}`}
        </span>
        <span className="block text-xs text-muted">
          {differences
            ? differences.length === 0
              ? 'The same as now'
              : `Since then: ${summariseDiff(differences)}`
            : 'It cannot be read.'}
        </span>
      </span>
      <Button
        size="sm"
        icon={Undo2}
        aria-label={`Go back to ${title}`}
        disabled={disabled || !document || differences?.length === 0}
        onClick={onRestore}
      >
        Go back
      </Button>
    </li>
  );
}

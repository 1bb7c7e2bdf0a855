import { useMemo } from 'react';
import { serialiseDocument } from '../../document';
import { useDocument } from '../../editor';
import { LINK_LIMITS } from '../../formats';
import { Callout, CopyButton, Dialog, Field, formatExact } from '../../ui';
import { filesOf, linkOf } from '../documents/share';
import type { DialogState } from './TemplatesDialog';

/** The whole document in a link. */
export function ShareDialog({ open, onOpenChange }: DialogState) {
  return (
    <Dialog
      open={open}
      onOpenChange={onOpenChange}
      title="Share"
      description="The link holds the whole document: nothing is put on a server, and who opens it has a copy of their own. Weights and runs are not in it."
    >
      <Link />
    </Dialog>
  );
}

function Link() {
  const document = useDocument((state) => state.document);
  const link = useMemo(() => linkOf(serialiseDocument(document)), [document]);
  const files = filesOf(document);
  return (
    <div className="space-y-3">
      <Field label="Link to this document" hint={`${formatExact(link.length)} characters`}>
        {(control) => (
          <input
            {...control}
            readOnly
            value={link}
            className="h-7 w-full rounded-md border border-control bg-sunken px-2 font-mono text-xs"
            onFocus={(event) => event.currentTarget.select()}
          />
        )}
      </Field>
      {link.length > LINK_LIMITS.programs ? (
        <Callout tone="danger" title="This link is very long">
          Over {formatExact(LINK_LIMITS.programs)} characters many programs refuse a link. Send the document as a file:
          Export, Download JSON.
        </Callout>
      ) : (
        link.length > LINK_LIMITS.chats && (
          <Callout tone="warn" title="Many chats cut links as long as this">
            Over {formatExact(LINK_LIMITS.chats)} characters a mail is safer, or the document as a file: Export,
            Download JSON.
          </Callout>
        )
      )}
      {files.length > 0 && (
        <Callout tone="warn" title="Your files are not in the link">
          {files.join(', ')}: who opens the document has to choose the same {files.length === 1 ? 'file' : 'files'} to
          train it.
        </Callout>
      )}
      <CopyButton size="md" label="Copy link" text={() => link} />
    </div>
  );
}

import { CommandPalette } from './CommandPalette';
import { DocumentsDialog } from './DocumentsDialog';
import { useDialog } from './dialog-store';
import { ExportDialog } from './ExportDialog';
import { KeysDialog } from './KeysDialog';
import { OpenDialog } from './OpenDialog';
import { TemplatesDialog } from './TemplatesDialog';
import { VersionsDialog } from './VersionsDialog';

/** Everything that can lie over the page. */
export function Dialogs() {
  return (
    <>
      <TemplatesDialog {...useDialog('templates')} />
      <DocumentsDialog {...useDialog('documents')} />
      <VersionsDialog {...useDialog('versions')} />
      <OpenDialog {...useDialog('open')} />
      <ExportDialog {...useDialog('export')} />
      <CommandPalette {...useDialog('commands')} />
      <KeysDialog {...useDialog('keys')} />
    </>
  );
}

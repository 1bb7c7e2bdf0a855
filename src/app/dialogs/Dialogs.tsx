import { CommandPalette } from './CommandPalette';
import { CompareDialog } from './CompareDialog';
import { DocumentsDialog } from './DocumentsDialog';
import { useDialog } from './dialog-store';
import { ExportDialog } from './ExportDialog';
import { KeysDialog } from './KeysDialog';
import { OpenDialog } from './OpenDialog';
import { ShareDialog } from './ShareDialog';
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
      <CompareDialog {...useDialog('compare')} />
      <ShareDialog {...useDialog('share')} />
      <ExportDialog {...useDialog('export')} />
      <CommandPalette {...useDialog('commands')} />
      <KeysDialog {...useDialog('keys')} />
    </>
  );
}

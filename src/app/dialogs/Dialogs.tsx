import { CommandPalette } from './CommandPalette';
import { useDialog } from './dialog-store';
import { ExportDialog } from './ExportDialog';
import { KeysDialog } from './KeysDialog';
import { OpenDialog } from './OpenDialog';
import { TemplatesDialog } from './TemplatesDialog';

/** Everything that can lie over the page. */
export function Dialogs() {
  return (
    <>
      <TemplatesDialog {...useDialog('templates')} />
      <OpenDialog {...useDialog('open')} />
      <ExportDialog {...useDialog('export')} />
      <CommandPalette {...useDialog('commands')} />
      <KeysDialog {...useDialog('keys')} />
    </>
  );
}

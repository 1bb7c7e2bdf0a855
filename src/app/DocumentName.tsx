import { setMeta } from '../document';
import { useDocument } from '../editor';
import { TextField } from '../ui';
import { useWorkspace } from './context';

export function DocumentName({ className }: { readonly className: string }) {
  const { editor } = useWorkspace();
  const name = useDocument((state) => state.document.meta.name);
  const readOnly = useDocument((state) => state.readOnly);
  return (
    <TextField
      label="Name of this document"
      hideLabel
      className={className}
      disabled={readOnly}
      value={name}
      check={(text) => (text.trim() === '' ? 'Enter a name.' : undefined)}
      onCommit={(text) => {
        const { document } = editor.document.getState();
        editor.edit(setMeta(document, { ...document.meta, name: text }));
      }}
    />
  );
}

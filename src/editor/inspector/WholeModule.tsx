import { X } from 'lucide-react';
import { demote, setDefault, setModule, usesOf } from '../../document';
import { IconButton, NumberField, plural, Switch, TextField } from '../../ui';
import { useDocument, useEditor } from '../context';

/** The module that is open: its name, and what instances may set. */
export function WholeModule({ id }: { readonly id: string }) {
  const editor = useEditor();
  const module = useDocument(({ document }) => document.modules.find((one) => one.id === id));
  const uses = useDocument(({ document }) => usesOf(document, id));
  if (!module) return null;
  const now = () => editor.document.getState().document;
  return (
    <div className="space-y-3 p-3">
      <TextField
        label="Module name"
        value={module.name}
        check={(name) => (name.trim() === '' ? 'Enter a name.' : undefined)}
        onCommit={(name) => editor.edit(setModule(now(), id, { name }))}
      />
      <TextField
        label="Description"
        lines={3}
        value={module.description ?? ''}
        onCommit={(text) => editor.edit(setModule(now(), id, { description: text === '' ? undefined : text }))}
      />
      <section aria-label="Promoted parameters" className="space-y-2">
        <h3 className="text-xs font-semibold">Set where the module is used</h3>
        {module.parameters.map(({ id: name, default: standard }) => (
          <div key={name} className="flex items-start gap-1">
            <div className="min-w-0 flex-1">
              <Standard
                name={name}
                value={standard}
                onChange={(value) => editor.edit(setDefault(now(), id, name, value))}
              />
            </div>
            <IconButton
              size="sm"
              icon={X}
              label={`Set ${name} inside instead`}
              onClick={() => editor.edit(demote(now(), id, name))}
            />
          </div>
        ))}
        {module.parameters.length === 0 && (
          <p className="text-xs text-muted">Nothing yet. Select a block inside and promote one of its parameters.</p>
        )}
      </section>
      <p className="text-xs text-muted">
        What you change here changes {uses === 1 ? 'the one instance' : `all ${plural(uses, 'instance')}`}.
      </p>
    </div>
  );
}

interface StandardProps {
  readonly name: string;
  readonly value: number | boolean | string;
  readonly onChange: (value: number | boolean | string) => void;
}

function Standard({ name, value, onChange }: StandardProps) {
  const hint = 'Holds where an instance sets nothing else.';
  if (typeof value === 'boolean') return <Switch label={name} hint={hint} checked={value} onChange={onChange} />;
  if (typeof value === 'number')
    return <NumberField label={name} hint={hint} layout="row" value={value} onCommit={onChange} />;
  return <TextField label={name} hint={hint} layout="row" mono value={value} onCommit={onChange} />;
}

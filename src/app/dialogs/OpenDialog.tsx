import { useState } from 'react';
import { Button, Dialog, FileDrop } from '../../ui';
import { attempt, takeFile } from '../actions';
import { useWorkspace } from '../context';
import type { DialogState } from './TemplatesDialog';

/** A document from a file or from the clipboard, weights, or data. */
export function OpenDialog({ open, onOpenChange }: DialogState) {
  const workspace = useWorkspace();
  const [text, setText] = useState('');
  const take = (file: File) => {
    onOpenChange(false);
    void attempt(workspace, () => takeFile(workspace, file));
  };
  const paste = () =>
    void attempt(workspace, async () => {
      if (!(await workspace.openText(text))) return;
      setText('');
      onOpenChange(false);
    });
  return (
    <Dialog
      open={open}
      onOpenChange={onOpenChange}
      title="Open"
      description="Opens beside what you have: nothing is written over. Files can also be dropped anywhere on the page."
      actions={
        <Button tone="primary" disabled={text.trim() === ''} onClick={paste}>
          Open the text
        </Button>
      }
    >
      <div className="space-y-3">
        <FileDrop label="Choose file…" accept=".json,.safetensors,.txt,.md,.csv,.tsv,.conll,.conllu,.zip" onFile={take}>
          a document (.json), weights for the open one (.safetensors), or data for it (.txt, .csv, .tsv)
        </FileDrop>
        <label className="block text-sm">
          <span className="mb-1 block text-xs text-muted">Or paste the text of a document</span>
          <textarea
            rows={7}
            spellCheck={false}
            value={text}
            placeholder='{ "wireformer": 1, … }'
            className="w-full rounded-md border border-control bg-surface p-2 font-mono text-xs placeholder:text-muted"
            onChange={(event) => setText(event.target.value)}
          />
        </label>
      </div>
    </Dialog>
  );
}

import { Braces, Weight } from 'lucide-react';
import { Button, CopyButton, Dialog } from '../../ui';
import { attempt, exportJson, exportWeights } from '../actions';
import { useRun, useWorkspace } from '../context';
import { PictureExport } from './PictureExport';
import type { DialogState } from './TemplatesDialog';

export function ExportDialog({ open, onOpenChange }: DialogState) {
  const workspace = useWorkspace();
  const hasWeights = useRun((view) => view.hasWeights);
  const bestStep = useRun((view) => view.bestStep);
  const weights = (which: 'last' | 'best') => void attempt(workspace, () => exportWeights(workspace, which));
  return (
    <Dialog
      open={open}
      onOpenChange={onOpenChange}
      title="Export"
      description="Take the document and what it has learnt away."
    >
      <div className="space-y-4">
        <section aria-label="Document" className="space-y-1.5">
          <h3 className="font-semibold">Document</h3>
          <p className="text-sm text-muted">
            Blocks, wires and settings as JSON: the same text that templates and the command line use.
          </p>
          <div className="flex flex-wrap items-center gap-2">
            <Button size="sm" icon={Braces} onClick={() => exportJson(workspace)}>
              Download JSON
            </Button>
            <CopyButton label="Copy JSON" text={() => workspace.text()} />
          </div>
        </section>
        <PictureExport />
        <section aria-label="Weights" className="space-y-1.5">
          <h3 className="font-semibold">Weights</h3>
          <p className="text-sm text-muted">
            {hasWeights
              ? 'As safetensors, named by path. The last are those training stands at; the best validated best.'
              : 'There are weights once the model has been trained.'}
          </p>
          <div className="flex flex-wrap gap-2">
            <Button size="sm" icon={Weight} disabled={!hasWeights} onClick={() => weights('last')}>
              Download last weights
            </Button>
            <Button size="sm" icon={Weight} disabled={bestStep === undefined} onClick={() => weights('best')}>
              Download best weights
            </Button>
          </div>
        </section>
      </div>
    </Dialog>
  );
}

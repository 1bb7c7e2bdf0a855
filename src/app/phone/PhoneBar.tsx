import { LayoutTemplate, Pause, Play, Square } from 'lucide-react';
import type { BackendName } from '../../metrics';
import { IconButton } from '../../ui';
import { running, train } from '../actions';
import { useRun, useWork, useWorkspace } from '../context';
import { DocumentName } from '../DocumentName';
import { showDialog } from '../dialogs/dialog-store';
import { PhoneMenu } from './PhoneMenu';

/** The bar of a phone: what is done most; the rest of the top bar stands in its menu. */
export function PhoneBar({ forced }: { readonly forced: BackendName | undefined }) {
  return (
    <header className="flex items-center gap-1 border-b border-line bg-surface px-2 py-1.5">
      <h1 className="sr-only">Wireformer</h1>
      <DocumentName className="min-w-0 flex-1" />
      <IconButton label="Templates" icon={LayoutTemplate} onClick={() => showDialog('templates')} />
      <Run />
      <PhoneMenu forced={forced} />
    </header>
  );
}

/** One button that trains or pauses, and one that stops. */
function Run() {
  const workspace = useWorkspace();
  const { run } = workspace;
  const state = useRun((view) => view.state);
  const open = useWork((work) => work.id !== '' && !work.elsewhere);
  const busy = running(state);
  return (
    <fieldset aria-label="Training" className="flex items-center gap-1">
      <IconButton
        tone="primary"
        label={state === 'training' ? 'Pause' : 'Train'}
        icon={state === 'training' ? Pause : Play}
        disabled={state === 'preparing' || !open}
        onClick={() => (state === 'training' ? run.send({ type: 'pause' }) : train(workspace))}
      />
      <IconButton
        label="Stop"
        icon={Square}
        disabled={!busy && state !== 'paused'}
        onClick={() => run.send({ type: 'stop' })}
      />
    </fieldset>
  );
}

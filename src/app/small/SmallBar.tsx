import { LayoutTemplate, Pause, Play, Square } from 'lucide-react';
import type { BackendName } from '../../metrics';
import { Button, IconButton, useNarrow } from '../../ui';
import { running, train } from '../actions';
import { useRun, useWork, useWorkspace } from '../context';
import { DocumentName } from '../DocumentName';
import { showDialog } from '../dialogs/dialog-store';
import { SmallMenu } from './SmallMenu';
import { SmallNav } from './SmallNav';

/** The bar of a small screen: what is done most; the rest of the top bar stands in its menu. */
export function SmallBar({ forced }: { readonly forced: BackendName | undefined }) {
  const narrow = useNarrow();
  return (
    <header className="flex items-center gap-1 border-b border-line bg-surface px-2 py-1.5 sm:gap-2 sm:py-1">
      <h1 className="sr-only">Wireformer</h1>
      <DocumentName className="min-w-0 flex-1 sm:max-w-44" />
      <Button
        tone="ghost"
        icon={LayoutTemplate}
        aria-label="Templates"
        className="sm:mr-auto"
        onClick={() => showDialog('templates')}
      >
        <span className="max-lg:hidden">Templates</span>
      </Button>
      {!narrow && <SmallNav />}
      <Run />
      <SmallMenu forced={forced} />
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
  const label = state === 'training' ? 'Pause' : 'Train';
  return (
    <fieldset aria-label="Training" className="flex items-center gap-1">
      <Button
        tone="primary"
        icon={state === 'training' ? Pause : Play}
        aria-label={label}
        disabled={state === 'preparing' || !open}
        onClick={() => (state === 'training' ? run.send({ type: 'pause' }) : train(workspace))}
      >
        <span className="max-sm:hidden">{label}</span>
      </Button>
      <IconButton
        label="Stop"
        icon={Square}
        disabled={!busy && state !== 'paused'}
        onClick={() => run.send({ type: 'stop' })}
      />
    </fieldset>
  );
}

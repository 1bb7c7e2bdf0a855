import { Button } from '../../ui';
import { attempt, running } from '../actions';
import { useRun, useWorkspace } from '../context';
import { showDialog } from '../dialogs/dialog-store';
import { openTemplate } from '../documents/templates';
import { loadTemplate } from '../templates';
import type { Workspace } from '../workspace';
import type { Progress } from './machine';
import { STEPS } from './steps';
import { endTour } from './tour-store';

interface MovesProps {
  readonly progress: Progress;
  readonly onStep: (step: number) => void;
  readonly onPerform: () => void;
}

/** Buttons of a step: back, on, and having it done. */
export function Moves({ progress, onStep, onPerform }: MovesProps) {
  const training = useRun(({ state }) => running(state));
  const evaluating = useRun((view) => view.evaluating);
  if (progress.step === STEPS.length - 1) return <Ending onBack={() => onStep(progress.step - 1)} />;
  const waiting = training || evaluating;
  return (
    <>
      <Button tone="ghost" disabled={progress.step === 0} onClick={() => onStep(progress.step - 1)}>
        Back
      </Button>
      {progress.done ? (
        <Button tone="primary" className="ml-auto" onClick={() => onStep(progress.step + 1)}>
          Next
        </Button>
      ) : (
        <>
          <Button tone="ghost" className="ml-auto" onClick={() => onStep(progress.step + 1)}>
            Skip
          </Button>
          <Button disabled={waiting} onClick={onPerform}>
            Do it for me
          </Button>
        </>
      )}
    </>
  );
}

/** What to do with what one knows now. */
function Ending({ onBack }: { readonly onBack: () => void }) {
  const workspace = useWorkspace();
  return (
    <>
      <Button tone="ghost" onClick={onBack}>
        Back
      </Button>
      <Button className="ml-auto" onClick={() => showDialog('share')}>
        Share it
      </Button>
      <Button onClick={() => void attempt(workspace, () => openGpt(workspace))}>Open a GPT</Button>
      <Button tone="primary" onClick={endTour}>
        Finish
      </Button>
    </>
  );
}

async function openGpt(workspace: Workspace): Promise<void> {
  const template = await loadTemplate('gpt');
  if (template && (await openTemplate(workspace, template))) endTour();
}

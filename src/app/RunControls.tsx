import { Pause, Play, RotateCcw, Square, StepForward } from 'lucide-react';
import { Button, IconButton, Tooltip } from '../ui';
import { running, train } from './actions';
import { useKeysOf } from './commands/use-commands';
import { useRun, useWork, useWorkspace } from './context';

/** Train, Pause, Step, Stop keeps the weights, Reset makes new ones. */
export function RunControls() {
  const workspace = useWorkspace();
  const { run } = workspace;
  const state = useRun((view) => view.state);
  const hasWeights = useRun((view) => view.hasWeights);
  const open = useWork((work) => work.id !== '' && !work.elsewhere);
  const busy = running(state);
  const [trains, stops] = [useKeysOf('run.train'), useKeysOf('run.stop')];
  return (
    <fieldset aria-label="Training" className="flex items-center gap-0.5">
      <Tooltip text={state === 'paused' ? 'Go on' : 'Train'} {...(trains && { keys: trains })} side="bottom">
        <Button tone="primary" icon={Play} disabled={busy || !open} onClick={() => train(workspace)}>
          Train
        </Button>
      </Tooltip>
      <IconButton
        side="bottom"
        label="Pause"
        icon={Pause}
        disabled={state !== 'training'}
        onClick={() => run.send({ type: 'pause' })}
      />
      <IconButton
        side="bottom"
        label="Step"
        icon={StepForward}
        disabled={busy || !open}
        onClick={() => train(workspace, true)}
      />
      <IconButton
        side="bottom"
        label="Stop"
        {...(stops && { keys: stops })}
        icon={Square}
        disabled={!busy && state !== 'paused'}
        onClick={() => run.send({ type: 'stop' })}
      />
      <IconButton
        side="bottom"
        label="Reset"
        icon={RotateCcw}
        disabled={!open || (!hasWeights && state !== 'preparing')}
        onClick={() => void run.reset()}
      />
    </fieldset>
  );
}

import { useMemo, useState } from 'react';
import { decoderOf } from '../../check';
import { useDocument } from '../../editor';
import { EvaluationPanel, type EvaluationSettings } from '../../panels';
import { showProblem } from '../../problem';
import { useRun, useWorkspace } from '../context';

/** Figures on a split, asked of the worker. */
export function EvaluationDock() {
  const { run } = useWorkspace();
  const graph = useDocument((state) => state.check.graph);
  const writes = useMemo(() => (graph && decoderOf(graph)?.given.length) ?? 0, [graph]) > 0;
  const hasWeights = useRun((view) => view.hasWeights);
  const state = useRun((view) => view.state);
  const [settings, setSettings] = useState<EvaluationSettings>({
    split: 'test',
    examples: 0,
    beams: 1,
    lengthPenalty: 0.6,
  });
  const evaluation = useRun((view) => view.evaluation);
  const running = useRun((view) => view.evaluating);
  const [failure, setFailure] = useState<string>();

  const evaluate = async () => {
    setFailure(undefined);
    const about = run.view.getState().run;
    // Kept with the run: this panel goes when another tab is chosen, and another document has other figures.
    run.view.setState({ evaluating: true });
    const answer = await run.ask({ kind: 'evaluate', request: settings });
    if (run.view.getState().run !== about) return;
    run.view.setState({ evaluating: false });
    if (answer.kind === 'evaluate') run.view.setState({ evaluation: answer.evaluation });
    else if (answer.kind === 'problems') setFailure(answer.problems.map(showProblem).join('\n'));
  };
  const blocked = !hasWeights
    ? 'Train the model first: its weights are what is evaluated.'
    : state === 'training'
      ? 'Pause the training first, so that the weights stand still.'
      : undefined;
  return (
    <EvaluationPanel
      settings={settings}
      onSettings={(next) => {
        setSettings(next);
        setFailure(undefined);
      }}
      writes={writes}
      evaluation={evaluation}
      running={running}
      onEvaluate={() => void evaluate()}
      onStop={() => run.send({ type: 'stop-generating' })}
      blocked={blocked}
      failure={failure}
    />
  );
}

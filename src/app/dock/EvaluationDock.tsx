import { useMemo, useState } from 'react';
import { decoderOf } from '../../check';
import { useDocument } from '../../editor';
import { EvaluationPanel } from '../../panels';
import { useRun, useWorkspace } from '../context';
import { EVALUATION, evaluate } from '../run/evaluate';

/** Figures on a split, asked of the worker. */
export function EvaluationDock() {
  const { run } = useWorkspace();
  const graph = useDocument((state) => state.check.graph);
  const writes = useMemo(() => (graph && decoderOf(graph)?.given.length) ?? 0, [graph]) > 0;
  const hasWeights = useRun((view) => view.hasWeights);
  const state = useRun((view) => view.state);
  const [settings, setSettings] = useState(EVALUATION);
  const evaluation = useRun((view) => view.evaluation);
  const running = useRun((view) => view.evaluating);
  const [failure, setFailure] = useState<string>();

  const ask = async () => {
    setFailure(undefined);
    setFailure(await evaluate(run, settings));
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
      onEvaluate={() => void ask()}
      onStop={() => run.send({ type: 'stop-generating' })}
      blocked={blocked}
      failure={failure}
    />
  );
}

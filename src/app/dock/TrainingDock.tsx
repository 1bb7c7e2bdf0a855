import { useCallback, useMemo, useSyncExternalStore } from 'react';
import { matchesPattern } from '../../check';
import { type Document, type Phase, setTraining } from '../../document';
import { useDocument } from '../../editor';
import { TrainingPanel } from '../../panels';
import { learningRateAt } from '../../train/schedule';
import { useRun, useWorkspace } from '../context';
import { useCarryAhead } from '../run/carry';

const PLAIN: Omit<Phase, 'schedule'> = {
  name: 'picture',
  losses: [],
  weights: ['*'],
  optimizer: { kind: 'sgd', momentum: 0 },
  learningRate: 1,
  clip: 0,
  turn: 1,
};

export function TrainingDock() {
  const { editor, run } = useWorkspace();
  const training = useDocument((state) => state.document.training);
  const data = useDocument((state) => state.document.data);
  const modules = useDocument((state) => state.document.modules);
  const check = useDocument((state) => state.check);
  const losses = useLosses();
  const going = useRun((view) => view.state === 'training' || view.state === 'paused');
  const factor = useRun((view) => view.factor);
  const learningRate = useLearningRate();
  const memory = useRun((view) => view.memory);
  const ahead = useCarryAhead();
  const carried = useRun((view) => (view.carried?.run === view.run ? view.carried?.weights : undefined));
  const paths = useMemo(
    () =>
      [...check.nodes.values()].flatMap(({ path, weights }) =>
        Object.keys(weights).map((weight) => `${path}.${weight}`),
      ),
    [check],
  );
  const matchWeights = useCallback(
    (patterns: readonly string[]) =>
      paths.filter((path) => patterns.some((pattern) => matchesPattern(pattern, path))).length,
    [paths],
  );
  return (
    <TrainingPanel
      training={training}
      onChange={(next) => editor.edit(setTraining(editor.document.getState().document, next))}
      losses={losses}
      modules={modules}
      memory={memory}
      carried={carried}
      ahead={ahead}
      scheduleFactor={(schedule, step, steps) => learningRateAt({ ...PLAIN, schedule }, step - 1, steps)}
      matchWeights={matchWeights}
      live={going ? { factor, onFactor: (next) => run.setFactor(next), learningRate } : undefined}
      splits={data.some((choice) => choice.source.type === 'file')}
    />
  );
}

function useLosses() {
  const { editor } = useWorkspace();
  const graph = useDocument((state) => state.document.graph);
  return useMemo(() => lossesOf(graph.nodes, editor.library.byId), [graph, editor]);
}

const lossesOf = (nodes: Document['graph']['nodes'], blocks: ReadonlyMap<string, { readonly role?: string }>) =>
  nodes.filter((node) => blocks.get(node.block)?.role === 'loss').map(({ id, name }) => ({ node: id, name }));

/** The rate of the last logged step. It moves slowly, so three digits of it rarely render. */
function useLearningRate(): number {
  const { figures } = useWorkspace().run;
  return useSyncExternalStore(figures.subscribe, () => {
    const rates = figures.training.column('learningRate');
    return Number((rates.at(-1) ?? 0).toPrecision(2));
  });
}

import { useEffect, useMemo, useState } from 'react';
import { budgetOf, type Check } from '../../check';
import { showNode, showWire, useDocument } from '../../editor';
import type { RunRecord } from '../../metrics';
import { ProblemsPanel, type RunRow, RunsPanel, SummaryPanel, type SummaryRow } from '../../panels';
import { type Problem, showPlace } from '../../problem';
import { listRuns } from '../../storage';
import { showType } from '../../tensor';
import { attempt } from '../actions';
import { useRun, useWork, useWorkspace } from '../context';
import { openTab } from '../layout-store';
import type { Workspace } from '../workspace';

export function ProblemsDock() {
  const workspace = useWorkspace();
  const { editor } = workspace;
  const check = useDocument((state) => state.check);
  const running = useRun((view) => view.problems);
  const fix = (problem: Problem) => {
    const own = check.problems.find((one) => one === problem);
    if (own?.edit) editor.edit(own.edit);
  };
  return (
    <ProblemsPanel
      // Only check's own problems carry edits of the document.
      problems={[...check.problems, ...running.map(({ edit: _, ...problem }) => problem)]}
      showPlace={showPlace}
      onShow={(problem) => show(workspace, problem)}
      onFix={fix}
    />
  );
}

/** Leads to where a problem stands: a block, a wire, or the panel where the setting is. */
function show({ editor }: Workspace, { at }: Problem): void {
  const { nodes = [], edge, field = '', path } = at;
  const byPath = path === undefined ? undefined : idsOf(editor.document.getState().check, path);
  if (edge !== undefined) {
    const [inner] = nodes.slice(-1);
    const trail = inner !== undefined && isEnd(editor, inner) ? nodes.slice(0, -1) : nodes;
    showWire(editor, trail, edge);
  } else if (nodes.length > 0) showNode(editor, nodes);
  else if (byPath) showNode(editor, byPath);
  else openTab(field.startsWith('data') ? 'data' : 'training');
}

/** Places of wires name the block they end at, except where that is not there. */
const isEnd = ({ document }: Workspace['editor'], id: string): boolean => {
  const { document: now } = document.getState();
  return [now.graph, ...now.modules].some((graph) => graph.nodes.some((node) => node.id === id && !node.module));
};

const idsOf = (check: Check, path: string): readonly string[] | undefined => {
  const found = [...check.nodes].find(([, report]) => report.path === path);
  return found && [found[0]];
};

export function SummaryDock() {
  const { editor } = useWorkspace();
  const check = useDocument((state) => state.check);
  const training = useDocument((state) => state.document.training);
  const rows = useMemo(
    () =>
      [...check.nodes.values()].map(
        (report): SummaryRow => ({
          path: report.path,
          block: editor.library.byId.get(report.block)?.doc.title ?? report.block,
          output: Object.values(report.outputs).map(showType).join(', '),
          parameters: report.parameters,
          flops: report.flops,
          activationBytes: report.activationBytes,
          trainable: report.parameters === 0 ? undefined : report.trainable,
        }),
      ),
    [check, editor],
  );
  const budget = budgetOf(check.totals, training);
  const frozen = rows.reduce((sum, row) => sum + (row.trainable === false ? row.parameters : 0), 0);
  return (
    <SummaryPanel
      rows={rows}
      totals={
        check.graph && {
          parameters: check.totals.parameters,
          trainableParameters: check.totals.parameters - frozen,
          // The backward pass costs about two forward passes.
          flopsPerStep: 3 * (training.accumulate ?? 1) * check.totals.flops,
          parameterBytes: budget.weights,
          activationBytes: budget.activations,
          optimizerBytes: budget.optimizer,
        }
      }
    />
  );
}

export function RunsDock() {
  const workspace = useWorkspace();
  const id = useWork((state) => state.id);
  const saved = useRun((view) => view.saved);
  const run = useRun((view) => view.run);
  const state = useRun((view) => view.state);
  const [records, setRecords] = useState<readonly RunRecord[]>([]);
  const [shown, setShown] = useState<string>();
  // biome-ignore lint/correctness/useExhaustiveDependencies: each time a run was kept the list is another.
  useEffect(() => {
    let gone = false;
    void attempt(workspace, async () => {
      const list = await listRuns(id);
      if (!gone) setRecords([...list].sort((a, b) => a.started - b.started));
    });
    return () => {
      gone = true;
    };
  }, [workspace, id, saved, state]);
  return (
    <RunsPanel
      runs={records.map(rowOf).reverse()}
      shown={shown ?? run}
      onShow={(wanted) => {
        const record = records.find((one) => one.id === wanted);
        if (!record) return;
        setShown(wanted);
        workspace.run.show(record);
      }}
    />
  );
}

function rowOf(record: RunRecord, index: number): RunRow {
  const last = (series: RunRecord['training'], name: string) => {
    const value = series.values[series.columns.indexOf(name)]?.at(-1);
    return value === undefined || Number.isNaN(value) ? undefined : value;
  };
  return {
    id: record.id,
    name: `Run ${index + 1}`,
    started: record.started,
    state: record.state,
    step: record.step,
    steps: record.steps,
    backend: record.backend?.name,
    trainingLoss: last(record.training, 'loss'),
    validationLoss: last(record.validation, 'loss'),
    accuracy: last(record.validation, 'exact') ?? last(record.validation, 'accuracy'),
  };
}

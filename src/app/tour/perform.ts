import type { Document } from '../../document';
import { connect, select } from '../../editor';
import { running, train } from '../actions';
import { EVALUATION, evaluate } from '../run/evaluate';
import type { Workspace } from '../workspace';
import { asBegun, HIDDEN, WIRE } from './document';
import { factsOf } from './facts';
import { STEPS, type TourStep } from './steps';

/** Does a step for the person, by what their own hand would have done. */
export function perform(workspace: Workspace, begun: Document, id: TourStep['id']): void {
  switch (id) {
    case 'look':
      workspace.editor.enter([]);
      if (!workspace.editor.document.getState().views.nodes.has(HIDDEN)) putBack(workspace, begun);
      select(workspace.editor.view, [HIDDEN]);
      return;
    case 'connect':
      wire(workspace, begun);
      return;
    case 'mend':
      mend(workspace, begun);
      return;
    case 'train':
    case 'watch':
      if (running(workspace.run.view.getState().state)) return;
      if (!isDone(workspace, 'mend')) mend(workspace, begun);
      train(workspace);
      return;
    case 'judge':
      void judge(workspace);
      return;
    case 'done':
      return;
    default: {
      const never: never = id;
      throw new Error(`no such step: ${never}`);
    }
  }
}

const isDone = (workspace: Workspace, id: TourStep['id']): boolean =>
  STEPS.find((step) => step.id === id)?.done(factsOf(workspace)) ?? false;

function putBack({ editor }: Workspace, begun: Document): void {
  editor.edit(asBegun(editor.document.getState().document, begun));
}

const drawWire = ({ editor }: Workspace): boolean =>
  editor.edit(connect(editor.document.getState().document, undefined, WIRE.from, WIRE.to));

function wire(workspace: Workspace, begun: Document): void {
  if (isDone(workspace, 'connect')) return;
  workspace.editor.enter([]);
  const { nodes } = workspace.editor.document.getState().document.graph;
  const there = [WIRE.from.node, WIRE.to.node].every((id) => nodes.some((node) => node.id === id));
  if (!there) putBack(workspace, begun);
  drawWire(workspace);
}

/** Takes the edits that problems bring along; where they do not help, what has been changed besides goes. */
function mend(workspace: Workspace, begun: Document): void {
  wire(workspace, begun);
  fixAll(workspace);
  if (isDone(workspace, 'mend')) return;
  putBack(workspace, begun);
  drawWire(workspace);
  fixAll(workspace);
}

/** What one edit puts right may show the next thing that is wrong. */
function fixAll({ editor }: Workspace): void {
  for (let i = 0; i < 8; i++) {
    const { problems } = editor.document.getState().check;
    const found = problems.find(({ severity, edit }) => severity === 'error' && edit !== undefined);
    if (!found?.edit || !editor.edit(found.edit)) return;
  }
}

async function judge({ run, notices }: Workspace): Promise<void> {
  if (run.view.getState().evaluating) return;
  const failure = await evaluate(run, EVALUATION);
  if (failure !== undefined)
    notices.notify({ title: 'The model cannot be evaluated yet.', text: failure, tone: 'warn' });
}

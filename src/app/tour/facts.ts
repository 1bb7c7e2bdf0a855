import { idle } from '../run/view';
import type { Workspace } from '../workspace';
import type { TourFacts } from './steps';

/** Of the open document; while its run is asked for, the last document's may still be there, and says nothing of this one. */
export function factsOf({ editor, run, state: open }: Pick<Workspace, 'editor' | 'run' | 'state'>): TourFacts {
  const { document, check } = editor.document.getState();
  const view = run.view.getState();
  const { state, evaluation } = view.documentId === open.getState().id ? view : idle;
  const accuracy = evaluation?.scores.find(({ name }) => name === 'accuracy')?.value;
  return {
    selected: [...editor.view.getState().nodes],
    wired: new Set(document.graph.edges.map(({ to }) => `${to.node}/${to.port}`)),
    errors: check.problems.filter(({ severity }) => severity === 'error').length,
    run: state,
    judged:
      evaluation && accuracy !== undefined
        ? { accuracy, examples: evaluation.examples, step: evaluation.step }
        : undefined,
  };
}

/** Tells of everything that facts depend on. */
export function onFacts({ editor, run }: Workspace, listener: () => void): () => void {
  const stops = [editor.document.subscribe(listener), editor.view.subscribe(listener), run.view.subscribe(listener)];
  return () => {
    for (const stop of stops) stop();
  };
}

import { useEffect } from 'react';
import { serialiseDocument } from '../../document';
import { useDocument } from '../../editor';
import { useWorkspace } from '../context';

/** Milliseconds without an edit before the worker is asked. */
const SETTLED = 300;

/**
 * Keeps what a training step of the document as it is now takes in the run's view: the last figure until another is known,
 * none while the document has errors. For one component that is always there.
 */
export function useStepMemory(): void {
  const { editor, run } = useWorkspace();
  // Where blocks stand on the canvas is no matter.
  const graph = useDocument((state) => state.document.graph);
  const modules = useDocument((state) => state.document.modules);
  const data = useDocument((state) => state.document.data);
  const training = useDocument((state) => state.document.training);
  const sound = useDocument((state) => state.check.graph !== undefined);
  // biome-ignore lint/correctness/useExhaustiveDependencies: with any of these the figure is another.
  useEffect(() => {
    if (!sound) {
      run.view.setState({ memory: undefined });
      return undefined;
    }
    let stale = false;
    const timer = setTimeout(async () => {
      const { document } = editor.document.getState();
      const answer = await run.ask({ kind: 'memory', document: serialiseDocument(document) });
      if (!stale) run.view.setState({ memory: answer.kind === 'memory' ? answer : undefined });
    }, SETTLED);
    return () => {
      stale = true;
      clearTimeout(timer);
    };
  }, [editor, run, graph, modules, data, training, sound]);
}

import { useEffect, useState } from 'react';
import { serialiseDocument } from '../../document';
import { useDocument } from '../../editor';
import type { CarriedWeights } from '../../metrics';
import { useRun, useWorkspace } from '../context';

/** Milliseconds without an edit before the worker is asked. */
const SETTLED = 300;

/** What training on would take over from the last run, where the document is another than it trained; undefined otherwise. */
export function useCarryAhead(): CarriedWeights | undefined {
  const { editor, run } = useWorkspace();
  const graph = useDocument((state) => state.document.graph);
  const modules = useDocument((state) => state.document.modules);
  const data = useDocument((state) => state.document.data);
  const sound = useDocument((state) => state.check.graph !== undefined);
  const trained = useRun((view) => (view.hasWeights ? view.run : undefined));
  const [ahead, setAhead] = useState<{ readonly from: string; readonly carried: CarriedWeights }>();
  // biome-ignore lint/correctness/useExhaustiveDependencies: with any of these it is another question.
  useEffect(() => {
    if (!sound || trained === undefined) {
      setAhead(undefined);
      return undefined;
    }
    let stale = false;
    const timer = setTimeout(async () => {
      const { document } = editor.document.getState();
      const answer = await run.ask({ kind: 'carry', document: serialiseDocument(document) });
      if (!stale) setAhead(answer.kind === 'carry' ? { from: trained, carried: answer.carried } : undefined);
    }, SETTLED);
    return () => {
      stale = true;
      clearTimeout(timer);
    };
  }, [editor, run, graph, modules, data, sound, trained]);
  // Where all is kept there is nothing to know beforehand.
  const told = ahead !== undefined && ahead.from === trained ? ahead.carried : undefined;
  return told && told.made.length + told.dropped.length > 0 ? told : undefined;
}

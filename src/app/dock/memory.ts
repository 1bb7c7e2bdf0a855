import { useEffect, useState } from 'react';
import { serialiseDocument } from '../../document';
import { useDocument } from '../../editor';
import type { MemoryFigures } from '../../panels';
import { useWorkspace } from '../context';

/** Milliseconds without an edit before the worker is asked. */
const SETTLED = 300;

/** What a training step of the document as it is now takes; the last figure until another is known, none while it has errors. */
export function useStepMemory(): MemoryFigures | undefined {
  const { run } = useWorkspace();
  const document = useDocument((state) => state.document);
  const sound = useDocument((state) => state.check.graph !== undefined);
  const [found, setFound] = useState<MemoryFigures>();
  useEffect(() => {
    if (!sound) {
      setFound(undefined);
      return undefined;
    }
    let stale = false;
    const timer = setTimeout(async () => {
      const answer = await run.ask({ kind: 'memory', document: serialiseDocument(document) });
      if (!stale) setFound(answer.kind === 'memory' ? answer : undefined);
    }, SETTLED);
    return () => {
      stale = true;
      clearTimeout(timer);
    };
  }, [run, document, sound]);
  return found;
}

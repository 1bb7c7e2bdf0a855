import { useEffect, useMemo, useState } from 'react';
import { type Difference, type Document, diff, summariseDiff } from '../../document';
import type { RunRecord } from '../../metrics';
import { Dialog, Select } from '../../ui';
import { attempt } from '../actions';
import { useWorkspace } from '../context';
import { documentOf, listSources, runsOf, type Source } from '../documents/sources';
import { CompareCounts } from './CompareCounts';
import { CompareRuns, chosenRun, type WhichRun } from './CompareRuns';
import { CompareSide } from './CompareSide';
import { DifferenceList } from './DifferenceList';
import type { DialogState } from './TemplatesDialog';

/** Two documents, versions or templates side by side, and what is different in the second. */
export function CompareDialog({ open, onOpenChange }: DialogState) {
  return (
    <Dialog
      open={open}
      onOpenChange={onOpenChange}
      size="full"
      title="Compare"
      description="Where blocks stand on the canvas does not count."
    >
      <Compare />
    </Dialog>
  );
}

function Compare() {
  const workspace = useWorkspace();
  const [sources, setSources] = useState<readonly Source[]>([]);
  const [before, setBefore] = useState<string>();
  const [after, setAfter] = useState('open');
  const [chosen, setChosen] = useState<Difference>();
  const [which, setWhich] = useState<WhichRun>('last');
  useEffect(
    () =>
      void attempt(workspace, async () => {
        const all = await listSources(workspace);
        setSources(all);
        setBefore((now) => now ?? all[1]?.id);
      }),
    [workspace],
  );
  const first = useChosen(sources, before);
  const second = useChosen(sources, after);
  const differences = useMemo(
    () => (first && second ? diff(first.document, second.document) : undefined),
    [first, second],
  );
  const [runBefore, runAfter] = [chosenRun(first?.runs ?? [], which), chosenRun(second?.runs ?? [], which)];
  const several = [first, second].some((one) => one && chosenRun(one.runs, 'last') !== chosenRun(one.runs, 'best'));
  const options = sources.map(({ id, label }) => ({ value: id, label }));
  const pick = (set: (id: string) => void) => (id: string) => {
    setChosen(undefined);
    set(id);
  };
  return (
    <div className="space-y-3">
      <div className="grid gap-3 md:grid-cols-2">
        <div className="space-y-2">
          <Select label="Before" value={before} options={options} onChange={pick(setBefore)} />
          <CompareSide document={first?.document} differences={differences} side="before" chosen={chosen} />
        </div>
        <div className="space-y-2">
          <Select label="After" value={after} options={options} onChange={pick(setAfter)} />
          <CompareSide document={second?.document} differences={differences} side="after" chosen={chosen} />
        </div>
      </div>
      {first && second && differences && (
        <div className="grid items-start gap-4 lg:grid-cols-2 xl:grid-cols-[minmax(0,1fr)_minmax(0,1fr)_auto]">
          <section aria-label="Differences">
            <p className="mb-1 font-semibold" role="status">
              {summariseDiff(differences)}
            </p>
            <DifferenceList differences={differences} chosen={chosen} onChoose={setChosen} />
          </section>
          <CompareRuns before={runBefore} after={runAfter} which={which} onWhich={setWhich} several={several} />
          <CompareCounts
            before={{ document: first.document, run: runBefore }}
            after={{ document: second.document, run: runAfter }}
          />
        </div>
      )}
    </div>
  );
}

interface Chosen {
  readonly document: Document;
  /** Of this very document, the latest first. */
  readonly runs: readonly RunRecord[];
}

/** A source's document with its runs; undefined until it is read. */
function useChosen(sources: readonly Source[], id: string | undefined): Chosen | undefined {
  const workspace = useWorkspace();
  const [read, setRead] = useState<{ readonly of: Source; readonly compared: Chosen | undefined }>();
  const source = sources.find((one) => one.id === id);
  useEffect(() => {
    if (!source) return;
    let wanted = true;
    void attempt(workspace, async () => {
      const document = await documentOf(source);
      const compared = document && { document, runs: await runsOf(source, document) };
      if (wanted) setRead({ of: source, compared });
    });
    return () => {
      wanted = false;
    };
  }, [workspace, source]);
  return read?.of === source ? read?.compared : undefined;
}

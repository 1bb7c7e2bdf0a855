import { useEffect, useMemo, useState } from 'react';
import { type Difference, type Document, diff, summariseDiff } from '../../document';
import { Dialog, Select } from '../../ui';
import { attempt } from '../actions';
import { useWorkspace } from '../context';
import { documentOf, listSources, type Source } from '../documents/sources';
import { CompareCounts } from './CompareCounts';
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
  const differences = useMemo(() => (first && second ? diff(first, second) : undefined), [first, second]);
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
          <CompareSide document={first} differences={differences} side="before" chosen={chosen} />
        </div>
        <div className="space-y-2">
          <Select label="After" value={after} options={options} onChange={pick(setAfter)} />
          <CompareSide document={second} differences={differences} side="after" chosen={chosen} />
        </div>
      </div>
      {first && second && differences && (
        <div className="grid items-start gap-4 lg:grid-cols-[minmax(0,1fr)_auto]">
          <section aria-label="Differences">
            <p className="mb-1 font-semibold" role="status">
              {summariseDiff(differences)}
            </p>
            <DifferenceList differences={differences} chosen={chosen} onChoose={setChosen} />
          </section>
          <CompareCounts before={first} after={second} />
        </div>
      )}
    </div>
  );
}

/** The document of a source; undefined until it is read. */
function useChosen(sources: readonly Source[], id: string | undefined): Document | undefined {
  const workspace = useWorkspace();
  const [read, setRead] = useState<{ readonly of: Source; readonly document: Document | undefined }>();
  const source = sources.find((one) => one.id === id);
  useEffect(() => {
    if (!source) return;
    let wanted = true;
    void attempt(workspace, async () => {
      const document = await documentOf(source);
      if (wanted) setRead({ of: source, document });
    });
    return () => {
      wanted = false;
    };
  }, [workspace, source]);
  return read?.of === source ? read?.document : undefined;
}

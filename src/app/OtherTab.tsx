import { useState } from 'react';
import { Button, Callout } from '../ui';
import { attempt } from './actions';
import { useWork, useWorkspace } from './context';

/** Says that another tab has the document, and what can be done about it. */
export function OtherTab() {
  const elsewhere = useWork((state) => state.elsewhere);
  return elsewhere ? <Elsewhere /> : null;
}

function Elsewhere() {
  const workspace = useWorkspace();
  const [asking, setAsking] = useState(false);
  const ask = async () => {
    setAsking(true);
    await attempt(workspace, () => workspace.takeOver());
    setAsking(false);
  };
  return (
    <Callout
      tone="warn"
      announce
      title="This document is open in another tab"
      action={
        <div className="flex gap-2">
          <Button size="sm" disabled={asking} onClick={() => void ask()}>
            {asking ? 'Asking the other tab…' : 'Edit here'}
          </Button>
          <Button size="sm" onClick={() => void attempt(workspace, () => workspace.openCopy())}>
            Open a copy
          </Button>
        </div>
      }
    >
      It can be looked at here. Edit here takes it over with everything that was changed there; training there pauses.
    </Callout>
  );
}

import { type RefObject, useEffect, useRef, useState } from 'react';
import { Button } from '../../ui';
import { attempt } from '../actions';
import { useWork, useWorkspace } from '../context';
import type { Workspace } from '../workspace';
import { arrange } from './arrange';
import { factsOf, onFacts } from './facts';
import { Moves } from './Moves';
import { enterStep, observe, type Progress } from './machine';
import { perform } from './perform';
import { STEPS, type TourStep } from './steps';
import { TourCard } from './TourCard';
import { findTarget } from './target';
import { endTour, restorePanels, type TourSession, tourStore } from './tour-store';

/** The tour while it is under way: it leads on in its own document, and waits while another one is open. */
export default function Tour({ session }: { readonly session: TourSession }) {
  const workspace = useWorkspace();
  const here = useWork(({ id }) => id === session.id);
  const card = useRef<HTMLElement>(null);
  const [progress, setProgress] = useState<Progress>(() => enterStep(STEPS, 0, factsOf(workspace)));
  const step = STEPS[progress.step];
  useEffect(() => {
    if (!here) return;
    const look = () => {
      // Another document is there before the page has been rendered with it.
      if (workspace.state.getState().id !== session.id) return;
      setProgress((now) => observe(STEPS, now, factsOf(workspace)));
    };
    look();
    return onFacts(workspace, look);
  }, [workspace, here, session]);
  useEffect(() => {
    if (here && step) arrange(workspace, step);
  }, [workspace, here, step]);
  useFocus(card, workspace, here ? step : undefined);
  useEffect(() => {
    // The tour does not outlive the page; the arrangement does.
    window.addEventListener('pagehide', restorePanels);
    return () => window.removeEventListener('pagehide', restorePanels);
  }, []);

  const leading = here && step ? { ...step, text: wordsOf(workspace, step, progress) } : WAITING;
  return (
    <>
      <p aria-live="polite" className="sr-only">
        {`${leading.title}. ${leading.text}`}
      </p>
      <TourCard
        card={card}
        count={here ? { step: progress.step + 1, of: STEPS.length } : undefined}
        title={leading.title}
        text={leading.text}
        targets={leading.targets}
        side={leading.side}
        onShow={() => {
          card.current?.focus();
          if (step) arrange(workspace, step);
        }}
        onEnd={endTour}
      >
        {here && step ? (
          <Moves
            progress={progress}
            onStep={(wanted) => {
              // The button that was pressed may not be there at the next step.
              card.current?.focus();
              setProgress(enterStep(STEPS, wanted, factsOf(workspace)));
            }}
            onPerform={() => {
              card.current?.focus();
              perform(workspace, session.document, step.id);
            }}
          />
        ) : (
          <WayBack id={session.id} onGo={() => card.current?.focus()} />
        )}
      </TourCard>
    </>
  );
}

const wordsOf = (workspace: Workspace, { text, after }: TourStep, { done }: Progress): string =>
  (done && after?.(factsOf(workspace))) || text;

const WAITING: Pick<TourStep, 'title' | 'text' | 'targets' | 'side'> = {
  title: 'The tour waits in its document',
  text: 'It goes on as soon as that one is open again.',
  targets: [],
  side: 'top',
};

function WayBack({ id, onGo }: { readonly id: string; readonly onGo: () => void }) {
  const workspace = useWorkspace();
  const kept = useWork(({ documents }) => documents.some((entry) => entry.id === id));
  return (
    <>
      {kept && (
        <Button
          tone="primary"
          onClick={() => {
            onGo();
            void attempt(workspace, async () => void (await workspace.openStored(id)));
          }}
        >
          Back to the tour
        </Button>
      )}
      <Button onClick={endTour}>End it</Button>
    </>
  );
}

/** Who began the tour is led to its card; F6 goes from there to what the card points to, and back. */
function useFocus(card: RefObject<HTMLElement | null>, workspace: Workspace, step: TourStep | undefined): void {
  useEffect(() => card.current?.focus({ preventScroll: true }), [card]);
  useEffect(() => {
    const turn = () => {
      if (!card.current?.contains(document.activeElement)) card.current?.focus();
      else if (step) leadTo(workspace, step);
    };
    tourStore.setState({ turn });
  }, [card, workspace, step]);
}

const FOCUSABLE = 'button:not(:disabled), input, select, textarea, [tabindex="0"]';

function leadTo(workspace: Workspace, step: TourStep): void {
  const [target] = step.targets;
  const found = target && findTarget(target);
  if (found) {
    const own = found.matches(FOCUSABLE) ? found : found.querySelector<HTMLElement>(FOCUSABLE);
    own?.focus();
    return;
  }
  // What the step opened has been closed since.
  arrange(workspace, step);
}

import { GraduationCap } from 'lucide-react';
import { lazy, Suspense } from 'react';
import { Button } from '../../ui';
import { useWorkspace } from '../context';
import { declineTour, startTour, useTour } from './tour-store';

const Tour = lazy(() => import('./Tour'));

/** Where the tour appears while it is under way. */
export function TourSlot() {
  const session = useTour((state) => state.session);
  if (!session) return null;
  return (
    <Suspense fallback={null}>
      <Tour key={session.id} session={session} />
    </Suspense>
  );
}

/** Asks who is new here whether to be shown around: a line of the page that covers nothing. */
export function TourOffer() {
  const workspace = useWorkspace();
  const offered = useTour((state) => state.offered);
  if (!offered) return null;
  return (
    <section
      aria-label="Tour"
      className="flex flex-wrap items-center gap-x-3 gap-y-1 border-b border-line bg-accent-soft px-3 py-1.5 text-sm text-accent-ink"
    >
      <GraduationCap aria-hidden size={16} className="shrink-0 max-sm:hidden" />
      <p>New here? The tour takes two minutes, and ends with a model you trained.</p>
      <div className="ml-auto flex items-center gap-1.5">
        <Button size="sm" tone="primary" onClick={() => void startTour(workspace)}>
          Take the tour
        </Button>
        <Button size="sm" tone="ghost" onClick={declineTour}>
          Not now
        </Button>
      </div>
    </section>
  );
}

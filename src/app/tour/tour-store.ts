import { useStore } from 'zustand';
import { createStore } from 'zustand/vanilla';
import type { Document } from '../../document';
import { keepChoice, readChoice } from '../../storage';
import { attempt } from '../actions';
import type { Layout } from '../layout';
import { layoutStore } from '../layout-store';
import type { Workspace } from '../workspace';
import { findTarget } from './target';

const KEY = 'wireformer.tour';

/** A tour that is under way. */
export interface TourSession {
  /** Id of the document that the tour has opened for itself. */
  readonly id: string;
  /** That document as the tour begins. */
  readonly document: Document;
}

export interface TourState {
  /** Whether the page asks a person who is new here. */
  readonly offered: boolean;
  /** Whether its document is being opened: who presses twice begins one tour. */
  readonly starting: boolean;
  readonly session: TourSession | undefined;
  /** Takes the focus from the tour's card to what it points to, and back; there while a tour is under way. */
  readonly turn: (() => void) | undefined;
  /** Panels that the tour has shown or hidden, as they were before. */
  readonly before: Panels;
}

type Panels = Partial<Pick<Layout, 'palette' | 'inspector'>>;

/** What the page knows of the tour; everything else of it is loaded when it begins. */
export const tourStore = createStore<TourState>(() => ({
  offered: false,
  starting: false,
  session: undefined,
  turn: undefined,
  before: {},
}));

export const useTour = <T>(slice: (state: TourState) => T): T => useStore(tourStore, slice);

/** Asks once: who comes again, or was asked before, knows where to find it. */
export function offerTour(firstVisit: boolean): void {
  if (!firstVisit || readChoice(KEY) !== null) return;
  keepChoice(KEY, 'offered');
  tourStore.setState({ offered: true });
}

export const declineTour = (): void => tourStore.setState({ offered: false });

/** Begins the tour in a document of its own, beside what is open. */
export async function startTour(workspace: Workspace): Promise<void> {
  if (tourStore.getState().starting) return;
  tourStore.setState({ offered: false, starting: true });
  try {
    await attempt(workspace, async () => {
      const { openTour } = await import('./document');
      const session = await openTour(workspace);
      if (session) tourStore.setState({ session });
    });
  } finally {
    tourStore.setState({ starting: false });
  }
}

export function endTour(): void {
  leaveCard();
  restorePanels();
  tourStore.setState({ session: undefined, turn: undefined });
}

/** Shows and hides panels for the time of the tour. */
export function movePanels({ palette, inspector }: Panels): void {
  const now = layoutStore.getState();
  const moved: Panels = {
    ...(palette !== undefined && palette !== now.palette && { palette: now.palette }),
    ...(inspector !== undefined && inspector !== now.inspector && { inspector: now.inspector }),
  };
  tourStore.setState(({ before }) => ({ before: { ...moved, ...before } }));
  layoutStore.setState({ ...(palette !== undefined && { palette }), ...(inspector !== undefined && { inspector }) });
}

/** How the page is arranged is kept in this browser: it is the person's, not the tour's. */
export function restorePanels(): void {
  layoutStore.setState(tourStore.getState().before);
  tourStore.setState({ before: {} });
}

/** The card goes with whatever has the focus in it: that goes to the canvas. */
function leaveCard(): void {
  const { activeElement } = document;
  if (activeElement !== document.body && !activeElement?.closest('[data-tour]')) return;
  const canvas = findTarget({ region: 'Canvas' });
  if (!canvas) return;
  // It takes the focus this once only: a click on it is none.
  canvas.tabIndex = -1;
  canvas.addEventListener('blur', () => canvas.removeAttribute('tabindex'), { once: true });
  canvas.focus({ preventScroll: true });
}

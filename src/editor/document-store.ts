import { createStore, type StoreApi } from 'zustand/vanilla';
import type { Check, Checker } from '../check';
import {
  amend,
  type Document,
  type Edited,
  edit,
  graphOf,
  type History,
  type Patch,
  redo,
  type Scope,
  startHistory,
  undo,
} from '../document';
import type { Problem } from '../problem';
import { deriveViews, type Views } from './derive';
import type { Library } from './library';

/** The document as it stands, and everything that follows from it. */
export interface DocumentState {
  readonly history: History;
  readonly document: Document;
  readonly check: Check;
  /** Module nodes gone into, outermost first. */
  readonly trail: readonly string[];
  /** The graph that is shown: a module's id, or undefined for the document's own. */
  readonly scope: Scope;
  readonly views: Views;
  readonly readOnly: boolean;
}

export interface DocumentActions {
  readonly open: (document: Document) => void;
  /** One gesture; problems where it does not fit the document any more, or the document cannot be written. */
  readonly edit: (patch: Patch) => readonly Problem[];
  /** Adds to a gesture that was the last one; see history.ts. */
  readonly amend: (gesture: Patch, patch: Patch) => readonly Problem[];
  readonly undo: () => readonly Problem[];
  readonly redo: () => readonly Problem[];
  readonly enter: (trail: readonly string[]) => void;
  readonly setReadOnly: (readOnly: boolean) => void;
}

export interface DocumentStore extends DocumentActions {
  readonly store: StoreApi<DocumentState>;
}

export function createDocumentStore(first: Document, library: Library, checker: Checker): DocumentStore {
  const begin = (document: Document, readOnly: boolean): DocumentState => {
    const check = checker.check(document);
    const views = deriveViews(document, undefined, check, library);
    return { history: startHistory(document), document, check, trail: [], scope: undefined, views, readOnly };
  };
  const store = createStore<DocumentState>(() => begin(first, false));

  const take = (edited: Edited): readonly Problem[] => {
    if ('problems' in edited) return edited.problems;
    const now = store.getState();
    const { document } = edited;
    if (document === now.document) return [];
    const check = onlyMoved(now.document, document) ? now.check : checker.check(document);
    const trail = validTrail(document, now.trail);
    const scope = scopeOf(document, trail);
    const before = scope === now.scope ? now.views : undefined;
    const views = check === now.check && before ? before : deriveViews(document, scope, check, library, before);
    store.setState({ history: edited, document, check, trail, scope, views });
    return [];
  };

  const writable = (change: () => readonly Problem[]): readonly Problem[] =>
    store.getState().readOnly ? [otherTab] : change();

  return {
    store,
    open: (document) => store.setState(begin(document, store.getState().readOnly), true),
    edit: (patch) => writable(() => take(edit(store.getState().history, patch))),
    amend: (gesture, patch) => writable(() => take(amend(store.getState().history, gesture, patch))),
    undo: () => writable(() => take(undo(store.getState().history))),
    redo: () => writable(() => take(redo(store.getState().history))),
    enter(wanted) {
      const { document, check } = store.getState();
      const trail = validTrail(document, wanted);
      const scope = scopeOf(document, trail);
      store.setState({ trail, scope, views: deriveViews(document, scope, check, library) });
    },
    setReadOnly: (readOnly) => store.setState({ readOnly }),
  };
}

/** Positions mean nothing, so a drag needs no check. */
const onlyMoved = (a: Document, b: Document): boolean =>
  a.graph === b.graph && a.modules === b.modules && a.data === b.data && a.training === b.training;

/** An undo can take away the module a person is in. */
function validTrail(document: Document, trail: readonly string[]): readonly string[] {
  const valid: string[] = [];
  for (const id of trail) {
    const node = graphOf(document, scopeOf(document, valid))?.nodes.find((one) => one.id === id);
    if (!document.modules.some((module) => module.id === node?.module?.id)) break;
    valid.push(id);
  }
  return valid.length === trail.length ? trail : valid;
}

function scopeOf(document: Document, trail: readonly string[]): Scope {
  let scope: Scope;
  for (const id of trail) scope = graphOf(document, scope)?.nodes.find((node) => node.id === id)?.module?.id;
  return scope;
}

const otherTab: Problem = {
  code: 'storage/other-tab',
  severity: 'warning',
  at: {},
  expected: 'a document that this tab may change',
  received: 'one that is open in another tab',
  fix: 'Close the other tab, or open a copy here.',
};

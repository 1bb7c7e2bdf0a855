import { createStore, type StoreApi } from 'zustand/vanilla';
import type { Document } from '../../document';
import type { Library } from '../library';
import { type Changes, changesSince } from './compare';
import { type Facts, factsOf } from './facts';

const NONE: Changes = new Map();

export interface ChangeStore {
  readonly store: StoreApi<Changes>;
  /** The document that training last began with; undefined where it has not been trained. */
  readonly setTrained: (trained: Document | undefined) => void;
  /** The document is another. */
  readonly follow: (document: Document) => void;
}

export function createChanges(library: Library, first: Document): ChangeStore {
  const store = createStore<Changes>(() => NONE);
  let trained: Facts | undefined;
  let shown = first;
  const look = () => {
    const before = store.getState();
    const now = trained ? changesSince(trained, factsOf(shown, library)) : NONE;
    const kept = new Map([...now].map(([id, lines]) => [id, same(before.get(id), lines)]));
    if (kept.size !== before.size || [...kept].some(([id, lines]) => before.get(id) !== lines)) {
      store.setState(kept, true);
    }
  };
  return {
    store,
    setTrained(document) {
      trained = document && factsOf(document, library);
      look();
    },
    follow(document) {
      const before = shown;
      shown = document;
      const meant =
        document.graph !== before.graph || document.modules !== before.modules || document.data !== before.data;
      if (trained && meant) look();
    },
  };
}

const same = (before: readonly string[] | undefined, now: readonly string[]): readonly string[] =>
  before?.join('\n') === now.join('\n') ? before : now;

import { beyondLimits } from './limits';
import { type Applied, apply, invert, type Patch } from './patch';
import type { Document } from './schema';

/** Undo and redo over patches. Plain and immutable: the editor's store keeps one, the command line can too. */
export interface History {
  readonly document: Document;
  readonly past: readonly Patch[];
  readonly future: readonly Patch[];
}

export const startHistory = (document: Document): History => ({ document, past: [], future: [] });

/** Entries kept; older ones can no longer be undone. */
const DEPTH = 1000;

export type Edited = History | Extract<Applied, { readonly problems: unknown }>;

/** Applies one gesture. An empty patch changes nothing and makes no entry. */
export function edit(history: History, patch: Patch): Edited {
  if (patch.length === 0) return history;
  const applied = apply(history.document, patch);
  if ('problems' in applied) return applied;
  const fault = beyondLimits(applied.document, patch);
  if (fault) return { problems: [fault] };
  return { document: applied.document, past: [...history.past, patch].slice(-DEPTH), future: [] };
}

/** Adds to the last gesture while that is still the last one; otherwise it is a gesture of its own. */
export function amend(history: History, gesture: Patch, patch: Patch): Edited {
  const edited = edit(history, patch);
  if ('problems' in edited || edited === history || history.past.at(-1) !== gesture) return edited;
  return { ...edited, past: [...history.past.slice(0, -1), [...gesture, ...patch]] };
}

export function undo(history: History): Edited {
  const patch = history.past.at(-1);
  if (!patch) return history;
  const applied = apply(history.document, invert(patch));
  if ('problems' in applied) return applied;
  return { document: applied.document, past: history.past.slice(0, -1), future: [patch, ...history.future] };
}

export function redo(history: History): Edited {
  const [patch, ...future] = history.future;
  if (!patch) return history;
  const applied = apply(history.document, patch);
  if ('problems' in applied) return applied;
  return { document: applied.document, past: [...history.past, patch], future };
}

import { emptyDocument, parseDocument, serialiseDocument, setMeta } from '../../document';
import { ProblemError, problem } from '../../problem';
import { claimDocument, type DocumentEntry } from '../../storage';
import { attempt } from '../actions';
import type { Workspace } from '../workspace';

/** A deleted document can be brought back for a day. */
const BIN_KEEPS = 24 * 3_600_000;

export const purgeOld = async ({ store }: Workspace): Promise<void> => store?.purge(Date.now() - BIN_KEEPS);

/** Deletes a document so that it can be brought back, with its runs and versions; another one opens where it was open. */
export async function removeDocument(workspace: Workspace, entry: DocumentEntry): Promise<void> {
  const { store, state } = workspace;
  if (!store) return;
  const open = state.getState().id === entry.id;
  if (open) {
    const other = state.getState().documents.find(({ id }) => id !== entry.id);
    if (!other || !(await workspace.openStored(other.id))) await workspace.openNew(emptyDocument('Untitled'));
  } else await whileOurs(entry, async () => {});
  await store.remove(entry.id, Date.now());
  await workspace.refresh();
  workspace.notices.notify({
    title: `${entry.name} was deleted.`,
    text: 'It can be brought back for a day.',
    action: {
      label: 'Undo',
      alt: 'Open Documents and bring it back from the deleted ones',
      onSelect: () =>
        void attempt(workspace, async () => {
          await restoreDocument(workspace, entry);
          if (open) await workspace.openStored(entry.id);
        }),
    },
  });
}

export async function restoreDocument(workspace: Workspace, { id }: DocumentEntry): Promise<void> {
  await workspace.store?.restore(id);
  await workspace.refresh();
}

/** Gives a document another name: the open one by an edit, which can be undone. */
export async function renameDocument(workspace: Workspace, { id, ...entry }: DocumentEntry, name: string) {
  const { editor, store, state } = workspace;
  if (state.getState().id === id) {
    const { document } = editor.document.getState();
    editor.edit(setMeta(document, { ...document.meta, name }));
    await workspace.flush();
    return;
  }
  await whileOurs({ id, ...entry }, async () => {
    const stored = await store?.load(id);
    if (!store || !stored) return;
    const { document } = documentOf(stored.text);
    const text = serialiseDocument({ ...document, meta: { ...document.meta, name } });
    await store.save({ ...stored, name, text, revision: stored.revision + 1 });
  });
  await workspace.refresh();
}

/** A second document like one, beside it; runs stay with the first. */
export async function duplicateDocument(workspace: Workspace, { id }: DocumentEntry): Promise<void> {
  const { store } = workspace;
  await workspace.flush();
  const stored = await store?.load(id);
  if (!store || !stored) return;
  const { document } = documentOf(stored.text);
  const name = `${document.meta.name} (copy)`;
  const text = serialiseDocument({ ...document, meta: { ...document.meta, name } });
  await store.save({ ...stored, id: crypto.randomUUID(), name, text, revision: 1, updated: Date.now() });
  await workspace.refresh();
}

function documentOf(text: string) {
  const parsed = parseDocument(text);
  if ('problems' in parsed) throw new ProblemError(parsed.problems);
  return parsed;
}

/** Works on a document that no other tab has open. */
async function whileOurs({ id, name }: DocumentEntry, work: () => Promise<void>): Promise<void> {
  const claim = await claimDocument(id, () => {});
  try {
    if (!claim.owner) {
      throw new ProblemError([
        problem({
          code: 'storage/other-tab',
          at: { field: name },
          expected: 'a document that no other tab has open',
          received: 'one that another tab has',
          fix: 'Close it in the other tab, or do it there.',
        }),
      ]);
    }
    await work();
  } finally {
    claim.release();
  }
}

import { type Document, type Patch, parseDocument, sameJson } from '../../document';
import { ProblemError } from '../../problem';
import { type StoredVersion, saveVersion, type VersionReason } from '../../storage';
import type { Workspace } from '../workspace';

export const versionOf = (
  document: string,
  text: string,
  reason: VersionReason,
  at = Date.now(),
  name = '',
): StoredVersion => ({ id: crypto.randomUUID(), document, at, reason, name, text });

/** Keeps the open document as it is now; false where the newest version is the same. */
export async function keepNow(workspace: Workspace, reason: VersionReason, name = ''): Promise<void> {
  const { id, elsewhere } = workspace.state.getState();
  if (!workspace.store || id === '' || elsewhere) return;
  await saveVersion(versionOf(id, workspace.text(), reason, Date.now(), name));
}

const SECTIONS = ['meta', 'graph', 'modules', 'data', 'training', 'layout'] as const;

/** Puts another document in the place of one, as one edit that can be undone. */
export const replacing = (before: Document, after: Document): Patch =>
  SECTIONS.filter((section) => !sameJson(before[section], after[section])).map((section) => ({
    path: [section],
    before: before[section],
    after: after[section],
  }));

/** Goes back to a version; what there was is kept as another one, and undo brings it back as well. */
export async function restoreVersion(workspace: Workspace, version: StoredVersion): Promise<boolean> {
  const parsed = parseDocument(version.text);
  if ('problems' in parsed) throw new ProblemError(parsed.problems);
  await keepNow(workspace, 'restore');
  const { editor } = workspace;
  return editor.edit(replacing(editor.document.getState().document, parsed.document));
}

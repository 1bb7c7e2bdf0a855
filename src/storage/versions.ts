import { type StoredVersion, withDatabase } from './database';

/** Versions of a document that stay without anybody having asked for them; older ones make room. */
export const VERSIONS_KEPT = 30;
/** Versions of a document that the person kept. */
export const NAMED_KEPT = 100;

/** Versions of a document, newest first. */
export const listVersions = (document: string): Promise<readonly StoredVersion[]> =>
  withDatabase(async (database) => {
    const all = await database.getAllFromIndex('versions', 'document', document);
    return all.sort((a, b) => b.at - a.at);
  });

/** Keeps a version, unless the newest one is the same text; false where it was. One that the person asks for is always kept. */
export const saveVersion = (version: StoredVersion): Promise<boolean> =>
  withDatabase(async (database) => {
    const transaction = database.transaction('versions', 'readwrite');
    const all = await transaction.store.index('document').getAll(version.document);
    all.sort((a, b) => b.at - a.at);
    const wanted = version.reason === 'hand' || all[0]?.text !== version.text;
    if (wanted) {
      await transaction.store.put(version);
      for (const old of surplus([version, ...all])) await transaction.store.delete(old.id);
    }
    await transaction.done;
    return wanted;
  });

/** What must make room; versions come newest first. */
export function surplus(versions: readonly StoredVersion[]): readonly StoredVersion[] {
  const named = versions.filter(({ reason }) => reason === 'hand');
  const others = versions.filter(({ reason }) => reason !== 'hand');
  return [...named.slice(NAMED_KEPT), ...others.slice(VERSIONS_KEPT)];
}

export const removeVersion = (id: string): Promise<void> => withDatabase((database) => database.delete('versions', id));

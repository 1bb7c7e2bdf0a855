import { type Problem, ProblemError, problem } from '../problem';
import { type Database, type StoredDocument, withDatabase } from './database';

export type DocumentEntry = Omit<StoredDocument, 'text'>;

/** The person's documents, newest first. */
export interface DocumentStore {
  list(): Promise<readonly DocumentEntry[]>;
  load(id: string): Promise<StoredDocument | undefined>;
  /** Throws ProblemError `storage/quota` or `storage/failed`: what is not saved is never reported as saved. */
  save(document: StoredDocument): Promise<void>;
  /** Puts a document among the deleted, with its runs and versions as they are. */
  remove(id: string, when: number): Promise<void>;
  restore(id: string): Promise<void>;
  listDeleted(): Promise<readonly DocumentEntry[]>;
  /** Really deletes what was deleted before a time. */
  purge(before: number): Promise<void>;
}

export async function openDocumentStore(): Promise<DocumentStore> {
  return {
    list: () => entries((entry) => entry.deleted === undefined),
    listDeleted: () => entries((entry) => entry.deleted !== undefined),
    load: (id) => withDatabase((database) => database.get('documents', id)),
    save: (document) =>
      withDatabase(async (database) => {
        const transaction = database.transaction('documents', 'readwrite');
        const now = await transaction.store.get(document.id);
        // An older tab must not write over a newer revision, and must not call it saved.
        if (now && now.revision > document.revision) throw new ProblemError([conflict(document.name)]);
        await transaction.store.put(document);
        await transaction.done;
      }),
    remove: (id, when) => change(id, (document) => ({ ...document, deleted: when })),
    restore: (id) => change(id, ({ deleted: _, ...document }) => document),
    purge: (before) =>
      withDatabase(async (database) => {
        const all = await database.getAll('documents');
        for (const { id, deleted } of all) {
          if (deleted !== undefined && deleted < before) await purge(database, id);
        }
      }),
  };
}

const entries = (wanted: (entry: DocumentEntry) => boolean): Promise<readonly DocumentEntry[]> =>
  withDatabase(async (database) => {
    const all = await database.getAll('documents');
    return all
      .map(({ text: _, ...entry }) => entry)
      .filter(wanted)
      .sort((a, b) => b.updated - a.updated);
  });

const change = (id: string, to: (document: StoredDocument) => StoredDocument): Promise<void> =>
  withDatabase(async (database) => {
    const transaction = database.transaction('documents', 'readwrite');
    const now = await transaction.store.get(id);
    if (now) await transaction.store.put(to(now));
    await transaction.done;
  });

async function purge(database: Database, id: string): Promise<void> {
  const stores = ['documents', 'runs', 'checkpoints', 'pieces', 'versions'] as const;
  const transaction = database.transaction(stores, 'readwrite');
  const runs = await transaction.objectStore('runs').index('document').getAllKeys(id);
  for (const run of runs) {
    for (const key of [`${run}/last`, `${run}/best`]) {
      await transaction.objectStore('checkpoints').delete(key);
      const pieces = await transaction.objectStore('pieces').index('checkpoint').getAllKeys(key);
      for (const piece of pieces) await transaction.objectStore('pieces').delete(piece);
    }
    await transaction.objectStore('runs').delete(run);
  }
  const versions = await transaction.objectStore('versions').index('document').getAllKeys(id);
  for (const version of versions) await transaction.objectStore('versions').delete(version);
  await transaction.objectStore('documents').delete(id);
  await transaction.done;
}

const conflict = (name: string): Problem =>
  problem({
    code: 'storage/other-tab',
    at: { field: name },
    expected: 'to be the only tab that changes the document',
    received: 'a newer version, saved by another tab',
    fix: 'Export this version as a file if you need it, then reload the page.',
  });

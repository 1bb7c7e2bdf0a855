import { type Problem, ProblemError, problem } from '../problem';
import { type StoredDocument, withDatabase } from './database';

export type DocumentEntry = Omit<StoredDocument, 'text'>;

/** The person's documents, newest first. */
export interface DocumentStore {
  list(): Promise<readonly DocumentEntry[]>;
  load(id: string): Promise<StoredDocument | undefined>;
  /** Throws ProblemError `storage/quota` or `storage/failed`: what is not saved is never reported as saved. */
  save(document: StoredDocument): Promise<void>;
  remove(id: string): Promise<void>;
}

export async function openDocumentStore(): Promise<DocumentStore> {
  return {
    list: () =>
      withDatabase(async (database) => {
        const all = await database.getAll('documents');
        return all.map(({ text: _, ...entry }) => entry).sort((a, b) => b.updated - a.updated);
      }),
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
    remove: (id) =>
      withDatabase(async (database) => {
        const transaction = database.transaction(['documents', 'runs', 'checkpoints', 'pieces'], 'readwrite');
        const runs = await transaction.objectStore('runs').index('document').getAllKeys(id);
        for (const run of runs) {
          for (const key of [`${run}/last`, `${run}/best`]) {
            await transaction.objectStore('checkpoints').delete(key);
            const pieces = await transaction.objectStore('pieces').index('checkpoint').getAllKeys(key);
            for (const piece of pieces) await transaction.objectStore('pieces').delete(piece);
          }
          await transaction.objectStore('runs').delete(run);
        }
        await transaction.objectStore('documents').delete(id);
        await transaction.done;
      }),
  };
}

const conflict = (name: string): Problem =>
  problem({
    code: 'storage/other-tab',
    at: { field: name },
    expected: 'to be the only tab that changes the document',
    received: 'a newer version, saved by another tab',
    fix: 'Export this version as a file if you need it, then reload the page.',
  });

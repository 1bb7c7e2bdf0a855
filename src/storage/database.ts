import { type DBSchema, type IDBPDatabase, openDB } from 'idb';
import type { RunRecord } from '../metrics';
import { ProblemError, problem } from '../problem';

export interface StoredDocument {
  readonly id: string;
  readonly name: string;
  readonly text: string;
  /** Grows with every save. */
  readonly revision: number;
  /** Milliseconds since 1970. */
  readonly updated: number;
  /** When it was deleted: it can be brought back until it is purged. */
  readonly deleted?: number;
  /** For the list; what an older version saved has none. */
  readonly figures?: DocumentFigures;
}

export interface DocumentFigures {
  readonly blocks: number;
  readonly parameters: number;
}

/** Why a version was kept: `hand` because the person asked for it. */
export type VersionReason = 'run' | 'opened' | 'restore' | 'hand';

/** A document as it once was. */
export interface StoredVersion {
  readonly id: string;
  readonly document: string;
  readonly at: number;
  readonly reason: VersionReason;
  /** Given by hand; empty otherwise. */
  readonly name: string;
  readonly text: string;
}

/** A module that the person put into the palette. */
export interface StoredModule {
  readonly id: string;
  readonly name: string;
  /** A document that holds it. */
  readonly text: string;
  /** Milliseconds since 1970. */
  readonly updated: number;
}

/** One piece of a checkpoint: weights and optimizer state are written tensor by tensor, because one huge value fails. */
export interface StoredPiece {
  readonly key: string;
  /** `<run>/<which>`. */
  readonly checkpoint: string;
  readonly generation: number;
  readonly group: 'weights' | 'slots';
  readonly name: string;
  readonly shape: readonly number[];
  readonly data: Float32Array<ArrayBuffer>;
}

export interface StoredCheckpoint {
  readonly key: string;
  readonly generation: number;
  readonly step: number;
  readonly seed: number;
  readonly pieces: number;
}

interface Schema extends DBSchema {
  documents: { key: string; value: StoredDocument };
  runs: { key: string; value: RunRecord; indexes: { document: string } };
  checkpoints: { key: string; value: StoredCheckpoint };
  pieces: { key: string; value: StoredPiece; indexes: { checkpoint: string } };
  files: { key: string; value: { readonly sha256: string; readonly file: Blob } };
  versions: { key: string; value: StoredVersion; indexes: { document: string } };
  modules: { key: string; value: StoredModule };
}

export type Database = IDBPDatabase<Schema>;

const NAME = 'wireformer';
/** 2: versions of documents. 3: modules of the person's own. */
const VERSION = 3;

let opened: Promise<Database> | undefined;

function open(): Promise<Database> {
  // Some browsers have none where storage is forbidden.
  if (typeof indexedDB === 'undefined') {
    return Promise.reject(new DOMException('this browser gives the page no storage', 'NotSupportedError'));
  }
  opened ??= new Promise((resolve, reject) => {
    const opening = openDB<Schema>(NAME, VERSION, {
      upgrade(database, before) {
        if (before < 1) {
          database.createObjectStore('documents', { keyPath: 'id' });
          database.createObjectStore('runs', { keyPath: 'id' }).createIndex('document', 'document');
          database.createObjectStore('checkpoints', { keyPath: 'key' });
          database.createObjectStore('pieces', { keyPath: 'key' }).createIndex('checkpoint', 'checkpoint');
          database.createObjectStore('files', { keyPath: 'sha256' });
        }
        if (before < 2) database.createObjectStore('versions', { keyPath: 'id' }).createIndex('document', 'document');
        if (before < 3) database.createObjectStore('modules', { keyPath: 'id' });
      },
      // A tab with an older version of the page holds the old database open.
      blocked() {
        opened = undefined;
        reject(new ProblemError([oldTab]));
      },
      // A newer version of the page, in another tab, wants to change the database.
      blocking(_now, _wanted, event) {
        opened = undefined;
        if (event.target instanceof IDBDatabase) event.target.close();
      },
      // The connection can be closed under us (WebKit does); the next call opens another.
      terminated() {
        opened = undefined;
      },
    });
    opening.then(resolve, (error: unknown) => {
      opened = undefined;
      reject(error);
    });
  });
  // What could not be opened can be tried again.
  opened.catch(() => {
    opened = undefined;
  });
  return opened;
}

/** Runs work on the database; a connection that died is opened again once. What fails after that is a problem to show. */
export async function withDatabase<T>(work: (database: Database) => Promise<T>): Promise<T> {
  try {
    return await work(await open());
  } catch (error) {
    if (!(error instanceof DOMException) || error.name !== 'InvalidStateError') throw storageProblem(error);
    opened = undefined;
  }
  try {
    return await work(await open());
  } catch (error) {
    throw storageProblem(error);
  }
}

const oldTab = problem({
  code: 'storage/failed',
  at: {},
  expected: 'this version of Wireformer in all tabs',
  received: 'an older one in another tab',
  fix: 'Close the other tabs with Wireformer, then reload the page.',
});

function storageProblem(error: unknown): unknown {
  if (!(error instanceof DOMException)) return error;
  const full = error.name === 'QuotaExceededError';
  return new ProblemError([
    problem({
      code: full ? 'storage/quota' : 'storage/failed',
      at: {},
      expected: full ? 'room in the browser’s storage' : 'storage that works',
      received: error.message || error.name,
      fix: full
        ? 'Delete documents you no longer need, or export this one as a file.'
        : 'Export the document as a file, then reload the page.',
    }),
  ]);
}

import type { RunRecord } from '../metrics';
import { type Database, type StoredPiece, withDatabase } from './database';

/** A checkpoint's form here; training has the same one. */
export interface CheckpointData {
  readonly step: number;
  readonly seed: number;
  readonly weights: ReadonlyMap<string, TensorData>;
  readonly slots: ReadonlyMap<string, TensorData>;
}

interface TensorData {
  readonly shape: readonly number[];
  readonly data: Float32Array<ArrayBuffer>;
}

export type Which = 'last' | 'best';

/** The document's latest run. */
export const loadRun = (documentId: string): Promise<RunRecord | undefined> =>
  withDatabase(async (database) => {
    const runs = await database.getAllFromIndex('runs', 'document', documentId);
    return runs.reduce<RunRecord | undefined>((a, b) => (a && a.started > b.started ? a : b), undefined);
  });

export const listRuns = (documentId: string): Promise<readonly RunRecord[]> =>
  withDatabase((database) => database.getAllFromIndex('runs', 'document', documentId));

/** Runs of a document that stay; older ones make room. */
const RUNS_KEPT = 8;

export const saveRun = (record: RunRecord): Promise<void> =>
  withDatabase(async (database) => {
    await database.put('runs', record);
    const runs = await database.getAllFromIndex('runs', 'document', record.document);
    const old = runs.sort((a, b) => b.started - a.started).slice(RUNS_KEPT);
    for (const { id } of old) await dropRun(database, id);
  });

/** Removes a run with its checkpoints. */
export const removeRun = (run: string): Promise<void> => withDatabase((database) => dropRun(database, run));

async function dropRun(database: Database, run: string): Promise<void> {
  for (const which of ['last', 'best'] as const) {
    const key = `${run}/${which}`;
    const pieces = await database.getAllKeysFromIndex('pieces', 'checkpoint', key);
    for (const piece of pieces) await database.delete('pieces', piece);
    await database.delete('checkpoints', key);
  }
  await database.delete('runs', run);
}

/**
 * Writes a checkpoint in pieces under a new generation, then points to it and drops the old one: whenever the page dies,
 * a whole checkpoint is there.
 */
export const saveCheckpoint = (run: string, which: Which, checkpoint: CheckpointData): Promise<void> =>
  withDatabase(async (database) => {
    const key = `${run}/${which}`;
    const before = await database.get('checkpoints', key);
    // An older tab must not write over what a newer one has trained.
    if (before && before.step > checkpoint.step) return;
    const generation = (before?.generation ?? 0) + 1;
    const pieces: StoredPiece[] = [
      ...piecesOf(checkpoint.weights, 'weights'),
      ...piecesOf(checkpoint.slots, 'slots'),
    ].map((piece) => ({
      ...piece,
      key: `${key}/${generation}/${piece.group}/${piece.name}`,
      checkpoint: key,
      generation,
    }));
    for (const piece of pieces) await database.put('pieces', piece);
    const { step, seed } = checkpoint;
    await database.put('checkpoints', { key, generation, step, seed, pieces: pieces.length });
    const all = await database.getAllKeysFromIndex('pieces', 'checkpoint', key);
    const old = all.filter((name) => !name.startsWith(`${key}/${generation}/`));
    for (const name of old) await database.delete('pieces', name);
  });

function piecesOf(tensors: ReadonlyMap<string, TensorData>, group: StoredPiece['group']) {
  return [...tensors].map(([name, { shape, data }]) => ({ group, name, shape, data }));
}

export const loadCheckpoint = (run: string, which: Which): Promise<CheckpointData | undefined> =>
  withDatabase(async (database) => {
    const key = `${run}/${which}`;
    const head = await database.get('checkpoints', key);
    if (!head) return undefined;
    const all = await database.getAllFromIndex('pieces', 'checkpoint', key);
    const pieces = all.filter((piece) => piece.generation === head.generation);
    if (pieces.length !== head.pieces) return undefined;
    const group = (wanted: StoredPiece['group']) =>
      new Map(pieces.filter((p) => p.group === wanted).map(({ name, shape, data }) => [name, { shape, data }]));
    return { step: head.step, seed: head.seed, weights: group('weights'), slots: group('slots') };
  });

export const saveFile = (sha256: string, file: Blob): Promise<void> =>
  withDatabase(async (database) => {
    await database.put('files', { sha256, file });
  });

export const loadFile = (sha256: string): Promise<Blob | undefined> =>
  withDatabase(async (database) => (await database.get('files', sha256))?.file);

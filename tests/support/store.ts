import type { RunRecord } from '../../src/metrics';
import type { Checkpoint } from '../../src/train';
import type { RunStore } from '../../src/worker';

/** Keeps everything as the browser's storage does, for as long as the test. */
export function memoryStore(): RunStore {
  const runs = new Map<string, RunRecord>();
  const checkpoints = new Map<string, Checkpoint>();
  const files = new Map<string, Blob>();
  return {
    loadRun: async (document) => [...runs.values()].findLast((run) => run.document === document),
    saveRun: async (record) => {
      runs.set(record.id, structuredClone(record));
    },
    removeRun: async (run) => {
      runs.delete(run);
    },
    saveCheckpoint: async (run, which, checkpoint) => {
      checkpoints.set(`${run}/${which}`, structuredClone(checkpoint));
    },
    loadCheckpoint: async (run, which) => checkpoints.get(`${run}/${which}`),
    saveFile: async (sha256, file) => {
      files.set(sha256, file);
    },
    loadFile: async (sha256) => files.get(sha256),
  };
}

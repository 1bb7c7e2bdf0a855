import type { DeviceOptions } from '../kernels';
import type { RunRecord } from '../metrics';
import type { Checkpoint } from '../train';
import type { WorkerEvent } from './protocol';

/** Keeps runs, checkpoints and the person's files between visits. The command line has none. */
export interface RunStore {
  /** The document's latest run. */
  loadRun(documentId: string): Promise<RunRecord | undefined>;
  saveRun(record: RunRecord): Promise<void>;
  /** Removes a run with its checkpoints. */
  removeRun(run: string): Promise<void>;
  saveCheckpoint(run: string, which: 'last' | 'best', checkpoint: Checkpoint): Promise<void>;
  loadCheckpoint(run: string, which: 'last' | 'best'): Promise<Checkpoint | undefined>;
  saveFile(sha256: string, file: Blob): Promise<void>;
  loadFile(sha256: string): Promise<Blob | undefined>;
}

/** What a session needs of the place it runs in. */
export interface HostServices {
  readonly device: DeviceOptions;
  emit(event: WorkerEvent): void;
  /** Lets messages in; must not wait for a frame, so that a hidden tab goes on. */
  turn(): Promise<void>;
  /** Milliseconds; only differences matter. */
  now(): number;
  wait(milliseconds: number): Promise<void>;
  newId(): string;
  readonly store: RunStore | undefined;
  /** Whether a GPU in software is timed like a real one, as tests need it. It never wins, and compiling for it takes seconds. */
  readonly timesSoftware?: boolean;
}

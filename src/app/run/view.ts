import type { BackendInfo, CarriedWeights, Evaluation } from '../../metrics';
import type { MemoryFigures } from '../../panels';
import type { Problem } from '../../problem';
import type { RunStatus } from '../../worker';

export interface Work {
  readonly label: string;
  readonly done: number;
  readonly total: number;
  readonly unit: string;
}

/** What changes rarely enough to be rendered; figures stand in `figures`. */
export interface RunView extends Omit<RunStatus, 'step'> {
  /** The document whose run this is: a moment behind the one that is open, as the last run is let go first. */
  readonly documentId: string | undefined;
  readonly backend: BackendInfo | undefined;
  /** The document that training last began with, canonical text; it stays while another run is prepared. */
  readonly trained: string | undefined;
  /** What a run of an edited document took over from the run before. */
  readonly carried: { readonly run: string; readonly weights: CarriedWeights } | undefined;
  /** What the worker found wrong since training was last asked for. */
  readonly problems: readonly Problem[];
  readonly work: readonly Work[];
  readonly generated: string;
  /** Figures of this run on a split, and whether more are being made. */
  readonly evaluation: Evaluation | undefined;
  readonly evaluating: boolean;
  /** Factor on the learning rate. */
  readonly factor: number;
  /** What a training step of the document takes; see memory.ts. */
  readonly memory: MemoryFigures | undefined;
  /** Grows when a run was kept: lists of runs read again. */
  readonly saved: number;
}

export const idle: RunView = {
  documentId: undefined,
  run: undefined,
  state: 'idle',
  steps: 0,
  hasWeights: false,
  bestStep: undefined,
  snapshot: undefined,
  backend: undefined,
  trained: undefined,
  carried: undefined,
  problems: [],
  work: [],
  generated: '',
  evaluation: undefined,
  evaluating: false,
  factor: 1,
  memory: undefined,
  saved: 0,
};

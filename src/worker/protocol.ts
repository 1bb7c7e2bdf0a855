import type { Reading } from '../check';
import type { StepMemory } from '../compile';
import type { Baseline, DataChoice, DataKind, ExamplePart, Inspection, PreviewRow, Split } from '../data';
import type {
  BackendInfo,
  BackendName,
  CarriedWeights,
  Evaluation,
  ProbeRecord,
  RunRecord,
  RunState,
  StepRecord,
  ValidationRecord,
  WeightSummary,
} from '../metrics';
import type { Problem } from '../problem';

/** The only messages between the page and the worker. Both sides end their switch with a `never` check. */

export type BackendChoice = 'auto' | BackendName;

/** Fields of the probe by data block id. */
export type ProbeFields = Readonly<Record<string, Readonly<Record<string, string>>>>;

export interface SamplingOptions {
  /** 0 is greedy. */
  readonly temperature: number;
  /** Most likely symbols considered; 0 is all. */
  readonly topK: number;
  /** Smallest set of symbols whose probabilities reach this; 1 is all. */
  readonly topP: number;
  /** Most symbols to write. */
  readonly length: number;
  readonly seed: number;
  /** Texts kept side by side; above 1 the likeliest whole text is looked for and nothing is drawn. */
  readonly beams?: number;
  /** How much longer texts are favoured among those. */
  readonly lengthPenalty?: number;
}

/** What an evaluation looks at. */
export interface EvaluationRequest {
  readonly split: Split;
  /** 0 is the whole split. */
  readonly examples: number;
  readonly beams: number;
  readonly lengthPenalty: number;
}

export type Command =
  | { readonly type: 'configure'; readonly backend: BackendChoice }
  /** Begins a run of this document, or goes on with the one that is paused or stopped if the document is the same. */
  | {
      readonly type: 'train';
      readonly documentId: string;
      readonly document: string;
      /** Take a single step. */
      readonly once: boolean;
      /** Stop at this step instead of the document's last; the schedule keeps the document's length. */
      readonly until?: number;
    }
  | { readonly type: 'pause' }
  | { readonly type: 'stop' }
  /** Forgets the run and its weights, in storage too. */
  | { readonly type: 'reset' }
  /** Turns away from the document: its run stays in storage as it was kept. */
  | { readonly type: 'leave' }
  | { readonly type: 'learning-rate'; readonly factor: number }
  | { readonly type: 'probe'; readonly fields: ProbeFields }
  /** Brings back the document's last run from storage. */
  | { readonly type: 'restore'; readonly documentId: string; readonly document: string }
  | { readonly type: 'stop-generating' }
  | { readonly type: 'ask'; readonly id: number; readonly question: Question };

export type Question =
  | {
      readonly kind: 'inspect-file';
      readonly file: File;
      readonly as: DataKind;
      readonly options: Readonly<Record<string, number | string | boolean>>;
    }
  /** Gives the file that a choice names, chosen again after it went missing. */
  | { readonly kind: 'attach-file'; readonly file: File; readonly choice: DataChoice }
  | {
      readonly kind: 'preview';
      readonly choice: DataChoice;
      readonly reading: Reading;
      readonly validation: number;
      readonly split: Split;
      readonly from: number;
      readonly count: number;
    }
  /** The first training example, for the block that gives it; none where there is none. */
  | {
      readonly kind: 'example';
      readonly choice: DataChoice;
      readonly reading: Reading;
      readonly validation: number;
    }
  | {
      readonly kind: 'baselines';
      readonly choice: DataChoice;
      readonly reading: Reading;
      readonly validation: number;
    }
  /** What a training step of a document takes. */
  | { readonly kind: 'memory'; readonly document: string }
  | { readonly kind: 'generate'; readonly fields: Readonly<Record<string, string>>; readonly options: SamplingOptions }
  | { readonly kind: 'evaluate'; readonly request: EvaluationRequest }
  /** What a run of this document would take over from the run that is there. */
  | { readonly kind: 'carry'; readonly document: string }
  /** How the numbers of weights are spread, in the last state that was kept; those that are not there are left out. */
  | { readonly kind: 'weights'; readonly paths: readonly string[]; readonly bins: number }
  | { readonly kind: 'export-weights'; readonly which: 'last' | 'best' }
  | {
      readonly kind: 'import-weights';
      readonly bytes: ArrayBuffer;
      readonly documentId: string;
      readonly document: string;
    };

export type Answer =
  | { readonly kind: 'problems'; readonly problems: readonly Problem[] }
  | { readonly kind: 'inspect-file'; readonly inspection: Inspection }
  | { readonly kind: 'attach-file' }
  | {
      readonly kind: 'preview';
      readonly rows: readonly PreviewRow[];
      readonly counts: Readonly<Record<Split, number>>;
      readonly vocabularies: Readonly<Record<string, readonly string[]>>;
    }
  | { readonly kind: 'example'; readonly parts: readonly ExamplePart[] | undefined }
  | { readonly kind: 'baselines'; readonly baselines: readonly Baseline[] }
  /** `kept`: what it would take if nothing were recomputed; there where something is. */
  | { readonly kind: 'memory'; readonly memory: StepMemory; readonly kept: StepMemory | undefined }
  | { readonly kind: 'generate'; readonly text: string }
  | { readonly kind: 'evaluate'; readonly evaluation: Evaluation }
  | { readonly kind: 'carry'; readonly carried: CarriedWeights }
  | { readonly kind: 'weights'; readonly step: number; readonly weights: readonly WeightSummary[] }
  | { readonly kind: 'export-weights'; readonly bytes: ArrayBuffer }
  | { readonly kind: 'import-weights'; readonly weights: number };

/** A run as the page shows it. */
export interface RunStatus {
  readonly run: string | undefined;
  readonly state: RunState;
  /** Steps taken. */
  readonly step: number;
  readonly steps: number;
  /** Whether there are weights to go on from. */
  readonly hasWeights: boolean;
  readonly bestStep: number | undefined;
  /** Canonical text of the document this run trains. */
  readonly snapshot: string | undefined;
}

export type WorkerEvent =
  | { readonly type: 'backend'; readonly backend: BackendInfo }
  | { readonly type: 'status'; readonly status: RunStatus }
  | { readonly type: 'log'; readonly run: string; readonly records: readonly StepRecord[] }
  | { readonly type: 'validation'; readonly run: string; readonly record: ValidationRecord }
  | { readonly type: 'probe'; readonly record: ProbeRecord }
  | {
      readonly type: 'progress';
      readonly label: string;
      readonly done: number;
      readonly total: number;
      readonly unit: string;
    }
  | { readonly type: 'progress-done'; readonly label: string }
  | { readonly type: 'problems'; readonly problems: readonly Problem[] }
  /** Something a person should know that is not a fault: the device came back, a run was kept. */
  | { readonly type: 'notice'; readonly text: string }
  /** A run of an edited document goes on from the weights of the run before. */
  | { readonly type: 'carried'; readonly run: string; readonly carried: CarriedWeights }
  | { readonly type: 'restored'; readonly record: RunRecord }
  | { readonly type: 'saved'; readonly run: string; readonly step: number }
  | { readonly type: 'generated'; readonly text: string }
  | { readonly type: 'answer'; readonly id: number; readonly answer: Answer };

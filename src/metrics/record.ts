import type { BackendInfo, ProbeRecord, RunState } from './events';
import type { SeriesRecord } from './series';

/** A change a person made while the run went on. */
export interface LiveChange {
  readonly step: number;
  readonly setting: 'learningRate';
  /** Factor on the schedule's value. */
  readonly value: number;
}

/** What became of the weights of the run before, when a run of an edited document went on from them. Paths of weights. */
export interface CarriedWeights {
  /** `from`: its path in the run before, another one where a block was renamed or moved. */
  readonly kept: readonly { readonly path: string; readonly from: string }[];
  /** New ones; `before`: the shape it had, where that is why it could not be kept. */
  readonly made: readonly {
    readonly path: string;
    readonly shape: readonly number[];
    readonly before: readonly number[] | undefined;
  }[];
  /** Weights of the run before that the document has no place for any more. */
  readonly dropped: readonly string[];
}

/** A run as it is kept: what was trained, with what, and how it went. */
export interface RunRecord {
  readonly id: string;
  /** Id of the stored document the run belongs to. */
  readonly document: string;
  /** Time it began, milliseconds since 1970. */
  readonly started: number;
  /** The document as it was then, canonical text. */
  readonly snapshot: string;
  readonly backend: BackendInfo | undefined;
  readonly versions: Readonly<Record<string, string>>;
  /** Forms of kernels that were chosen by timing, by product; records of older versions have none. */
  readonly variants?: Readonly<Record<string, string>>;
  readonly state: RunState;
  readonly step: number;
  readonly steps: number;
  /** There where it went on from the weights of a run before it. */
  readonly carried?: CarriedWeights;
  readonly changes: readonly LiveChange[];
  readonly training: SeriesRecord;
  readonly validation: SeriesRecord;
  readonly blocks: SeriesRecord;
  readonly probe: ProbeRecord | undefined;
}

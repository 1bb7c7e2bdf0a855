import type { StoredTensor } from '../kernels';

/** Host copy of everything a run goes on from. */
export interface Checkpoint {
  readonly step: number;
  readonly seed: number;
  readonly weights: ReadonlyMap<string, StoredTensor>;
  /** The optimizer's state, `<weight>/m`. */
  readonly slots: ReadonlyMap<string, StoredTensor>;
}

export type { StoredTensor };

import type { WeightSummary } from '../metrics';

/** Weights at a step, by path. */
export interface WeightLook {
  readonly step: number;
  readonly weights: ReadonlyMap<string, WeightSummary>;
}

/** Where trained weights can be looked at. */
export interface WeightSource {
  /** Undefined where nothing has been trained. */
  readonly look: (paths: readonly string[]) => Promise<WeightLook | undefined>;
  /** Calls back when they may be others: a run began or was kept, or goes on. */
  readonly subscribe: (listener: () => void) => () => void;
}

export const noWeights: WeightSource = { look: () => Promise.resolve(undefined), subscribe: () => () => undefined };

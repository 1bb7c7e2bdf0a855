/** How the numbers of a trained weight are spread. */
export interface WeightSummary {
  /** The weight's path. */
  readonly path: string;
  readonly shape: readonly number[];
  readonly min: number;
  readonly max: number;
  readonly mean: number;
  readonly deviation: number;
  /** Numbers in each of equally wide bins from min to max. */
  readonly counts: readonly number[];
}

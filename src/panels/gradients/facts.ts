import type { Series } from '../../metrics';
import { type Decades, decadesOf, type FlowHint, hintsOf } from './strip';

/** What the panel renders by, as opposed to what it paints: it changes rarely while figures come in. */
export interface Facts {
  readonly decades: Decades;
  readonly hints: readonly FlowHint[];
  readonly empty: boolean;
  /** Equal for equal facts about equal blocks. */
  readonly key: string;
}

export function factsOf(blocks: Series): Facts {
  const decades = decadesOf(blocks.columns.map((path) => blocks.column(path)));
  const hints = hintsOf(blocks.columns, blocks.latest?.values ?? []);
  const empty = blocks.length === 0 || blocks.columns.length === 0;
  const kinds = hints.map(({ path, kind }) => [path, kind]);
  return { decades, hints, empty, key: JSON.stringify([blocks.columns, decades, kinds, empty]) };
}

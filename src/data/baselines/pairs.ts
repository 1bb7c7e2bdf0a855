import type { Pairs } from '../kinds/pairs';
import { rowOf, type Sequences } from '../sequences';
import type { Baseline, DataSpec, Split } from '../types';
import { textOf } from '../vocabulary';

/** What answering without reading the source gets, and what repeating the source gets. */
export function pairBaselines(spec: DataSpec, splits: Readonly<Record<Split, Pairs>>): readonly Baseline[] {
  const [always, ...others] = targetBaselines(splits);
  if (!always) return [];
  const { sources, targets } = splits.validation;
  let copied = 0;
  for (let i = 0; i < targets.count; i++) {
    // Source and target have vocabularies of their own, so it is the text that must agree.
    const source = textOf(spec, 'source', rowOf(sources, i));
    if (source === textOf(spec, 'target', rowOf(targets, i))) copied++;
  }
  return [always, { name: 'repeat the source', metric: 'exact', value: copied / targets.count }, ...others];
}

interface Targets {
  readonly targets: Sequences;
}

/** What answering without looking at what is asked gets. */
export function targetBaselines({ train, validation }: Readonly<Record<Split, Targets>>): readonly Baseline[] {
  const count = validation.targets.count;
  if (count === 0 || train.targets.count === 0) return [];
  const target = (from: Targets, i: number) => rowOf(from.targets, i).join(' ');
  const seen = new Map<string, number>();
  for (let i = 0; i < train.targets.count; i++) seen.set(target(train, i), (seen.get(target(train, i)) ?? 0) + 1);
  const [most] = [...seen].reduce((a, b) => (b[1] > a[1] ? b : a));
  let always = 0;
  for (let i = 0; i < count; i++) if (target(validation, i) === most) always++;
  return [
    { name: 'always the most frequent target', metric: 'exact', value: always / count },
    { name: 'most frequent symbol at each place', metric: 'accuracy', value: symbolAccuracy(train, validation) },
  ];
}

/** Share of target symbols guessed from their place alone, the end symbol counted as id −1. */
function symbolAccuracy(train: Targets, validation: Targets): number {
  const places: Map<number, number>[] = [];
  const each = (from: Targets, visit: (place: number, id: number) => void): void => {
    for (let i = 0; i < from.targets.count; i++) {
      const row = rowOf(from.targets, i);
      for (let t = 0; t <= row.length; t++) visit(t, row[t] ?? -1);
    }
  };
  each(train, (t, id) => {
    const place = places[t] ?? new Map<number, number>();
    places[t] = place;
    place.set(id, (place.get(id) ?? 0) + 1);
  });
  const best = places.map((place) => [...place].reduce((a, b) => (b[1] > a[1] ? b : a))[0]);
  let right = 0;
  let total = 0;
  each(validation, (t, id) => {
    total++;
    if (best[t] === id) right++;
  });
  return right / total;
}

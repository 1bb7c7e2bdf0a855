import type { Problem } from '../../problem';
import { stream } from '../../random';
import { bool, int } from '../../tensor';
import { type Fields, fieldOf, pageOf, sizeOfSymbol } from '../kinds/shared';
import type { Baseline, Batch, DataSpec, Dataset, Split } from '../types';
import { idOf, SPECIAL, textOf, vocabularyOf } from '../vocabulary';
import { encodeMarked } from './marked';
import { choose } from './noise';

/** Of the chosen symbols, how many become the mask and how many any other (Devlin and others 2019, section 3.1). */
const MASKED = 0.8;
const RANDOM = 0.1;

/** A text with some symbols hidden, and all of them as they were: which ones count is said by `chosen`. */
export function maskedSpec(from: DataSpec, rate: number): DataSpec {
  const known = vocabularyOf(from, 'tokens');
  const tokens = known.includes(SPECIAL.mask) ? known : [...known, SPECIAL.mask];
  const type = int(['B', 'T'], 'tokens', { id: 'tokens', size: tokens.length });
  return {
    ...from,
    ports: { tokens: type, targets: type, chosen: bool(['B', 'T'], 'mask') },
    symbols: { ...from.symbols, V: tokens.length },
    vocabularies: { tokens },
    objective: { kind: 'masked', rate },
    from,
    probe: [
      { name: 'text', label: 'Text, with <mask> for what is to be filled in', value: from.probe[0]?.value ?? '' },
    ],
  };
}

interface Masked {
  readonly tokens: Int32Array;
  readonly chosen: Uint8Array;
}

/** What hiding needs to know of the vocabulary. */
interface Marks {
  readonly mask: number;
  /** Ids of symbols that are text. */
  readonly said: readonly number[];
}

/** Goes through the whole vocabulary: once for a data set, not for every row. */
function marksOf(spec: DataSpec): Marks {
  const vocabulary = vocabularyOf(spec, 'tokens');
  const special: ReadonlySet<string> = new Set(Object.values(SPECIAL));
  const said = vocabulary.flatMap((symbol, id) => (special.has(symbol) ? [] : [id]));
  return { mask: idOf(vocabulary, SPECIAL.mask), said };
}

function hide(ids: Int32Array, rate: number, { mask, said }: Marks, name: string, seed: number): Masked {
  const random = stream(seed, name);
  const tokens = ids.slice();
  const chosen = new Uint8Array(ids.length);
  for (const t of choose(ids.length, Math.max(1, Math.round(ids.length * rate)), random)) {
    chosen[t] = 1;
    const fate = random.float();
    if (fate < MASKED) tokens[t] = mask;
    else if (fate < MASKED + RANDOM) tokens[t] = random.pick(said);
  }
  return { tokens, chosen };
}

/** Hides other symbols in each epoch of training; in what is held out always the same. */
export function maskedDataset(from: Dataset, spec: DataSpec, rate: number, seed: number): Dataset {
  const T = sizeOfSymbol(spec, 'T');
  const marks = marksOf(spec);
  const batch = (split: Split, indices: readonly number[], epochs: readonly number[] = []): Batch => {
    const clean = Int32Array.from(from.batch(split, indices).tokens?.data ?? []);
    const tokens = new Int32Array(clean.length);
    const chosen = new Uint8Array(clean.length);
    for (const [b, i] of indices.entries()) {
      const epoch = split === 'train' ? (epochs[b] ?? 0) : 0;
      const row = hide(clean.subarray(b * T, (b + 1) * T), rate, marks, `mask/${split}/${epoch}/${i}`, seed);
      tokens.set(row.tokens, b * T);
      chosen.set(row.chosen, b * T);
    }
    return batchOf(tokens, clean, chosen, [indices.length, T]);
  };
  return {
    spec,
    counts: from.counts,
    batch,
    probe: (fields) => probeMasked(spec, fields),
    preview: (split, start, count) =>
      pageOf(start, count, from.counts[split]).map((i) => {
        const { tokens, targets } = batch(split, [i]);
        return {
          tokens: textOf(spec, 'tokens', tokens?.data ?? []),
          targets: textOf(spec, 'tokens', targets?.data ?? []),
        };
      }),
    baselines: () => baselinesOf(from, T),
  };
}

const batchOf = (tokens: Int32Array, targets: Int32Array, chosen: Uint8Array, shape: readonly number[]): Batch => ({
  tokens: { data: tokens, shape },
  targets: { data: targets, shape },
  chosen: { data: chosen, shape },
});

/** Masks that the person wrote are chosen, and what stands behind them is not known; without any, some are hidden. */
export function probeMasked(spec: DataSpec, fields: Fields): Batch | readonly Problem[] {
  const { objective } = spec;
  if (objective?.kind !== 'masked') throw new TypeError(`${spec.title} has nothing hidden`);
  const { ids, problems } = encodeMarked(
    spec,
    'tokens',
    fieldOf(spec, fields, 'text'),
    'text',
    sizeOfSymbol(spec, 'T'),
  );
  if (problems.length > 0) return problems;
  const marks = marksOf(spec);
  const written = Int32Array.from(ids);
  const shape = [1, ids.length];
  if (!ids.includes(marks.mask)) {
    const { tokens, chosen } = hide(written, objective.rate, marks, 'mask/probe', 0);
    return batchOf(tokens, written, chosen, shape);
  }
  return batchOf(
    written,
    written.slice(),
    Uint8Array.from(ids, (id) => (id === marks.mask ? 1 : 0)),
    shape,
  );
}

/** Windows looked at. */
const MOST = 2_000;

/** Guessing a hidden symbol from how common it is, and from the two beside it. */
function baselinesOf(from: Dataset, T: number): readonly Baseline[] {
  const V = sizeOfSymbol(from.spec, 'V');
  const rows = (split: Split): Int32Array => {
    const count = Math.min(MOST, Math.floor(from.counts[split] / (split === 'train' ? T : 1)));
    const indices = Array.from({ length: count }, (_, i) => i * (split === 'train' ? T : 1));
    return Int32Array.from(from.batch(split, indices).tokens?.data ?? []);
  };
  const [train, validation] = [rows('train'), rows('validation')];
  if (train.length === 0 || validation.length === 0) return [];
  const common = new Map<number, number>();
  const between = new Map<number, Map<number, number>>();
  const key = (ids: Int32Array, t: number): number => (ids[t - 1] ?? V) * (V + 1) + (ids[t + 1] ?? V);
  for (const [t, id] of train.entries()) {
    common.set(id, (common.get(id) ?? 0) + 1);
    const counts = between.get(key(train, t)) ?? new Map<number, number>();
    between.set(key(train, t), counts.set(id, (counts.get(id) ?? 0) + 1));
  }
  const most = (counts: ReadonlyMap<number, number>): number =>
    [...counts].reduce((best, one) => (one[1] > best[1] ? one : best), [-1, 0])[0];
  const standard = most(common);
  const guesses = new Map([...between].map(([at, counts]) => [at, most(counts)]));
  const share = (guess: (t: number) => number): number =>
    validation.reduce((right, id, t) => right + (guess(t) === id ? 1 : 0), 0) / validation.length;
  return [
    { name: 'the most frequent symbol', metric: 'accuracy', value: share(() => standard) },
    {
      name: 'the most frequent between the two beside it',
      metric: 'accuracy',
      value: share((t) => guesses.get(key(validation, t)) ?? standard),
    },
  ];
}

import { type Problem, problem } from '../../problem';
import { type Stream, stream } from '../../random';
import { pairBatch, pairsSpec } from '../kinds/pairs';
import { type Fields, fieldOf, pageOf, sizeOfSymbol } from '../kinds/shared';
import { sequencesOf } from '../sequences';
import type { Batch, DataSpec, Dataset, Split } from '../types';
import { indexOf, SPECIAL, textOf, vocabularyOf } from '../vocabulary';
import { encodeMarked } from './marked';
import { type Corrupted, type Corruption, corrupt, lengthsOf, type Marks, spansIn } from './noise';

/** What stands for a span, and in the target before it. */
const sentinel = (i: number): string => `<extra_${i}>`;

const STOPS = ['.', '!', '?', '\n'];

/** The same vocabulary on both sides, with what corrupting needs: pad, start, end and mask first, sentinels last. */
function denoisingVocabulary(from: DataSpec, corruption: Corruption): readonly string[] {
  const first = [SPECIAL.pad, SPECIAL.start, SPECIAL.end, SPECIAL.mask];
  const said = vocabularyOf(from, 'tokens').filter((symbol) => !first.some((special) => special === symbol));
  const { spans } = spansIn(sizeOfSymbol(from, 'T'), corruption);
  const sentinels =
    corruption.noise === 'span-corruption' ? Array.from({ length: spans + 1 }, (_, i) => sentinel(i)) : [];
  return [...first, ...said, ...sentinels];
}

/** A corrupted text as the source, and what it was as the target. */
export function denoisingSpec(from: DataSpec, corruption: Corruption): DataSpec {
  const vocabulary = denoisingVocabulary(from, corruption);
  const text = from.probe[0]?.value ?? '';
  const made = pairsSpec({
    title: from.title,
    tokenizer: from.tokenizers?.tokens ?? 'character',
    source: vocabulary,
    target: vocabulary,
    longest: lengthsOf(sizeOfSymbol(from, 'T'), corruption),
    probe: { source: '', target: '' },
  });
  return {
    ...made,
    kind: from.kind,
    objective: { kind: 'denoising', ...corruption },
    from,
    probe: [
      { name: 'text', label: 'Text, to be corrupted', value: text },
      { name: 'corrupted', label: 'Corrupted text instead (may stay empty)', value: '' },
    ],
  };
}

function marksOf(spec: DataSpec): Marks {
  const index = indexOf(vocabularyOf(spec, 'source'));
  const at = (symbol: string): number => index.get(symbol) ?? -1;
  const sentinels: number[] = [];
  for (let i = 0; index.has(sentinel(i)); i++) sentinels.push(at(sentinel(i)));
  return { mask: at(SPECIAL.mask), sentinels, stops: new Set(STOPS.map(at).filter((id) => id >= 0)) };
}

/** Corrupts the windows of a text, anew in each epoch of training; what is held out always in the same way. */
export function denoisingDataset(from: Dataset, spec: DataSpec, corruption: Corruption, seed: number): Dataset {
  const marks = marksOf(spec);
  const index = indexOf(vocabularyOf(spec, 'source'));
  const ids = vocabularyOf(from.spec, 'tokens').map((symbol) => index.get(symbol) ?? 0);
  const corrupted = (split: Split, indices: readonly number[], epochs: readonly number[] = []): Corrupted[] => {
    const clean = from.batch(split, indices).tokens;
    const T = clean?.shape[1] ?? 0;
    return indices.map((i, b) => {
      const epoch = split === 'train' ? (epochs[b] ?? 0) : 0;
      const window = Array.from(clean?.data.subarray(b * T, (b + 1) * T) ?? [], (id) => ids[id] ?? 0);
      return corrupt(window, corruption, marks, stream(seed, `denoise/${split}/${epoch}/${i}`));
    });
  };
  return {
    spec,
    counts: from.counts,
    batch: (split, indices, epochs) => batchOf(spec, corrupted(split, indices, epochs)),
    probe: (fields) => probeDenoising(spec, fields),
    preview: (split, start, count) =>
      corrupted(split, pageOf(start, count, from.counts[split])).map(({ source, target }) => ({
        source: textOf(spec, 'source', source),
        target: textOf(spec, 'target', target),
      })),
    baselines: () => baselinesOf(from.counts.validation, (i) => corrupted('validation', [i])[0]),
  };
}

const batchOf = (spec: DataSpec, pairs: readonly Corrupted[]): Batch =>
  pairBatch(
    spec,
    {
      sources: sequencesOf(pairs.map(({ source }) => source)),
      targets: sequencesOf(pairs.map(({ target }) => target)),
    },
    pairs.map((_, i) => i),
  );

/** The probe is corrupted in the same way each time, so that its panels change with the model alone. */
const probeStream = (): Stream => stream(0, 'denoise/probe');

/** The text corrupted, or the corrupted one that the person wrote: then there is no target. */
export function probeDenoising(spec: DataSpec, fields: Fields): Batch | readonly Problem[] {
  const { objective } = spec;
  if (objective?.kind !== 'denoising') throw new TypeError(`${spec.title} is not to be restored`);
  const longest = sizeOfSymbol(spec.from ?? spec, 'T');
  const own = fieldOf(spec, fields, 'corrupted');
  if (own.trim() !== '') {
    const { ids, problems } = encodeMarked(spec, 'source', own, 'corrupted', sizeOfSymbol(spec, 'S'));
    return problems.length > 0 ? problems : batchOf(spec, [{ source: ids, target: [] }]);
  }
  const { ids, problems } = encodeMarked(spec, 'source', fieldOf(spec, fields, 'text'), 'text', longest);
  if (problems.length > 0) return problems;
  if (objective.noise === 'span-corruption' && ids.length < 2) return [tooShort(ids.length)];
  return batchOf(spec, [corrupt(ids, objective, marksOf(spec), probeStream())]);
}

const tooShort = (received: number): Problem =>
  problem({
    code: 'input/predict',
    at: { field: 'text' },
    expected: 'two symbols at least, one to hide and one to stay',
    received: `${received}`,
    fix: 'Write more.',
  });

/** Most windows looked at. */
const MOST = 200;

/** What restoring by repeating the source gets. */
function baselinesOf(count: number, example: (i: number) => Corrupted | undefined) {
  let [same, right, total] = [0, 0, 0];
  const looked = Math.min(MOST, count);
  for (let n = 0; n < looked; n++) {
    const { source, target } = example(Math.floor((n * count) / looked)) ?? { source: [], target: [] };
    if (source.length === target.length && source.every((id, i) => id === target[i])) same++;
    right += target.filter((id, i) => id === source[i]).length;
    total += target.length;
  }
  if (total === 0) return [];
  return [
    { name: 'repeat the source', metric: 'exact' as const, value: same / looked },
    { name: 'the source at the same place', metric: 'accuracy' as const, value: right / total },
  ];
}

import type { Problem } from '../../problem';
import { bool, int } from '../../tensor';
import { pairBaselines } from '../baselines/pairs';
import { maskOf, padded, rowOf, type Sequences, sequencesOf } from '../sequences';
import { bySplit } from '../split';
import type { Batch, DataSpec, Dataset, Split, TokenizerKind } from '../types';
import { idOf, SPECIAL, textOf, vocabularyOf } from '../vocabulary';
import { checkIndices, encodeField, type Fields, pageOf, sizeOfSymbol } from './shared';

/** Sources and targets without special symbols. */
export interface Pairs {
  readonly sources: Sequences;
  readonly targets: Sequences;
}

interface PairsFields {
  readonly title: string;
  readonly tokenizer: TokenizerKind;
  /** With the pad symbol first; the target's has the start and the end symbol too. */
  readonly source: readonly string[];
  readonly target: readonly string[];
  /** Longest source, longest target without special symbols. */
  readonly longest: { readonly source: number; readonly target: number };
  readonly probe: { readonly source: string; readonly target: string };
}

export const sourceVocabulary = (symbols: readonly string[]): readonly string[] => [SPECIAL.pad, ...symbols];
export const targetVocabulary = (symbols: readonly string[]): readonly string[] => [
  SPECIAL.pad,
  SPECIAL.start,
  SPECIAL.end,
  ...symbols,
];

/** A sequence to another: the decoder reads start + target and is asked for target + end. */
export function pairsSpec({ title, tokenizer, source, target, longest, probe }: PairsFields): DataSpec {
  const targetIds = int(['B', 'T'], 'tokens', { id: 'target', size: target.length });
  return {
    kind: 'pairs',
    title,
    ports: {
      source: int(['B', 'S'], 'tokens', { id: 'source', size: source.length }),
      source_mask: bool(['B', 'S'], 'mask'),
      target_in: targetIds,
      target_out: targetIds,
      target_mask: bool(['B', 'T'], 'mask'),
    },
    symbols: { S: longest.source, T: longest.target + 1, U: source.length, V: target.length },
    axes: ['S', 'T'],
    vocabularies: { source, target },
    tokenizers: { source: tokenizer, target: tokenizer },
    probe: [
      { name: 'source', label: 'Source', value: probe.source },
      { name: 'target', label: 'Target (may stay empty)', value: probe.target },
    ],
  };
}

export function pairsDataset(spec: DataSpec, splits: Readonly<Record<Split, Pairs>>): Dataset {
  return {
    spec,
    counts: bySplit((split) => splits[split].sources.count),
    batch(split, indices) {
      checkIndices(indices, splits[split].sources.count, split);
      return pairBatch(spec, splits[split], indices);
    },
    probe: (fields) => probePairs(spec, fields),
    preview: (split, from, count) =>
      pageOf(from, count, splits[split].sources.count).map((i) => ({
        source: textOf(spec, 'source', rowOf(splits[split].sources, i)),
        target: textOf(spec, 'target', rowOf(splits[split].targets, i)),
      })),
    baselines: () => pairBaselines(spec, splits),
  };
}

/** Source, target and their masks for the named pairs. */
export function pairBatch(spec: DataSpec, { sources, targets }: Pairs, indices: readonly number[]): Batch {
  const S = sizeOfSymbol(spec, 'S');
  const shape = [indices.length, S];
  return {
    source: { data: padded(sources, indices, S), shape },
    source_mask: { data: maskOf(sources, indices, S), shape },
    ...targetBatch(spec, targets, indices),
  };
}

/** What a decoder is given and asked for, int [B, T] each, and bool [B, T] true on as many places as it is asked for. */
export function targetBatch(spec: DataSpec, targets: Sequences, indices: readonly number[]): Batch {
  const T = sizeOfSymbol(spec, 'T');
  const start = idOf(vocabularyOf(spec, 'target'), SPECIAL.start);
  const end = idOf(vocabularyOf(spec, 'target'), SPECIAL.end);
  const targetIn = padded(targets, indices, T, 1);
  const targetOut = padded(targets, indices, T);
  for (let b = 0; b < indices.length; b++) {
    targetIn[b * T] = start;
    targetOut[b * T + rowOf(targets, indices[b] ?? 0).length] = end;
  }
  const shape = [indices.length, T];
  return {
    target_in: { data: targetIn, shape },
    target_out: { data: targetOut, shape },
    target_mask: { data: maskOf(targets, indices, T, 1), shape },
  };
}

/** An empty target leaves the start symbol alone for the decoder to go on from. */
export function probePairs(spec: DataSpec, fields: Fields): Batch | readonly Problem[] {
  const source = encodeField(spec, fields, 'source', 'source', sizeOfSymbol(spec, 'S'), 1);
  const target = encodeField(spec, fields, 'target', 'target', sizeOfSymbol(spec, 'T') - 1);
  const problems = [...source.problems, ...target.problems];
  if (problems.length > 0) return problems;
  return pairBatch(spec, { sources: sequencesOf([source.ids]), targets: sequencesOf([target.ids]) }, [0]);
}

import { pairsDataset, pairsSpec, sourceVocabulary, targetVocabulary } from '../kinds/pairs';
import { sequencesOf } from '../sequences';
import { bySplit } from '../split';
import type { DataSpec, Dataset, Split } from '../types';
import { encodeKnown } from '../vocabulary';

/** Two texts as words. */
export interface WordPair {
  readonly source: readonly string[];
  readonly target: readonly string[];
}

interface WordPairFields {
  readonly title: string;
  readonly words: { readonly source: readonly string[]; readonly target: readonly string[] };
  readonly longest: { readonly source: number; readonly target: number };
  readonly probe: { readonly source: string; readonly target: string };
}

export const wordPairsSpec = ({ title, words, longest, probe }: WordPairFields): DataSpec =>
  pairsSpec({
    title,
    tokenizer: 'word',
    source: sourceVocabulary(words.source),
    target: targetVocabulary(words.target),
    longest,
    probe,
  });

export function wordPairsDataset(spec: DataSpec, examples: Readonly<Record<Split, readonly WordPair[]>>): Dataset {
  const encode = (split: Split, side: 'source' | 'target') =>
    sequencesOf(examples[split].map((pair) => encodeKnown(pair[side], spec.vocabularies[side] ?? [])));
  return pairsDataset(
    spec,
    bySplit((split) => ({ sources: encode(split, 'source'), targets: encode(split, 'target') })),
  );
}

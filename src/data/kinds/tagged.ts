import { type Problem, problem } from '../../problem';
import { bool, int } from '../../tensor';
import { tagBaselines } from '../baselines/tags';
import { maskOf, padded, rowOf, type Sequences, sequencesOf } from '../sequences';
import { bySplit } from '../split';
import type { Batch, DataSpec, Dataset, Split } from '../types';
import { detokenize, textOf, vocabularyOf } from '../vocabulary';
import { checkIndices, encodeField, type Fields, fieldOf, pageOf, sizeOfSymbol, unknownClass } from './shared';

/** Words and as many tags. */
export interface Tagged {
  readonly tokens: Sequences;
  readonly tags: Sequences;
}

interface TaggedFields {
  readonly title: string;
  /** Words, with the pad symbol first. */
  readonly vocabulary: readonly string[];
  readonly tags: readonly string[];
  readonly longest: number;
  readonly probe: { readonly text: string; readonly tags: string };
}

/** A tag for each word of a sentence. Padding is masked, and tagged 0. */
export function taggedSpec({ title, vocabulary, tags, longest, probe }: TaggedFields): DataSpec {
  return {
    kind: 'tagged',
    title,
    ports: {
      tokens: int(['B', 'T'], 'tokens', { id: 'tokens', size: vocabulary.length }),
      mask: bool(['B', 'T'], 'mask'),
      tags: int(['B', 'T'], 'labels', { id: 'tags', size: tags.length }),
    },
    symbols: { T: longest, V: vocabulary.length, K: tags.length },
    axes: ['T'],
    vocabularies: { tokens: vocabulary, tags },
    tokenizers: { tokens: 'word', tags: 'word' },
    probe: [
      { name: 'text', label: 'Sentence', value: probe.text },
      { name: 'tags', label: 'Tags (may stay empty)', value: probe.tags },
    ],
  };
}

export function taggedDataset(spec: DataSpec, splits: Readonly<Record<Split, Tagged>>): Dataset {
  return {
    spec,
    counts: bySplit((split) => splits[split].tokens.count),
    batch(split, indices) {
      checkIndices(indices, splits[split].tokens.count, split);
      return batchOf(spec, splits[split], indices);
    },
    probe: (fields) => probeTagged(spec, fields),
    preview: (split, from, count) =>
      pageOf(from, count, splits[split].tokens.count).map((i) => ({
        text: textOf(spec, 'tokens', rowOf(splits[split].tokens, i)),
        tags: detokenize(spec, 'tags', rowOf(splits[split].tags, i)).join(' '),
      })),
    baselines: () => tagBaselines(splits),
  };
}

function batchOf(spec: DataSpec, { tokens, tags }: Tagged, indices: readonly number[]): Batch {
  const T = sizeOfSymbol(spec, 'T');
  const shape = [indices.length, T];
  return {
    tokens: { data: padded(tokens, indices, T), shape },
    mask: { data: maskOf(tokens, indices, T), shape },
    tags: { data: padded(tags, indices, T), shape },
  };
}

/** Tags stand apart by spaces; an empty field stands for the first tag everywhere, for who only asks for a prediction. */
export function probeTagged(spec: DataSpec, fields: Fields): Batch | readonly Problem[] {
  const text = encodeField(spec, fields, 'text', 'tokens', sizeOfSymbol(spec, 'T'), 1);
  const known = vocabularyOf(spec, 'tags');
  const names = fieldOf(spec, fields, 'tags').split(/\s+/).filter(Boolean);
  const problems = [...text.problems];
  for (const name of names) if (!known.includes(name)) problems.push(unknownClass(known, name, 'tags'));
  if (names.length > 0 && names.length !== text.ids.length && text.problems.length === 0) {
    problems.push(
      problem({
        code: 'input/predict',
        at: { field: 'tags' },
        expected: `${text.ids.length} tags, one a word`,
        received: `${names.length} tags`,
        fix: 'Write a tag for each word, or leave the field empty.',
      }),
    );
  }
  if (problems.length > 0) return problems;
  const tags = text.ids.map((_, i) => Math.max(0, known.indexOf(names[i] ?? '')));
  return batchOf(spec, { tokens: sequencesOf([text.ids]), tags: sequencesOf([tags]) }, [0]);
}

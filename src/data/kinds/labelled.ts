import type { Problem } from '../../problem';
import { bool, int } from '../../tensor';
import { classBaselines } from '../baselines/classes';
import { maskOf, padded, rowOf, type Sequences, sequencesOf } from '../sequences';
import { bySplit } from '../split';
import type { Batch, DataSpec, Dataset, Split, TokenizerKind } from '../types';
import { detokenize, textOf } from '../vocabulary';
import { checkIndices, encodeClass, encodeField, type Fields, pageOf, sizeOfSymbol } from './shared';

export interface Labelled {
  readonly tokens: Sequences;
  readonly labels: Int32Array;
}

interface LabelledFields {
  readonly title: string;
  readonly tokenizer: TokenizerKind;
  /** With the pad symbol first. */
  readonly vocabulary: readonly string[];
  readonly labels: readonly string[];
  readonly longest: number;
  readonly probe: { readonly text: string; readonly label: string };
}

/** A sequence to one class. */
export function labelledSpec({ title, tokenizer, vocabulary, labels, longest, probe }: LabelledFields): DataSpec {
  return {
    kind: 'labelled',
    title,
    ports: {
      tokens: int(['B', 'T'], 'tokens', { id: 'tokens', size: vocabulary.length }),
      mask: bool(['B', 'T'], 'mask'),
      label: int(['B'], 'labels', { id: 'labels', size: labels.length }),
    },
    symbols: { T: longest, V: vocabulary.length, K: labels.length },
    axes: ['T'],
    vocabularies: { tokens: vocabulary, labels },
    tokenizers: { tokens: tokenizer },
    probe: [
      { name: 'text', label: 'Text', value: probe.text },
      { name: 'label', label: 'Label (may stay empty)', value: probe.label },
    ],
  };
}

export function labelledDataset(spec: DataSpec, splits: Readonly<Record<Split, Labelled>>): Dataset {
  return {
    spec,
    counts: bySplit((split) => splits[split].labels.length),
    batch(split, indices) {
      checkIndices(indices, splits[split].labels.length, split);
      return batchOf(spec, splits[split], indices);
    },
    probe: (fields) => probeLabelled(spec, fields),
    preview: (split, from, count) =>
      pageOf(from, count, splits[split].labels.length).map((i) => ({
        text: textOf(spec, 'tokens', rowOf(splits[split].tokens, i)),
        label: detokenize(spec, 'labels', splits[split].labels.subarray(i, i + 1)).join(''),
      })),
    baselines: () => {
      const words = (split: Split) => ({
        labels: splits[split].labels,
        inputs: (i: number) => ({ ids: rowOf(splits[split].tokens, i) }),
      });
      const name = { word: 'bag of words', character: 'bag of characters', bpe: 'bag of tokens' }[
        spec.tokenizers?.tokens ?? 'character'
      ];
      const sizes = { inputs: sizeOfSymbol(spec, 'V'), classes: sizeOfSymbol(spec, 'K') };
      return classBaselines(`${name}, logistic regression`, words('train'), words('validation'), sizes);
    },
  };
}

function batchOf(spec: DataSpec, { tokens, labels }: Labelled, indices: readonly number[]): Batch {
  const T = sizeOfSymbol(spec, 'T');
  const shape = [indices.length, T];
  const label = Int32Array.from(indices, (i) => labels[i] ?? 0);
  return {
    tokens: { data: padded(tokens, indices, T), shape },
    mask: { data: maskOf(tokens, indices, T), shape },
    label: { data: label, shape: [indices.length] },
  };
}

export function probeLabelled(spec: DataSpec, fields: Fields): Batch | readonly Problem[] {
  const text = encodeField(spec, fields, 'text', 'tokens', sizeOfSymbol(spec, 'T'), 1);
  const label = encodeClass(spec, fields, 'label', 'labels');
  const problems = [...text.problems, ...label.problems];
  if (problems.length > 0) return problems;
  return batchOf(spec, { tokens: sequencesOf([text.ids]), labels: Int32Array.from(label.ids) }, [0]);
}

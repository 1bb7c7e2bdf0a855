import type { Problem } from '../../problem';
import { bool, float, int } from '../../tensor';
import { targetBaselines } from '../baselines/pairs';
import { blank, type PictureSize, type Pictures, pictureAt, pictureBatch } from '../pictures';
import { rowOf, type Sequences, sequencesOf } from '../sequences';
import { bySplit } from '../split';
import type { Batch, DataSpec, Dataset, Split } from '../types';
import { textOf } from '../vocabulary';
import { sizeOfPictures } from './images';
import { targetBatch } from './pairs';
import {
  checkIndices,
  encodeField,
  encodeIndex,
  exampleField,
  type Fields,
  fieldOf,
  pageOf,
  probeSplit,
  sizeOfSymbol,
} from './shared';

/** Pictures and what is said of them, without special symbols. */
export interface Captions {
  readonly pictures: Pictures;
  readonly targets: Sequences;
}

interface CaptionsFields {
  readonly title: string;
  readonly size: PictureSize;
  /** Words, with the pad, the start and the end symbol first. */
  readonly vocabulary: readonly string[];
  /** Longest caption without special symbols. */
  readonly longest: number;
}

/** A picture to a sentence: one to many. The decoder reads start + target and is asked for target + end. */
export function captionsSpec({ title, size, vocabulary, longest }: CaptionsFields): DataSpec {
  const { height, width, channels } = size;
  const targetIds = int(['B', 'T'], 'tokens', { id: 'target', size: vocabulary.length });
  return {
    kind: 'captions',
    title,
    ports: {
      image: float(['B', height, width, channels], 'image'),
      target_in: targetIds,
      target_out: targetIds,
      target_mask: bool(['B', 'T'], 'mask'),
    },
    symbols: { H: height, W: width, C: channels, T: longest + 1, V: vocabulary.length },
    axes: ['T'],
    vocabularies: { target: vocabulary },
    tokenizers: { target: 'word' },
    probe: [exampleField, { name: 'target', label: 'Caption (may stay empty)', value: '' }],
  };
}

export function captionsDataset(spec: DataSpec, splits: Readonly<Record<Split, Captions>>): Dataset {
  const counts = bySplit((split) => splits[split].targets.count);
  const captionAt = (split: Split, i: number): string => textOf(spec, 'target', rowOf(splits[split].targets, i));
  return {
    spec,
    counts,
    batch(split, indices) {
      checkIndices(indices, counts[split], split);
      return batchOf(spec, splits[split], indices);
    },
    probe: (fields) => probeCaptions(spec, fields, splits[probeSplit(counts)]),
    preview: (split, from, count) =>
      pageOf(from, count, counts[split]).map((i) => {
        const { height, width, channels } = splits[split].pictures;
        const pixels = pictureAt(splits[split].pictures, i).slice();
        return { image: { height, width, channels, pixels, text: captionAt(split, i) }, target: captionAt(split, i) };
      }),
    baselines: () => targetBaselines(splits),
  };
}

const batchOf = (spec: DataSpec, { pictures, targets }: Captions, indices: readonly number[]): Batch => ({
  image: pictureBatch(pictures, indices),
  ...targetBatch(spec, targets, indices),
});

/** An empty caption stands for the picture's own. Without the examples the picture is blank. */
export function probeCaptions(spec: DataSpec, fields: Fields, examples?: Captions): Batch | readonly Problem[] {
  const index = encodeIndex(spec, fields, examples?.targets.count);
  const target = encodeField(spec, fields, 'target', 'target', sizeOfSymbol(spec, 'T') - 1);
  const problems = [...index.problems, ...target.problems];
  if (problems.length > 0) return problems;
  const from = examples ?? { pictures: blank(sizeOfPictures(spec)), targets: sequencesOf([[]]) };
  const batch = batchOf(spec, from, [examples ? (index.ids[0] ?? 0) : 0]);
  if (fieldOf(spec, fields, 'target').trim() === '') return batch;
  return { ...batch, ...targetBatch(spec, sequencesOf([target.ids]), [0]) };
}

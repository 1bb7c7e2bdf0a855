import type { Problem } from '../../problem';
import { float, int } from '../../tensor';
import { classBaselines } from '../baselines/classes';
import { blank, type PictureSize, type Pictures, pictureAt, pictureBatch } from '../pictures';
import { bySplit } from '../split';
import type { Batch, DataSpec, Dataset, Split } from '../types';
import { detokenize } from '../vocabulary';
import {
  checkIndices,
  encodeClass,
  encodeIndex,
  exampleField,
  type Fields,
  pageOf,
  probeSplit,
  sizeOfSymbol,
} from './shared';

export interface Images {
  readonly pictures: Pictures;
  readonly labels: Int32Array;
}

interface ImagesFields {
  readonly title: string;
  readonly size: PictureSize;
  readonly labels: readonly string[];
}

/** A picture to one class. */
export function imagesSpec({ title, size, labels }: ImagesFields): DataSpec {
  const { height, width, channels } = size;
  return {
    kind: 'images',
    title,
    ports: {
      image: float(['B', height, width, channels], 'image'),
      label: int(['B'], 'labels', { id: 'labels', size: labels.length }),
    },
    symbols: { H: height, W: width, C: channels, K: labels.length },
    axes: [],
    vocabularies: { labels },
    probe: [exampleField, { name: 'label', label: 'Label (may stay empty)', value: '' }],
  };
}

export const sizeOfPictures = (spec: DataSpec): PictureSize => ({
  height: sizeOfSymbol(spec, 'H'),
  width: sizeOfSymbol(spec, 'W'),
  channels: sizeOfSymbol(spec, 'C'),
});

export function imagesDataset(spec: DataSpec, splits: Readonly<Record<Split, Images>>): Dataset {
  const counts = bySplit((split) => splits[split].labels.length);
  const labelAt = (split: Split, i: number): string =>
    detokenize(spec, 'labels', splits[split].labels.subarray(i, i + 1)).join('');
  return {
    spec,
    counts,
    batch(split, indices) {
      checkIndices(indices, counts[split], split);
      return batchOf(splits[split], indices);
    },
    probe: (fields) => probeImages(spec, fields, splits[probeSplit(counts)]),
    preview: (split, from, count) =>
      pageOf(from, count, counts[split]).map((i) => {
        const { height, width, channels } = splits[split].pictures;
        const pixels = pictureAt(splits[split].pictures, i).slice();
        return { image: { height, width, channels, pixels, text: labelAt(split, i) }, label: labelAt(split, i) };
      }),
    baselines: () => baselinesOf(spec, splits),
  };
}

function batchOf({ pictures, labels }: Images, indices: readonly number[]): Batch {
  const label = Int32Array.from(indices, (i) => labels[i] ?? 0);
  return { image: pictureBatch(pictures, indices), label: { data: label, shape: [indices.length] } };
}

/** Without the examples the picture is blank: then only what the fields say can be checked. */
export function probeImages(spec: DataSpec, fields: Fields, examples?: Images): Batch | readonly Problem[] {
  const index = encodeIndex(spec, fields, examples?.labels.length);
  const label = encodeClass(spec, fields, 'label', 'labels');
  const problems = [...index.problems, ...label.problems];
  if (problems.length > 0) return problems;
  const from = examples ?? { pictures: blank(sizeOfPictures(spec)), labels: Int32Array.of(0) };
  const batch = batchOf(from, [examples ? (index.ids[0] ?? 0) : 0]);
  const said = (fields.label ?? '').trim() !== '';
  return said ? { ...batch, label: { data: Int32Array.from(label.ids), shape: [1] } } : batch;
}

function baselinesOf(spec: DataSpec, splits: Readonly<Record<Split, Images>>) {
  const { height, width, channels } = sizeOfPictures(spec);
  const inputs = height * width * channels;
  const ids = Int32Array.from({ length: inputs }, (_, i) => i);
  const examples = (split: Split) => ({
    labels: splits[split].labels,
    inputs: (i: number) => ({
      ids,
      values: Float32Array.from(pictureAt(splits[split].pictures, i), (value) => value / 255),
    }),
  });
  const sizes = { inputs, classes: sizeOfSymbol(spec, 'K') };
  return classBaselines('pixels, logistic regression', examples('train'), examples('validation'), sizes);
}

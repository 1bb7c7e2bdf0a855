import { type Problem, problem } from '../../problem';
import { float, int } from '../../tensor';
import { classBaselines } from '../baselines/classes';
import { regressionBaselines } from '../baselines/regression';
import { momentsOf } from '../moments';
import { bySplit } from '../split';
import type { Batch, DataSpec, Dataset, ProbeField, Split } from '../types';
import { detokenize } from '../vocabulary';
import { checkIndices, encodeClass, type Fields, fieldOf, pageOf, sizeOfSymbol } from './shared';

/** Rows of numbers, row-major, with a class each or a row of target values. */
export interface Features {
  readonly count: number;
  readonly features: Float32Array;
  readonly labels?: Int32Array;
  readonly targets?: Float32Array;
}

interface FeaturesFields {
  readonly title: string;
  readonly columns: readonly string[];
  /** Classes, or the names of target columns. */
  readonly labels?: readonly string[];
  readonly targets?: readonly string[];
  /** What the class is a class of. */
  readonly output?: string;
  /** Features in order, then the class or the targets. */
  readonly probe: readonly string[];
}

/** Numbers to a class, or to numbers. */
export function featuresSpec({ title, columns, labels, targets, output = 'Label', probe }: FeaturesFields): DataSpec {
  const F = columns.length;
  const K = labels?.length ?? targets?.length ?? 0;
  const fields: Omit<ProbeField, 'value'>[] = columns.map((label, i) => ({ name: `x${i + 1}`, label }));
  if (labels) fields.push({ name: 'label', label: `${output} (may stay empty)` });
  else fields.push(...(targets ?? []).map((label, i) => ({ name: `y${i + 1}`, label: `${label} (may stay empty)` })));
  return {
    kind: 'features',
    title,
    ports: {
      features: float(['B', F], 'features'),
      ...(labels ? { label: int(['B'], 'labels', { id: 'labels', size: K }) } : { targets: float(['B', K]) }),
    },
    symbols: { F, K },
    axes: [],
    vocabularies: labels ? { labels } : {},
    probe: fields.map((field, i) => ({ ...field, value: probe[i] ?? '' })),
  };
}

export function featuresDataset(spec: DataSpec, splits: Readonly<Record<Split, Features>>): Dataset {
  return {
    spec,
    counts: bySplit((split) => splits[split].count),
    batch(split, indices) {
      checkIndices(indices, splits[split].count, split);
      return batchOf(spec, splits[split], indices);
    },
    probe: (fields) => probeFeatures(spec, fields),
    preview: (split, from, count) =>
      pageOf(from, count, splits[split].count).map((i) => previewRow(spec, splits[split], i)),
    baselines: () => baselinesOf(spec, splits),
  };
}

function batchOf(spec: DataSpec, rows: Features, indices: readonly number[]): Batch {
  const F = sizeOfSymbol(spec, 'F');
  const features = { data: take(rows.features, indices, F), shape: [indices.length, F] };
  if (rows.labels) {
    const { labels } = rows;
    return { features, label: { data: Int32Array.from(indices, (i) => labels[i] ?? 0), shape: [indices.length] } };
  }
  const K = sizeOfSymbol(spec, 'K');
  const targets = take(rows.targets ?? new Float32Array(rows.count * K), indices, K);
  return { features, targets: { data: targets, shape: [indices.length, K] } };
}

function take(from: Float32Array, indices: readonly number[], width: number): Float32Array {
  const out = new Float32Array(indices.length * width);
  for (let b = 0; b < indices.length; b++) {
    const at = (indices[b] ?? 0) * width;
    out.set(from.subarray(at, at + width), b * width);
  }
  return out;
}

/** Targets left empty stand for 0, for a person who only asks for a prediction. */
export function probeFeatures(spec: DataSpec, fields: Fields): Batch | readonly Problem[] {
  const problems: Problem[] = [];
  const numbers = (prefix: string): Float32Array =>
    Float32Array.from(
      spec.probe.filter(({ name }) => name.startsWith(prefix)),
      ({ name, label }) => {
        const text = fieldOf(spec, fields, name).trim();
        const value = Number(text);
        if (Number.isFinite(value) && (text !== '' || prefix === 'y')) return value;
        problems.push(
          problem({
            code: 'input/predict',
            at: { field: name },
            expected: `a number for ${label}`,
            received: text === '' ? 'nothing' : text,
            fix: 'Write a number with a point, such as 0.5.',
          }),
        );
        return 0;
      },
    );
  const features = numbers('x');
  if (!Object.hasOwn(spec.ports, 'label')) {
    const targets = numbers('y');
    return problems.length > 0 ? problems : batchOf(spec, { count: 1, features, targets }, [0]);
  }
  const label = encodeClass(spec, fields, 'label', 'labels');
  problems.push(...label.problems);
  return problems.length > 0
    ? problems
    : batchOf(spec, { count: 1, features, labels: Int32Array.from(label.ids) }, [0]);
}

function previewRow(spec: DataSpec, rows: Features, i: number): Readonly<Record<string, string>> {
  const batch = batchOf(spec, rows, [i]);
  const values = [...(batch.features?.data ?? []), ...(batch.targets?.data ?? [])].map((v) =>
    String(Number(v.toPrecision(6))),
  );
  if (batch.label) values.push(...detokenize(spec, 'labels', batch.label.data));
  return Object.fromEntries(
    spec.probe.map(({ label }, k) => [label.replace(' (may stay empty)', ''), values[k] ?? '']),
  );
}

function baselinesOf(spec: DataSpec, splits: Readonly<Record<Split, Features>>) {
  const F = sizeOfSymbol(spec, 'F');
  const K = sizeOfSymbol(spec, 'K');
  if (!Object.hasOwn(spec.ports, 'label')) return regressionBaselines(splits, F, K);
  const ids = Int32Array.from({ length: F }, (_, i) => i);
  const { mean, deviation } = momentsOf(splits.train.features, F);
  const examples = (split: Split) => ({
    labels: splits[split].labels ?? new Int32Array(0),
    inputs: (i: number) => ({
      ids,
      values: splits[split].features
        .subarray(i * F, (i + 1) * F)
        .map((x, j) => (x - (mean[j] ?? 0)) / (deviation[j] ?? 1)),
    }),
  });
  const sizes = { inputs: F, classes: K };
  return classBaselines('logistic regression', examples('train'), examples('validation'), sizes);
}

import { permute } from '../../random';
import type { Baseline } from '../types';

/** Inputs of one example that are not 0: which, and how much (1 where nothing is said; repeated ids add up). */
export interface SparseInput {
  readonly ids: ArrayLike<number>;
  readonly values?: ArrayLike<number>;
}

export interface ClassExamples {
  readonly labels: Int32Array;
  inputs(i: number): SparseInput;
}

interface Sizes {
  readonly inputs: number;
  readonly classes: number;
}

const EPOCHS = 20;
/** Parameter updates one fit may cost, so that a large file's baseline stays within about a second. */
const BUDGET = 60_000_000;

/** The most frequent class, and a linear classifier by the name of what it sees. */
export function classBaselines(
  name: string,
  train: ClassExamples,
  validation: ClassExamples,
  sizes: Sizes,
): readonly Baseline[] {
  if (validation.labels.length === 0 || train.labels.length === 0) return [];
  const seen = new Int32Array(sizes.classes);
  for (const label of train.labels) seen[label] = (seen[label] ?? 0) + 1;
  const majority = seen.indexOf(Math.max(...seen));
  const share = (guess: (i: number) => number): number =>
    validation.labels.reduce((right, label, i) => right + (guess(i) === label ? 1 : 0), 0) / validation.labels.length;
  const weights = trainClassifier(train, sizes);
  const scores = new Float64Array(sizes.classes);
  return [
    { name: 'always the most frequent class', metric: 'accuracy', value: share(() => majority) },
    {
      name,
      metric: 'accuracy',
      value: share((i) => {
        score(weights, validation.inputs(i), sizes, scores);
        return scores.indexOf(Math.max(...scores));
      }),
    },
  ];
}

/** Softmax regression by AdaGrad, one example at a time, in an order of its own for each epoch. */
function trainClassifier(train: ClassExamples, sizes: Sizes): Float64Array {
  const { classes: K } = sizes;
  const weights = new Float64Array((sizes.inputs + 1) * K);
  const squares = new Float64Array(weights.length).fill(1e-8);
  const p = new Float64Array(K);
  const step = (at: number, gradient: number): void => {
    const square = (squares[at] ?? 0) + gradient * gradient;
    squares[at] = square;
    weights[at] = (weights[at] ?? 0) - (0.2 * gradient) / Math.sqrt(square);
  };
  let spent = 0;
  for (let epoch = 0; epoch < EPOCHS && spent < BUDGET; epoch++) {
    for (let n = 0; n < train.labels.length && spent < BUDGET; n++) {
      const i = permute(n, train.labels.length, 0, epoch);
      const input = train.inputs(i);
      score(weights, input, sizes, p);
      softmax(p);
      for (let k = 0; k < K; k++) {
        const error = (p[k] ?? 0) - (k === train.labels[i] ? 1 : 0);
        for (let j = 0; j < input.ids.length; j++) step((input.ids[j] ?? 0) * K + k, error * (input.values?.[j] ?? 1));
        step(sizes.inputs * K + k, error);
      }
      spent += (input.ids.length + 1) * K;
    }
  }
  return weights;
}

/** Adds up the weights of an example's inputs by class; the bias is the last row. */
function score(
  weights: Float64Array,
  { ids, values }: SparseInput,
  { inputs, classes }: Sizes,
  out: Float64Array,
): void {
  for (let k = 0; k < classes; k++) {
    let sum = weights[inputs * classes + k] ?? 0;
    for (let j = 0; j < ids.length; j++) sum += (weights[(ids[j] ?? 0) * classes + k] ?? 0) * (values?.[j] ?? 1);
    out[k] = sum;
  }
}

function softmax(scores: Float64Array): void {
  const largest = Math.max(...scores);
  let sum = 0;
  for (let k = 0; k < scores.length; k++) {
    const e = Math.exp((scores[k] ?? 0) - largest);
    scores[k] = e;
    sum += e;
  }
  for (let k = 0; k < scores.length; k++) scores[k] = (scores[k] ?? 0) / sum;
}

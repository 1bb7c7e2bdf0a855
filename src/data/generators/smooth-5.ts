import { type Stream, stream } from '../../random';
import { type Features, featuresDataset, featuresSpec } from '../kinds/features';
import { readInt } from '../options';
import { bySplit } from '../split';
import type { Generator } from '../types';
import { distinctExamples, examplesOption } from './distinct';

const options = { examples: examplesOption(100_000, 5_000) } as const;

const INPUTS = 5;
const HIDDEN = 3;

interface Teacher {
  readonly hidden: readonly (readonly number[])[];
  readonly output: readonly number[];
}

/** The same for every seed: seeds change the points, not the function. */
const teacher: Teacher = (() => {
  const random = stream(1986, 'teacher');
  const hidden = Array.from({ length: HIDDEN }, () => Array.from({ length: INPUTS + 1 }, () => random.normal()));
  return { hidden, output: Array.from({ length: HIDDEN }, () => random.normal()) };
})();

const teach = (x: readonly number[]): number =>
  teacher.hidden.reduce((sum, weights, k) => {
    const before = x.reduce((s, value, j) => s + value * (weights[j] ?? 0), weights[INPUTS] ?? 0);
    return sum + (teacher.output[k] ?? 0) * Math.tanh(before);
  }, 0);

interface Row {
  readonly x: readonly number[];
  readonly y: number;
}

function draw(random: Stream): Row {
  const x = Array.from({ length: INPUTS }, () => random.normal());
  return { x, y: teach(x) };
}

const collect = (rows: readonly Row[]): Features => ({
  count: rows.length,
  features: Float32Array.from(rows.flatMap(({ x }) => x)),
  targets: Float32Array.from(rows, ({ y }) => y),
});

const spec = () => {
  const x = [0.5, -1, 0.25, 1.5, -0.5];
  return featuresSpec({
    title: 'Five features to a value',
    columns: ['a', 'b', 'c', 'd', 'e'],
    targets: ['y'],
    probe: [...x.map(String), teach(x).toFixed(4)],
  });
};

export const smooth5: Generator = {
  id: 'smooth-5',
  kind: 'features',
  title: 'Five features to a value',
  doc:
    'Five normal features and a value that a small fixed network of tanh units computes from them, without noise. A ' +
    'straight line explains part of it; the chain 5→4→3→2→1 with non-linear units gets the rest.',
  options,
  spec,
  async make(chosen, seed, _length, progress) {
    const random = stream(seed, 'smooth-5');
    const count = readInt(options, chosen, 'examples');
    const rows = await distinctExamples(
      count,
      () => draw(random),
      ({ x }) => x.join(' '),
      progress,
    );
    return featuresDataset(
      spec(),
      bySplit((split) => collect(rows[split])),
    );
  },
};

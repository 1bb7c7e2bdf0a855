import { stream } from '../../random';
import { type Features, featuresDataset, featuresSpec } from '../kinds/features';
import { readInt } from '../options';
import { bySplit } from '../split';
import type { Generator } from '../types';
import { distinctExamples, examplesOption } from './distinct';

const options = {
  examples: examplesOption(50_000, 1_000),
  noise: {
    kind: 'int',
    label: 'Noise',
    doc: 'How far points stray from their corner, in hundredths of a side. Below 50 the classes never touch.',
    default: 20,
    min: 1,
    max: 45,
  },
} as const;

interface Point {
  readonly x: readonly [number, number];
  readonly label: number;
}

/** Corners by turns, so that the classes are balanced. */
function points(seed: number, noise: number): () => Point {
  const random = stream(seed, 'xor');
  let turn = 0;
  return () => {
    const a = turn & 1;
    const b = (turn >> 1) & 1;
    turn++;
    const stray = () => (random.float() * 2 - 1) * noise;
    return { x: [a + stray(), b + stray()], label: a ^ b };
  };
}

const collect = (rows: readonly Point[]): Features => ({
  count: rows.length,
  features: Float32Array.from(rows.flatMap(({ x }) => x)),
  labels: Int32Array.from(rows, ({ label }) => label),
});

const spec = () =>
  featuresSpec({ title: 'Exclusive or', columns: ['a', 'b'], labels: ['false', 'true'], probe: ['1', '0', 'true'] });

export const xor: Generator = {
  id: 'xor',
  kind: 'features',
  title: 'Exclusive or',
  doc:
    'Points around the corners of a square; true where exactly one coordinate is near 1. No straight line parts the ' +
    'classes, so one layer fails at it and two layers do not.',
  options,
  spec,
  async make(chosen, seed, _length, progress) {
    const noise = readInt(options, chosen, 'noise') / 100;
    const count = readInt(options, chosen, 'examples');
    const rows = await distinctExamples(count, points(seed, noise), ({ x }) => x.join(' '), progress);
    return featuresDataset(
      spec(),
      bySplit((split) => collect(rows[split])),
    );
  },
};

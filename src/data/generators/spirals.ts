import { type Stream, stream } from '../../random';
import { type Features, featuresDataset, featuresSpec } from '../kinds/features';
import { readInt } from '../options';
import { bySplit } from '../split';
import type { Generator } from '../types';
import { distinctExamples, examplesOption } from './distinct';

const options = {
  examples: examplesOption(50_000, 2_000),
  turns: {
    kind: 'int',
    label: 'Quarter turns',
    doc: 'How far each arm winds; more needs more hidden units.',
    default: 5,
    min: 1,
    max: 12,
  },
} as const;

interface Point {
  readonly x: readonly [number, number];
  readonly label: number;
}

/** Two arms, half a turn apart; noise across the arm stays within a quarter of the gap between them. */
function draw(random: Stream, turns: number): Point {
  const label = random.int(2);
  const along = 0.1 + 0.9 * Math.sqrt(random.float());
  const radius = along + ((random.float() * 2 - 1) * 0.25) / Math.max(2, turns);
  const angle = (along * turns + 2 * label) * (Math.PI / 2);
  return { x: [radius * Math.cos(angle), radius * Math.sin(angle)], label };
}

const collect = (rows: readonly Point[]): Features => ({
  count: rows.length,
  features: Float32Array.from(rows.flatMap(({ x }) => x)),
  labels: Int32Array.from(rows, ({ label }) => label),
});

const spec = () =>
  featuresSpec({ title: 'Two spirals', columns: ['x', 'y'], labels: ['first', 'second'], probe: ['0.5', '0.1', ''] });

export const spirals: Generator = {
  id: 'spirals',
  kind: 'features',
  title: 'Two spirals',
  doc:
    'Points on two arms that wind around each other. Each arm surrounds the other, so the boundary must curl; a small ' +
    'network shows how many hidden units that takes.',
  options,
  spec,
  async make(chosen, seed, _length, progress) {
    const random = stream(seed, 'spirals');
    const turns = readInt(options, chosen, 'turns');
    const count = readInt(options, chosen, 'examples');
    const rows = await distinctExamples(
      count,
      () => draw(random, turns),
      ({ x }) => x.join(' '),
      progress,
    );
    return featuresDataset(
      spec(),
      bySplit((split) => collect(rows[split])),
    );
  },
};

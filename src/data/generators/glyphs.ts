import { hashIds, type Stream, stream } from '../../random';
import { type Images, imagesDataset, imagesSpec } from '../kinds/images';
import { readChoice, readInt } from '../options';
import { picturesOf } from '../pictures';
import { bySplit } from '../split';
import type { Generator, Options } from '../types';
import { distinctExamples, examplesOption } from './distinct';
import { GLYPHS, type Segment, type Strain, writeGlyph } from './glyph-strokes';

const options = {
  examples: examplesOption(30_000, 4_000),
  size: { kind: 'int', label: 'Side', doc: 'Pixels along a side.', default: 16, min: 12, max: 32 },
  classes: {
    kind: 'int',
    label: 'Classes',
    doc: 'Different glyphs: ten are the digits, more are letters too.',
    default: 10,
    min: 2,
    max: GLYPHS.length,
  },
  hand: {
    kind: 'choice',
    label: 'Hand',
    doc: 'How carefully they are written: how much they turn, slant and bend, and how much dirt is on the paper.',
    default: 'usual',
    options: ['neat', 'usual', 'hasty'],
  },
} as const;

interface Hand extends Strain {
  /** Deviation of each pixel, in 255ths. */
  readonly noise: number;
  readonly stains: number;
}

const USUAL: Hand = { turn: 0.25, slant: 0.25, wobble: 0.05, shrink: 0.5, noise: 16, stains: 1 };
const HANDS: Readonly<Record<string, Hand>> = {
  neat: { turn: 0.08, slant: 0.1, wobble: 0.02, shrink: 0.1, noise: 6, stains: 0 },
  usual: USUAL,
  hasty: { turn: 0.45, slant: 0.4, wobble: 0.08, shrink: 0.6, noise: 30, stains: 3 },
};

const distance = (x: number, y: number, [[ax, ay], [bx, by]]: Segment): number => {
  const [dx, dy] = [bx - ax, by - ay];
  const along = dx === 0 && dy === 0 ? 0 : ((x - ax) * dx + (y - ay) * dy) / (dx * dx + dy * dy);
  const t = Math.min(1, Math.max(0, along));
  return Math.hypot(x - ax - t * dx, y - ay - t * dy);
};

/** Light ink on dark paper, as in MNIST, with edges as soft as a pixel. */
function paint(random: Stream, segments: readonly Segment[], size: number, { noise, stains }: Hand): Uint8Array {
  const half = 0.028 + random.float() * 0.03;
  const ink = 150 + random.float() * 105;
  const paper = random.float() * 30;
  const spots = Array.from({ length: random.int(stains + 1) }, (): Segment => {
    const [x, y] = [random.float(), random.float()];
    return [
      [x, y],
      [x + (random.float() - 0.5) * 0.2, y + (random.float() - 0.5) * 0.2],
    ];
  });
  const pixels = new Uint8Array(size * size);
  const lines = [...segments, ...spots];
  for (let row = 0; row < size; row++) {
    for (let column = 0; column < size; column++) {
      const [x, y] = [(column + 0.5) / size, (row + 0.5) / size];
      let nearest = 1;
      for (const line of lines) nearest = Math.min(nearest, distance(x, y, line));
      const covered = Math.min(1, Math.max(0, (half - nearest) * size + 0.5));
      const value = paper + (ink - paper) * covered + random.normal() * noise;
      pixels[row * size + column] = Math.min(255, Math.max(0, Math.round(value)));
    }
  }
  return pixels;
}

interface Glyph {
  readonly pixels: Uint8Array;
  readonly label: number;
}

const spec = (chosen: Options) => {
  const side = readInt(options, chosen, 'size');
  return imagesSpec({
    title: 'Glyphs',
    size: { height: side, width: side, channels: 1 },
    labels: GLYPHS.slice(0, readInt(options, chosen, 'classes')),
  });
};

export const glyphs: Generator = {
  id: 'glyphs',
  kind: 'images',
  title: 'Glyphs',
  doc:
    'Digits, and letters where more classes are asked for, as a hand might write them: turned, slanted, bent, thick or thin, ' +
    'anywhere in the picture, with values from 0 to 255. A pixel by itself says little because nothing stands in its ' +
    'place: what helps is to find the same stroke wherever it is, which convolution does.',
  options,
  spec,
  async make(chosen, seed, _length, progress) {
    const random = stream(seed, 'glyphs');
    const side = readInt(options, chosen, 'size');
    const classes = readInt(options, chosen, 'classes');
    const hand = HANDS[readChoice(options, chosen, 'hand')] ?? USUAL;
    let turn = 0;
    const draw = (): Glyph => {
      // By turns, so that the classes are balanced.
      const label = turn++ % classes;
      const segments = writeGlyph(random, GLYPHS[label] ?? '', hand);
      return { pixels: paint(random, segments, side, hand), label };
    };
    const key = ({ pixels }: Glyph) => String(hashIds(pixels));
    const examples = await distinctExamples(readInt(options, chosen, 'examples'), draw, key, progress);
    const collect = (rows: readonly Glyph[]): Images => ({
      pictures: picturesOf(
        rows.map(({ pixels }) => pixels),
        { height: side, width: side, channels: 1 },
      ),
      labels: Int32Array.from(rows, ({ label }) => label),
    });
    return imagesDataset(
      spec(chosen),
      bySplit((split) => collect(examples[split])),
    );
  },
};

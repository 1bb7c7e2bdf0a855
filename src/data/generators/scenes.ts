import { hashIds, type Stream, stream } from '../../random';
import { type Captions, captionsDataset, captionsSpec } from '../kinds/captions';
import { targetVocabulary } from '../kinds/pairs';
import { readChoice, readInt } from '../options';
import { picturesOf } from '../pictures';
import { sequencesOf } from '../sequences';
import { bySplit } from '../split';
import type { Generator, Options } from '../types';
import { encodeKnown } from '../vocabulary';
import { distinctExamples, examplesOption } from './distinct';
import { COLOURS, LEVELS, LONGEST, SHAPES, scene, sceneWords, type Thing } from './scene-grammar';

const options = {
  examples: examplesOption(30_000, 4_000),
  size: { kind: 'int', label: 'Side', doc: 'Pixels along a side.', default: 24, min: 18, max: 48 },
  colour: {
    kind: 'choice',
    label: 'Colour',
    doc: 'Whether pictures have three channels, or one from which colours differ as greys.',
    default: 'colour',
    options: ['colour', 'grey'],
  },
  level: {
    kind: 'choice',
    label: 'Sentences',
    doc: 'What captions speak of: the place of one thing; also how many there are; also how two of them stand.',
    default: 'relations',
    options: LEVELS,
  },
} as const;

const VOCABULARY = targetVocabulary(sceneWords);
const CHANNELS: Readonly<Record<string, number>> = { colour: 3, grey: 1 };

const sizeOf = (chosen: Options) => {
  const side = readInt(options, chosen, 'size');
  return { height: side, width: side, channels: CHANNELS[readChoice(options, chosen, 'colour')] ?? 3 };
};

/** Each thing somewhere in its ninth of the picture, not quite as large as it, on a dark and uneven ground. */
function paint(random: Stream, things: readonly Thing[], side: number, channels: number): Uint8Array {
  const pixels = new Uint8Array(side * side * channels);
  const ground = random.float() * 50;
  for (let i = 0; i < pixels.length; i++) pixels[i] = ground + random.float() * 20;
  for (const { shape, colour, cell } of things) {
    const radius = (side / 6) * (0.7 + 0.2 * random.float());
    const room = side / 6 - radius;
    const x = (side / 3) * ((cell % 3) + 0.5) + (random.float() * 2 - 1) * room;
    const y = (side / 3) * (Math.floor(cell / 3) + 0.5) + (random.float() * 2 - 1) * room;
    const light = 0.8 + 0.2 * random.float();
    const [red, green, blue] = (COLOURS[colour] ?? [0, 0, 0]).map((value) => value * light);
    const ink = channels === 3 ? [red, green, blue] : [0.3 * (red ?? 0) + 0.59 * (green ?? 0) + 0.11 * (blue ?? 0)];
    const covers = SHAPES[shape];
    for (let row = 0; row < side; row++) {
      for (let column = 0; column < side; column++) {
        if (!covers?.((column + 0.5 - x) / radius, (row + 0.5 - y) / radius)) continue;
        for (const [c, value] of ink.entries()) pixels[(row * side + column) * channels + c] = Math.round(value ?? 0);
      }
    }
  }
  return pixels;
}

interface Example {
  readonly pixels: Uint8Array;
  readonly caption: readonly string[];
}

const spec = (chosen: Options) =>
  captionsSpec({ title: 'Captioned scenes', size: sizeOf(chosen), vocabulary: VOCABULARY, longest: LONGEST });

export const scenes: Generator = {
  id: 'scenes',
  kind: 'captions',
  title: 'Captioned scenes',
  doc:
    'A few coloured shapes and a sentence about them: "a red circle above a blue square". Which sentence it is, of a place, of ' +
    'a number or of a relation, follows from the picture; colour and shape must be said of the same thing, and the one ' +
    'above or on the left comes first.',
  options,
  spec,
  async make(chosen, seed, _length, progress) {
    const random = stream(seed, 'scenes');
    const size = sizeOf(chosen);
    const level = readChoice(options, chosen, 'level');
    const draw = (): Example => {
      const { things, caption } = scene(random, level);
      return { pixels: paint(random, things, size.width, size.channels), caption };
    };
    const key = ({ pixels }: Example) => String(hashIds(pixels));
    const examples = await distinctExamples(readInt(options, chosen, 'examples'), draw, key, progress);
    const collect = (rows: readonly Example[]): Captions => ({
      pictures: picturesOf(
        rows.map(({ pixels }) => pixels),
        size,
      ),
      targets: sequencesOf(rows.map(({ caption }) => encodeKnown(caption, VOCABULARY))),
    });
    return captionsDataset(
      spec(chosen),
      bySplit((split) => collect(examples[split])),
    );
  },
};

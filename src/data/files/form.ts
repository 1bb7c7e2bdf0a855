import { type Problem, problem } from '../../problem';
import { hashIds } from '../../random';
import { sizeOfPictures } from '../kinds/images';
import { readChoice } from '../options';
import { pacer } from '../pace';
import { bySplit } from '../split';
import type { DataSpec, FileSource, Options, PreviewImage, Progress, Split } from '../types';
import { inChannels, isGrey, type Picture } from './picture';
import { imageOptions } from './source';
import { heldOut, requireAll, splitOf } from './split';
import { changedDocument } from './verify';

/** What images have in common, whether they are labelled or captioned. */
const MOST_PROBLEMS = 10;
/** Bytes of all pixels together. */
const MOST_PIXELS = 400 * 1024 * 1024;

/** Images of another size than the first, by name. */
export function differing(pictures: readonly Picture[]): readonly Problem[] {
  const [first] = pictures;
  if (!first) return [];
  const others = pictures.filter(({ width, height }) => width !== first.width || height !== first.height);
  if (others.length === 0 && pictures.length * first.width * first.height * 3 > MOST_PIXELS) {
    return [
      problem({
        code: 'data/too-large',
        at: { field: first.path },
        expected: `at most ${MOST_PIXELS} bytes of pixels`,
        received: `${pictures.length} images of ${first.width} × ${first.height}`,
        fix: 'Take fewer or smaller images.',
      }),
    ];
  }
  return others.slice(0, MOST_PROBLEMS).map(({ path, width, height }) =>
    problem({
      code: 'data/ragged',
      at: { field: path },
      expected: `${first.width} × ${first.height} pixels, as ${first.path} has`,
      received: `${width} × ${height}`,
      fix: `Scale or crop it to ${first.width} × ${first.height}: all images must have one size.`,
    }),
  );
}

/** One channel or three, and the size that all of them have. */
export function formOf(pictures: readonly Picture[], options: Options) {
  const wanted = readChoice(imageOptions, options, 'colour');
  const colour = wanted === 'auto' ? (pictures.every(isGrey) ? 'grey' : 'colour') : wanted;
  const [{ height = 0, width = 0 } = {}] = pictures;
  return { colour, lengths: { H: height, W: width, C: colour === 'grey' ? 1 : 3 } };
}

export const shown = ({ height, width, channels, pixels, label }: Picture): PreviewImage => ({
  height,
  width,
  channels,
  pixels: pixels.slice(),
  text: label,
});

/** An image in the channels of the document, with what is said of it. */
export interface Row {
  readonly pixels: Uint8Array;
  readonly label: string;
}

/** Images by split, from what is on them: one that occurs twice is on one side. */
export async function splitPictures(
  pictures: readonly Picture[],
  source: FileSource,
  spec: DataSpec,
  validation: number,
  progress?: Progress,
): Promise<Readonly<Record<Split, readonly Row[]>> | readonly Problem[]> {
  const { height, width, channels } = sizeOfPictures(spec);
  const [first] = pictures;
  if (first?.height !== height || first.width !== width) {
    return [changedDocument(source.name, `${width} × ${height} pixels`, `${first?.width} × ${first?.height}`)];
  }
  const held = heldOut(source.options, validation);
  const rows = bySplit((): Row[] => []);
  const tick = pacer(progress, pictures.length, 'images');
  for (const [i, picture] of pictures.entries()) {
    const pixels = inChannels(picture, channels === 3 ? 3 : 1);
    const split = picture.test ? 'test' : splitOf(hashIds(pixels), held);
    rows[split].push({ pixels, label: picture.label });
    const pause = tick(i + 1);
    if (pause) await pause;
  }
  requireAll(
    source.name,
    bySplit((split) => rows[split].length),
    held,
  );
  return rows;
}

import { type Problem, problem } from '../../problem';
import { hashIds } from '../../random';
import { type Images, imagesDataset } from '../kinds/images';
import { isProblems, readChoice } from '../options';
import { pacer } from '../pace';
import { picturesOf } from '../pictures';
import { bySplit } from '../split';
import type { DataSpec, Dataset, FileSource, Options, Progress } from '../types';
import { idOf } from '../vocabulary';
import { type Entry, unpack } from './archive';
import { idxPictures, isIdx } from './idx';
import { sortedLabels, tooManyClasses } from './labelled';
import { decodePicture, inChannels, isGrey, type Picture, type Pictured } from './picture';
import { emptyFile, readBytes } from './read';
import { type Inspection, imageOptions, PREVIEW_ROWS } from './source';
import { heldOut, requireAll, splitOf } from './split';
import { changedDocument, wrongFile } from './verify';

const MOST_CLASSES = 1_000;
const MOST_PROBLEMS = 10;
/** Bytes of all pixels together. */
const MOST_PIXELS = 400 * 1024 * 1024;

interface Read {
  readonly pictures: readonly Picture[];
  readonly sha256: string;
}

async function read(blob: Blob, name: string, progress?: Progress): Promise<Read | readonly Problem[]> {
  const found = await readBytes(blob, name, progress);
  if (isProblems(found)) return found;
  const archive = await unpack(found.bytes, name, progress);
  if (isProblems(archive)) return archive;
  const { entries } = archive;
  const pictured = entries.some(isIdx) ? idxPictures(entries, name) : await folderPictures(entries, name, progress);
  if (isProblems(pictured)) return pictured;
  const problems = differing(pictured.pictures);
  return problems.length > 0 ? problems : { ...pictured, sha256: found.sha256 };
}

/** An image is of the class that its folder is named after. */
async function folderPictures(
  entries: readonly Entry[],
  name: string,
  progress?: Progress,
): Promise<Pictured | readonly Problem[]> {
  const pictures: Picture[] = [];
  const problems: Problem[] = [];
  const tick = pacer(progress, entries.length, 'images');
  for (const [i, entry] of entries.entries()) {
    const folders = entry.path.split('/').slice(0, -1);
    const label = folders.at(-1);
    const decoded = label === undefined ? noFolder(entry.path) : await decodePicture(entry);
    if (!('pixels' in decoded)) problems.push(decoded);
    else if (label !== undefined) {
      const test = folders.slice(0, -1).some((folder) => /^test/i.test(folder));
      pictures.push({ ...decoded, path: entry.path, label, test });
    }
    if (problems.length >= MOST_PROBLEMS) break;
    const pause = tick(i + 1);
    if (pause) await pause;
  }
  if (problems.length === 0 && pictures.length === 0) return [emptyFile(name, 'no image in it')];
  return problems.length > 0 ? problems : { pictures };
}

const noFolder = (path: string): Problem =>
  problem({
    code: 'data/kind',
    at: { field: path },
    expected: 'an image in a folder that is named after its class, such as cat/1.png',
    received: 'a file that is in no folder',
    fix: 'Put the images of each class into a folder of their own, and all folders into one zip file.',
  });

/** Images of another size than the first, by name. */
function differing(pictures: readonly Picture[]): readonly Problem[] {
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

export async function inspectImages(
  blob: Blob,
  name: string,
  options: Options,
  progress?: Progress,
): Promise<Inspection | readonly Problem[]> {
  const found = await read(blob, name, progress);
  if (isProblems(found)) return found;
  const { pictures, sha256 } = found;
  const labels = sortedLabels(new Set(pictures.map(({ label }) => label)));
  if (labels.length > MOST_CLASSES) return [tooManyClasses(name, labels.length)];
  const wanted = readChoice(imageOptions, options, 'colour');
  const colour = wanted === 'auto' ? (pictures.every(isGrey) ? 'grey' : 'colour') : wanted;
  const [{ height = 0, width = 0 } = {}] = pictures;
  const source: FileSource = {
    type: 'file',
    format: 'images',
    name,
    bytes: blob.size,
    sha256,
    vocabularies: { labels },
    lengths: { H: height, W: width, C: colour === 'grey' ? 1 : 3 },
    examples: pictures.length,
    options: { colour, test: options.test ?? 0 },
  };
  const preview = pictures.slice(0, PREVIEW_ROWS).map(({ channels, pixels, label }) => ({
    image: { height, width, channels, pixels: pixels.slice(), text: label },
    label,
  }));
  return { kind: 'images', source, preview, warnings: [] };
}

export async function openImages(
  source: FileSource,
  spec: DataSpec,
  blob: Blob,
  validation: number,
  progress?: Progress,
): Promise<Dataset | readonly Problem[]> {
  const found = await read(blob, source.name, progress);
  if (isProblems(found)) return found;
  if (found.sha256 !== source.sha256) return [wrongFile(source, blob.size, found.sha256)];
  const { H = 0, W = 0, C = 1 } = spec.symbols;
  const [first] = found.pictures;
  if (first?.height !== H || first.width !== W) {
    return [changedDocument(source.name, `${W} × ${H} pixels`, `${first?.width} × ${first?.height}`)];
  }
  const held = heldOut(source.options, validation);
  const rows = bySplit((): { readonly pixels: Uint8Array; readonly label: number }[] => []);
  const tick = pacer(progress, found.pictures.length, 'images');
  for (const [i, picture] of found.pictures.entries()) {
    const pixels = inChannels(picture, C === 3 ? 3 : 1);
    // By what is on it: a picture that occurs twice is on one side.
    const split = picture.test ? 'test' : splitOf(hashIds(pixels), held);
    rows[split].push({ pixels, label: idOf(spec.vocabularies.labels ?? [], picture.label) });
    const pause = tick(i + 1);
    if (pause) await pause;
  }
  requireAll(
    source.name,
    bySplit((split) => rows[split].length),
    held,
  );
  const collect = (split: 'train' | 'validation' | 'test'): Images => ({
    pictures: picturesOf(
      rows[split].map(({ pixels }) => pixels),
      { height: H, width: W, channels: C },
    ),
    labels: Int32Array.from(rows[split], ({ label }) => label),
  });
  return imagesDataset(spec, bySplit(collect));
}

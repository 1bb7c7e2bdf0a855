import { type Problem, problem } from '../../problem';
import { type Images, imagesDataset, sizeOfPictures } from '../kinds/images';
import { isProblems } from '../options';
import { pacer } from '../pace';
import { picturesOf } from '../pictures';
import { bySplit } from '../split';
import type { DataSpec, Dataset, FileSource, Options, Progress, Split } from '../types';
import { idOf } from '../vocabulary';
import { type Entry, unpack } from './archive';
import { differing, formOf, shown, splitPictures } from './form';
import { idxPictures, isIdx } from './idx';
import { sortedLabels, tooManyClasses } from './labelled';
import { decodePicture, type Picture, type Pictured } from './picture';
import { emptyFile, readBytes } from './read';
import { type Inspection, PREVIEW_ROWS } from './source';
import { wrongFile } from './verify';

const MOST_CLASSES = 1_000;
const MOST_PROBLEMS = 10;

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
  const { colour, lengths } = formOf(pictures, options);
  const source: FileSource = {
    type: 'file',
    format: 'images',
    name,
    bytes: blob.size,
    sha256,
    vocabularies: { labels },
    lengths,
    examples: pictures.length,
    options: { colour, test: options.test ?? 0 },
  };
  const preview = pictures.slice(0, PREVIEW_ROWS).map((picture) => ({ image: shown(picture), label: picture.label }));
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
  const rows = await splitPictures(found.pictures, source, spec, validation, progress);
  if (isProblems(rows)) return rows;
  const collect = (split: Split): Images => ({
    pictures: picturesOf(
      rows[split].map(({ pixels }) => pixels),
      sizeOfPictures(spec),
    ),
    labels: Int32Array.from(rows[split], ({ label }) => idOf(spec.vocabularies.labels ?? [], label)),
  });
  return imagesDataset(spec, bySplit(collect));
}

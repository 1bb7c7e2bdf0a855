import { type Problem, problem } from '../../problem';
import { type Captions, captionsDataset } from '../kinds/captions';
import { sizeOfPictures } from '../kinds/images';
import { isProblems, readInt } from '../options';
import { pacer } from '../pace';
import { picturesOf } from '../pictures';
import { sequencesOf } from '../sequences';
import { bySplit } from '../split';
import { tokenizers } from '../tokenizers';
import type { DataSpec, Dataset, FileSource, Options, Progress, Split } from '../types';
import { encodeKnown, SPECIAL } from '../vocabulary';
import { type Entry, unpack } from './archive';
import { SymbolCounter } from './count';
import { differing, formOf, shown, splitPictures } from './form';
import { LeftOut } from './left-out';
import { decodePicture, type Picture } from './picture';
import { emptyFile, readBytes } from './read';
import { guessDelimiter, readRows } from './rows';
import { captionOptions, type Inspection, PREVIEW_ROWS } from './source';
import { requireFit, wrongFile } from './verify';

const MOST_PROBLEMS = 10;

interface Read {
  /** Images with their captions as labels. */
  readonly pictures: readonly Picture[];
  readonly sha256: string;
  readonly warnings: readonly Problem[];
}

/** Images, and one table that says which caption each has: a line `cats/1.png,a cat on a chair` for each. */
async function read(
  blob: Blob,
  name: string,
  options: Options,
  progress?: Progress,
): Promise<Read | readonly Problem[]> {
  const found = await readBytes(blob, name, progress);
  if (isProblems(found)) return found;
  const archive = await unpack(found.bytes, name, progress);
  if (isProblems(archive)) return archive;
  const tables = archive.entries.filter(({ path }) => /\.(csv|tsv|txt)$/i.test(path));
  const [table] = tables;
  if (!table || tables.length > 1) return [noTable(name, tables)];
  const text = new TextDecoder()
    .decode(table.bytes)
    .replace(/^\ufeff/, '')
    .replaceAll(/\r\n?/g, '\n');
  const rows = await readRows(text, table.path, /\.tsv$/i.test(table.path) ? '\t' : guessDelimiter(text));
  if (isProblems(rows)) return rows;
  const images = new Map(archive.entries.filter((entry) => entry !== table).map((entry) => [entry.path, entry]));
  const byName = new Map([...images.values()].map((entry) => [entry.path.split('/').at(-1) ?? '', entry]));
  const entryOf = (path: string): Entry | undefined => images.get(path) ?? byName.get(path);
  const longest = readInt(captionOptions, options, 'longest');
  const leftOut = new LeftOut(table.path);
  const pictures: Picture[] = [];
  const problems: Problem[] = [];
  const tick = pacer(progress, rows.rows.length, 'images');
  for (const [i, { cells, line }] of rows.rows.entries()) {
    const [path = '', caption = ''] = [cells[0]?.trim(), cells.at(-1)?.trim()];
    const entry = entryOf(path);
    const words = tokenizers.word.split(caption);
    // A first line that names no image names the columns.
    if (!entry && i === 0) continue;
    if (words.length === 0) leftOut.add('without a caption', line);
    else if (words.length > longest) leftOut.add(`longer than ${longest} words`, line);
    else {
      const decoded = entry ? await decodePicture(entry) : noImage(table.path, path, line);
      if ('pixels' in decoded) pictures.push({ ...decoded, path, label: words.join(' '), test: false });
      else problems.push(decoded);
    }
    if (problems.length >= MOST_PROBLEMS) break;
    const pause = tick(i + 1);
    if (pause) await pause;
  }
  if (problems.length === 0) problems.push(...differing(pictures));
  if (problems.length === 0 && pictures.length === 0) problems.push(emptyFile(name, 'no image with a caption'));
  return problems.length > 0 ? problems : { pictures, sha256: found.sha256, warnings: leftOut.warnings() };
}

const noTable = (name: string, tables: readonly Entry[]): Problem =>
  problem({
    code: 'data/kind',
    at: { field: name },
    expected:
      'a zip of images with one table, captions.csv, that has the path of an image and its caption on each line',
    received: tables.length === 0 ? 'no table' : tables.map(({ path }) => path).join(', '),
    fix: 'Put captions.csv beside the images and pack all of it into one zip file.',
  });

const noImage = (table: string, path: string, line: number): Problem =>
  problem({
    code: 'data/missing-file',
    at: { field: table, line },
    expected: 'the path of an image in the zip file',
    received: JSON.stringify(path),
    fix: 'Add the image, or remove the line.',
  });

export async function inspectCaptions(
  blob: Blob,
  name: string,
  options: Options,
  progress?: Progress,
): Promise<Inspection | readonly Problem[]> {
  const found = await read(blob, name, options, progress);
  if (isProblems(found)) return found;
  const { pictures, sha256, warnings } = found;
  const most = readInt(captionOptions, options, 'vocabulary');
  const words = new SymbolCounter('word');
  let T = 1;
  for (const { label } of pictures) {
    const said = label.split(' ');
    words.add(said);
    T = Math.max(T, said.length);
  }
  const { colour, lengths } = formOf(pictures, options);
  const source: FileSource = {
    type: 'file',
    format: 'images',
    name,
    bytes: blob.size,
    sha256,
    vocabularies: { target: words.vocabulary(most, [SPECIAL.pad, SPECIAL.start, SPECIAL.end]) },
    lengths: { ...lengths, T },
    examples: pictures.length,
    options: {
      colour,
      vocabulary: most,
      longest: readInt(captionOptions, options, 'longest'),
      test: readInt(captionOptions, options, 'test'),
    },
  };
  const preview = pictures.slice(0, PREVIEW_ROWS).map((picture) => ({ image: shown(picture), target: picture.label }));
  return { kind: 'captions', source, preview, warnings };
}

export async function openCaptions(
  source: FileSource,
  spec: DataSpec,
  blob: Blob,
  validation: number,
  progress?: Progress,
): Promise<Dataset | readonly Problem[]> {
  const found = await read(blob, source.name, source.options, progress);
  if (isProblems(found)) return found;
  if (found.sha256 !== source.sha256) return [wrongFile(source, blob.size, found.sha256)];
  const rows = await splitPictures(found.pictures, source, spec, validation, progress);
  if (isProblems(rows)) return rows;
  const collect = (split: Split): Captions => ({
    pictures: picturesOf(
      rows[split].map(({ pixels }) => pixels),
      sizeOfPictures(spec),
    ),
    targets: sequencesOf(
      rows[split].map(({ label }) => {
        const said = label.split(' ');
        requireFit(source.name, said.length + 1, spec.symbols.T ?? 0);
        return encodeKnown(said, spec.vocabularies.target ?? []);
      }),
    ),
  });
  return captionsDataset(spec, bySplit(collect));
}

import { type Problem, ProblemError } from '../../problem';
import { isProblems, lengthProblems, optionProblems } from '../options';
import type { DataKind, Dataset, Options, Progress } from '../types';
import { inspectFeatures, openFeatures } from './features';
import { inspectLabelled, openLabelled } from './labelled';
import { inspectPairs, openPairs } from './pairs';
import { emptyFile, MOST_BYTES, tooLarge } from './read';
import { inspectSeries, openSeries } from './series';
import {
  captionOptions,
  type FileChoice,
  type Inspection,
  imageOptions,
  seriesOptions,
  tableOptions,
  taggedOptions,
  textOptions,
} from './source';
import { fileSpec } from './spec';
import { kindOf, readTable, type Table, type TableKind } from './table';
import { inspectTagged, openTagged } from './tagged';
import { inspectText, openText } from './text';
import { wrongFile } from './verify';

interface Wanted {
  /** What to take the file for; guessed from its name and content where nothing is said. */
  readonly kind?: DataKind;
  readonly options?: Options;
}

/** Options that a file taken for this kind has. */
export function fileOptions(kind: DataKind) {
  switch (kind) {
    case 'tokens':
      return textOptions;
    case 'tagged':
      return taggedOptions;
    case 'images':
      return imageOptions;
    case 'captions':
      return captionOptions;
    case 'series':
      return seriesOptions;
    default:
      return tableOptions;
  }
}

/** What a file is most likely for, by its name; a table says more when it is read. */
function kindByName(name: string): DataKind | undefined {
  if (/\.(csv|tsv|tab)$/i.test(name)) return undefined;
  if (/\.(zip|gz|idx\d?|[a-z0-9-]*ubyte)$/i.test(name)) return 'images';
  return /\.(conll[a-z0-9]*|iob2?|bio)$/i.test(name) ? 'tagged' : 'tokens';
}

/** What the page or the worker does with a file that somebody chose: everything the document must know of it. */
export async function inspectFile(
  blob: Blob,
  name: string,
  { kind, options = {} }: Wanted = {},
  progress?: Progress,
): Promise<Inspection | readonly Problem[]> {
  if (blob.size === 0) return [emptyFile(name, '0 bytes')];
  if (blob.size > MOST_BYTES) return [tooLarge(name, blob.size)];
  const as = kind ?? kindByName(name);
  const problems = optionProblems(as === undefined ? tableOptions : fileOptions(as), options);
  if (problems.length > 0) return problems;
  if (as === 'tokens') return inspectText(blob, name, options, progress);
  if (as === 'tagged') return inspectTagged(blob, name, options, progress);
  if (as === 'images') return (await pictures()).inspectImages(blob, name, options, progress);
  if (as === 'captions') return (await captions()).inspectCaptions(blob, name, options, progress);
  const table = await readTable(blob, name, tableParts(options), progress, as === 'series' ? 1 : 2);
  if (isProblems(table)) return table;
  if (as === 'series') return inspectSeries(table, options);
  return inspectTable(table, as ?? kindOf(table), progress);
}

/** Reading images takes two libraries that nothing else needs. */
const pictures = () => import('./images');
const captions = () => import('./captions');

/** The options that are about the table itself: a series finds its columns by what is in them. */
const tableParts = (options: Options): Options =>
  Object.fromEntries(Object.entries(options).filter(([name]) => name !== 'horizon'));

function inspectTable(
  table: Table,
  kind: TableKind,
  progress?: Progress,
): Inspection | readonly Problem[] | Promise<Inspection | readonly Problem[]> {
  if (kind === 'pairs') return inspectPairs(table, progress);
  if (kind === 'labelled') return inspectLabelled(table, progress);
  return inspectFeatures(table);
}

/** The examples of the document's file, if `blob` is that file. `validation` is the part held out. */
export async function openFile(
  choice: FileChoice,
  blob: Blob,
  length: number | undefined,
  validation: number,
  progress?: Progress,
): Promise<Dataset | readonly Problem[]> {
  const { kind, source } = choice;
  const options = optionProblems(fileOptions(kind), source.options);
  if (options.length > 0) return options;
  const lengths = lengthProblems(length);
  if (lengths.length > 0) return lengths;
  const spec = fileSpec(choice, length);
  if (isProblems(spec)) return spec;
  if (blob.size !== source.bytes) return [wrongFile(source, blob.size)];
  try {
    if (kind === 'tokens') return await openText(source, spec, blob, validation, progress);
    if (kind === 'tagged') return await openTagged(source, spec, blob, validation, progress);
    if (kind === 'images') return await (await pictures()).openImages(source, spec, blob, validation, progress);
    if (kind === 'captions') return await (await captions()).openCaptions(source, spec, blob, validation, progress);
    const table = await readTable(blob, source.name, source.options, progress, kind === 'series' ? 1 : 2);
    if (isProblems(table)) return table;
    if (table.sha256 !== source.sha256) return [wrongFile(source, blob.size, table.sha256)];
    if (kind === 'pairs') return await openPairs(table, spec, validation, progress);
    if (kind === 'labelled') return await openLabelled(table, spec, validation, progress);
    if (kind === 'series') return openSeries(table, source, spec, validation);
    return openFeatures(table, spec, validation);
  } catch (error) {
    if (error instanceof ProblemError) return error.problems;
    throw error;
  }
}

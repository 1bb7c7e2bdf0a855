import { type Problem, ProblemError, problem } from '../../problem';
import { isProblems, lengthProblems, optionProblems } from '../options';
import type { DataKind, Dataset, Options, Progress } from '../types';
import { inspectFeatures, openFeatures } from './features';
import { inspectLabelled, openLabelled } from './labelled';
import { inspectPairs, openPairs } from './pairs';
import { emptyFile, MOST_BYTES, tooLarge } from './read';
import { type FileChoice, type Inspection, tableOptions, textOptions } from './source';
import { fileSpec } from './spec';
import { kindOf, readTable, type Table } from './table';
import { inspectText, openText } from './text';
import { wrongFile } from './verify';

interface Wanted {
  /** What to take the file for; guessed from its name and content where nothing is said. */
  readonly kind?: DataKind;
  readonly options?: Options;
}

/** Options that a file taken for this kind has. */
export const fileOptions = (kind: DataKind) => (kind === 'tokens' ? textOptions : tableOptions);

/** What the page or the worker does with a file that somebody chose: everything the document must know of it. */
export async function inspectFile(
  blob: Blob,
  name: string,
  { kind, options = {} }: Wanted = {},
  progress?: Progress,
): Promise<Inspection | readonly Problem[]> {
  if (blob.size === 0) return [emptyFile(name, '0 bytes')];
  if (blob.size > MOST_BYTES) return [tooLarge(name, blob.size)];
  const asText = kind === undefined ? !/\.(csv|tsv|tab)$/i.test(name) : kind === 'tokens';
  const problems = optionProblems(asText ? textOptions : tableOptions, options);
  if (problems.length > 0) return problems;
  if (asText) return inspectText(blob, name, options, progress);
  const table = await readTable(blob, name, options, progress);
  if (isProblems(table)) return table;
  return inspectTable(table, kind ?? kindOf(table), progress);
}

function inspectTable(
  table: Table,
  kind: DataKind,
  progress?: Progress,
): Inspection | readonly Problem[] | Promise<Inspection | readonly Problem[]> {
  if (kind === 'pairs') return inspectPairs(table, progress);
  if (kind === 'labelled') return inspectLabelled(table, progress);
  if (kind === 'features') return inspectFeatures(table);
  return [noTable(table.name, kind)];
}

const noTable = (name: string, kind: DataKind): Problem =>
  problem({
    code: 'data/kind',
    at: { field: name },
    expected: 'pairs, labelled texts or features from a table',
    received: kind,
    fix: 'Choose one of these kinds.',
  });

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
    const table = await readTable(blob, source.name, source.options, progress);
    if (isProblems(table)) return table;
    if (table.sha256 !== source.sha256) return [wrongFile(source, blob.size, table.sha256)];
    if (kind === 'pairs') return await openPairs(table, spec, validation, progress);
    if (kind === 'labelled') return await openLabelled(table, spec, validation, progress);
    return openFeatures(table, spec, validation);
  } catch (error) {
    if (error instanceof ProblemError) return error.problems;
    throw error;
  }
}

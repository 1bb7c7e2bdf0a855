import { type Problem, problem } from '../../problem';
import { isProblems, readChoice, readInt } from '../options';
import type { DataKind, Options, Progress } from '../types';
import { readText } from './read';
import { guessDelimiter, type Row, readRows } from './rows';
import { tableOptions } from './source';

/** A table as read: named columns, rows without the header, and what `auto` turned out to be. */
export interface Table {
  readonly name: string;
  readonly bytes: number;
  readonly sha256: string;
  readonly format: 'csv' | 'tsv';
  readonly columns: readonly string[];
  readonly rows: readonly Row[];
  /** Indices of the columns that matter to pairs and labelled texts; of the output also for features. */
  readonly input: number;
  readonly output: number;
  /** Every option with a value; opening the file with these reads the same table. */
  readonly options: Options;
}

const DELIMITERS: Readonly<Record<string, string>> = { comma: ',', semicolon: ';', tab: '\t', bar: '|' };

export async function readTable(
  blob: Blob,
  name: string,
  options: Options,
  progress?: Progress,
  least = 2,
): Promise<Table | readonly Problem[]> {
  const pieces: string[] = [];
  const sha256 = await readText(blob, name, (text) => pieces.push(text), progress);
  if (isProblems(sha256)) return sha256;
  const wanted = readChoice(tableOptions, options, 'delimiter');
  const text = pieces.join('');
  const separator = DELIMITERS[wanted] ?? (/\.(tsv|tab)$/i.test(name) ? '\t' : guessDelimiter(text));
  const found = await readRows(text, name, separator, progress);
  if (isProblems(found)) return found;
  const columns = found.rows[0]?.cells.length ?? 0;
  const input = readInt(tableOptions, options, 'input');
  const output = readInt(tableOptions, options, 'output') || columns;
  if (columns < least) return [oneColumn(name, separator)];
  if (Math.max(input, output) > columns) return [noColumn(name, Math.max(input, output), columns)];
  const header = hasHeader(readChoice(tableOptions, options, 'header'), found.rows);
  const [delimiter] = Object.entries(DELIMITERS).find(([, value]) => value === separator) ?? ['comma'];
  return {
    name,
    bytes: blob.size,
    sha256,
    format: separator === '\t' ? 'tsv' : 'csv',
    columns: columnNames(header ? found.rows[0] : undefined, columns),
    rows: header ? found.rows.slice(1) : found.rows,
    input: input - 1,
    output: output - 1,
    options: {
      delimiter,
      header: header ? 'yes' : 'no',
      input,
      output,
      tokenizer: readChoice(tableOptions, options, 'tokenizer'),
      vocabulary: readInt(tableOptions, options, 'vocabulary'),
      longest: readInt(tableOptions, options, 'longest'),
      task: readChoice(tableOptions, options, 'task'),
      test: readInt(tableOptions, options, 'test'),
    },
  };
}

/** Every text of a column. */
export function* cellsOf({ rows }: Table, column: number): Generator<string> {
  for (const { cells } of rows) yield cells[column] ?? '';
}

/** A finite number as CSV files write it; undefined for anything else. */
export function numberIn(cell: string | undefined): number | undefined {
  const text = cell?.trim() ?? '';
  if (!/^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(text)) return undefined;
  const value = Number(text);
  return Number.isFinite(value) ? value : undefined;
}

const COLUMN_NAMES =
  /^(id|text|sentence|review|message|comment|tweet|title|body|label|labels|class|category|sentiment|target|targets|source|src|tgt|input|output|question|answer|from|to|x|y|x\d+|y\d+)$/i;

/** A first line of names: one that is no number where the next is, or one that is called as columns are. */
function hasHeader(wanted: string, rows: readonly Row[]): boolean {
  if (wanted !== 'auto') return wanted === 'yes';
  const [first, second] = rows;
  if (!first || !second) return false;
  if (first.cells.some((cell) => numberIn(cell) !== undefined)) return false;
  return first.cells.some(
    (cell, i) => COLUMN_NAMES.test(cell.trim()) || (cell.trim() !== '' && numberIn(second.cells[i]) !== undefined),
  );
}

/** Names from the header, each once, so that a row of the preview keeps every column. */
function columnNames(header: Row | undefined, columns: number): readonly string[] {
  const taken = new Set<string>();
  return Array.from({ length: columns }, (_, i) => {
    const base = header?.cells[i]?.trim() || `column ${i + 1}`;
    let name = base;
    for (let n = 2; taken.has(name); n++) name = `${base} ${n}`;
    taken.add(name);
    return name;
  });
}

const CLASSES = 50;

/** What a table of texts or numbers can be taken for. */
export type TableKind = Extract<DataKind, 'features' | 'labelled' | 'pairs'>;

/** What a table most likely is: numbers, texts with few different outputs, or pairs of texts. */
export function kindOf({ rows, input, output, columns }: Table): TableKind {
  const some = rows.slice(0, 1_000);
  const isNumeric = (i: number): boolean => some.every(({ cells }) => numberIn(cells[i]) !== undefined);
  if (some.length > 0 && columns.every((_, i) => i === output || isNumeric(i))) return 'features';
  const outputs = new Set(some.map(({ cells }) => cells[output]?.trim()));
  const inputs = new Set(some.map(({ cells }) => cells[input]?.trim()));
  return outputs.size <= CLASSES && outputs.size * 2 <= inputs.size ? 'labelled' : 'pairs';
}

const oneColumn = (name: string, delimiter: string): Problem =>
  problem({
    code: 'data/kind',
    at: { field: name },
    expected: 'a table with two columns at least',
    received: `one column (delimiter ${JSON.stringify(delimiter)})`,
    fix: 'Choose the delimiter that the file uses, or read the file as text.',
  });

const noColumn = (name: string, column: number, columns: number): Problem =>
  problem({
    code: 'data/option',
    at: { field: name, parameter: 'output' },
    expected: `columns from 1 to ${columns}`,
    received: `column ${column}`,
    fix: 'Choose columns that the table has.',
  });

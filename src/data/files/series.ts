import { type Problem, problem } from '../../problem';
import { seriesDataset, seriesSpec, standardised } from '../kinds/series';
import { readInt } from '../options';
import type { DataSpec, Dataset, FileSource, Options } from '../types';
import { emptyFile } from './read';
import { type Inspection, PREVIEW_ROWS, seriesOptions } from './source';
import { tailSplit } from './split';
import { numberIn, type Table } from './table';
import { changedDocument, requireVocabulary } from './verify';

const MOST_PROBLEMS = 10;

/** Columns whose first reading is a number; dates and names are not. */
const numeric = ({ rows, columns }: Table): readonly number[] =>
  columns.map((_, i) => i).filter((i) => numberIn(rows[0]?.cells[i]) !== undefined);

/** The column to be forecast: the one that is named, or the last that has numbers. */
function targetOf(table: Table, columns: readonly number[], options: Options): number | readonly Problem[] {
  const wanted = readInt(seriesOptions, options, 'output');
  const column = wanted === 0 ? (columns.at(-1) ?? -1) : wanted - 1;
  if (columns.includes(column)) return column;
  const received =
    table.columns[column] === undefined
      ? `column ${wanted} of ${table.columns.length}`
      : `${JSON.stringify(table.rows[0]?.cells[column] ?? '')} in column '${table.columns[column]}'`;
  return [
    problem({
      code: 'data/option',
      at: { field: table.name, parameter: 'output' },
      expected: `one of the columns of numbers: ${columns.map((i) => `${i + 1} (${table.columns[i]})`).join(', ')}`,
      received,
      fix: 'Choose a column of numbers as the output, or 0 for the last of them.',
    }),
  ];
}

export function inspectSeries(table: Table, wanted: Options): Inspection | readonly Problem[] {
  if (table.rows.length === 0) return [emptyFile(table.name, 'no row of numbers')];
  const columns = numeric(table);
  if (columns.length === 0) return [emptyFile(table.name, 'no column that begins with a number')];
  const target = targetOf(table, columns, wanted);
  if (typeof target !== 'number') return target;
  const problems = gaps(table, columns);
  if (problems.length > 0) return problems;
  const others = table.columns.filter((_, i) => !columns.includes(i));
  const { name, bytes, sha256, format, options } = table;
  const source: FileSource = {
    type: 'file',
    format,
    name,
    bytes,
    sha256,
    vocabularies: { columns: columns.map((i) => table.columns[i] ?? ''), target: [table.columns[target] ?? ''] },
    lengths: { F: columns.length },
    examples: table.rows.length,
    options: {
      delimiter: options.delimiter ?? 'auto',
      header: options.header ?? 'auto',
      output: target + 1,
      horizon: readInt(seriesOptions, wanted, 'horizon'),
      test: readInt(seriesOptions, wanted, 'test'),
    },
  };
  const preview = table.rows
    .slice(0, PREVIEW_ROWS)
    .map(({ cells }) => Object.fromEntries(table.columns.map((column, i) => [column, cells[i] ?? ''])));
  return { kind: 'series', source, preview, warnings: others.length > 0 ? [leftOut(table.name, others)] : [] };
}

const leftOut = (name: string, columns: readonly string[]): Problem =>
  problem({
    code: 'data/option',
    severity: 'warning',
    at: { field: name },
    expected: 'columns of numbers',
    received: `${columns.join(', ')}, which ${columns.length === 1 ? 'is' : 'are'} not read`,
    fix: 'Nothing needs to be done; write numbers into the column if it matters.',
  });

/** A series has no holes: what stands in one would be a reading that nobody took. */
function gaps({ name, rows, columns: names }: Table, columns: readonly number[]): readonly Problem[] {
  const problems: Problem[] = [];
  for (const { cells, line } of rows) {
    for (const column of columns) {
      if (numberIn(cells[column]) !== undefined) continue;
      problems.push(
        problem({
          code: 'data/kind',
          at: { field: name, line, column: column + 1 },
          expected: `a number in column '${names[column] ?? column + 1}'`,
          received: JSON.stringify(cells[column] ?? ''),
          fix: 'Fill the gap, for example with the reading before it, or take the rows up to it.',
        }),
      );
      if (problems.length === MOST_PROBLEMS) return problems;
    }
  }
  return problems;
}

export function seriesFileSpec(source: FileSource, columns: readonly string[], length: number | undefined): DataSpec {
  const [target = ''] = requireVocabulary(source, 'target');
  return seriesSpec({
    title: source.name,
    columns,
    target,
    length,
    horizon: readInt(seriesOptions, source.options, 'horizon'),
  });
}

export function openSeries(
  table: Table,
  source: FileSource,
  spec: DataSpec,
  validation: number,
): Dataset | readonly Problem[] {
  const columns = numeric(table);
  const named = columns.map((i) => table.columns[i]).join(', ');
  const known = (spec.vocabularies.columns ?? []).join(', ');
  if (named !== known) return [changedDocument(source.name, `the columns ${known}`, named)];
  const holes = gaps(table, columns);
  if (holes.length > 0) return holes;
  const F = columns.length;
  const values = Float32Array.from(
    table.rows.flatMap(({ cells }) => columns.map((column) => numberIn(cells[column]) ?? 0)),
  );
  // Cut by rows: a split of numbers would tear one apart.
  const rows = tailSplit(
    Uint32Array.from(table.rows, (_, i) => i),
    source.options,
    validation,
  );
  const all = standardised(values, F, rows.train.length);
  const stretch = (part: Uint32Array) => {
    const from = part[0] ?? 0;
    return { count: part.length, values: all.subarray(from * F, (from + part.length) * F) };
  };
  return seriesDataset(spec, {
    train: stretch(rows.train),
    validation: stretch(rows.validation),
    test: stretch(rows.test),
  });
}

import { type Problem, problem } from '../../problem';
import { hashText } from '../../random';
import { type Features, featuresDataset, featuresSpec } from '../kinds/features';
import { readChoice } from '../options';
import { bySplit } from '../split';
import type { DataSpec, Dataset, FileSource, Split } from '../types';
import { idOf } from '../vocabulary';
import { sortedLabels, tooManyClasses } from './labelled';
import { emptyFile } from './read';
import type { Row } from './rows';
import { type Inspection, PREVIEW_ROWS, tableOptions } from './source';
import { heldOut, requireAll, splitOf } from './split';
import { numberIn, type Table } from './table';
import { requireFit, requireVocabulary, sourceOf } from './verify';

/** More different whole numbers than this are a value rather than classes. */
const FEW = 20;
const MOST_CLASSES = 1_000;
const MOST_PROBLEMS = 10;

function taskOf(table: Table): 'classes' | 'value' {
  const wanted = readChoice(tableOptions, table.options, 'task');
  if (wanted === 'classes' || wanted === 'value') return wanted;
  const values = table.rows.map(({ cells }) => numberIn(cells[table.output]));
  if (values.some((value) => value === undefined)) return 'classes';
  return values.every(Number.isInteger) && new Set(values).size <= FEW ? 'classes' : 'value';
}

/** Columns besides the output, all of them features. */
const featureColumns = ({ columns, output }: Table): readonly number[] =>
  columns.map((_, i) => i).filter((i) => i !== output);

export function inspectFeatures(table: Table): Inspection | readonly Problem[] {
  if (table.rows.length === 0) return [emptyFile(table.name, 'no row of numbers')];
  const task = taskOf(table);
  const inputs = featureColumns(table);
  const numeric = task === 'value' ? [...inputs, table.output] : inputs;
  const problems = notNumbers(table, numeric);
  if (problems.length > 0) return problems;
  const columns = inputs.map((i) => table.columns[i] ?? '');
  const output = table.columns[table.output] ?? '';
  const labels = sortedLabels(new Set(table.rows.map((row) => labelOf(table, row))));
  if (task === 'classes' && labels.length > MOST_CLASSES) return [tooManyClasses(table.name, labels.length)];
  const vocabularies = { columns, targets: [output], ...(task === 'classes' ? { labels } : {}) };
  const lengths = { F: columns.length, K: task === 'classes' ? labels.length : 1 };
  const preview = table.rows
    .slice(0, PREVIEW_ROWS)
    .map(({ cells }) => Object.fromEntries(table.columns.map((name, i) => [name, cells[i] ?? ''])));
  const read = { ...table, options: { ...table.options, task } };
  return { kind: 'features', source: sourceOf(read, vocabularies, lengths, table.rows.length), preview, warnings: [] };
}

const labelOf = ({ output }: Table, { cells }: Row): string => cells[output]?.trim() ?? '';

function notNumbers(table: Table, columns: readonly number[]): readonly Problem[] {
  const problems: Problem[] = [];
  for (const { cells, line } of table.rows) {
    for (const column of columns) {
      if (numberIn(cells[column]) !== undefined) continue;
      problems.push(
        problem({
          code: 'data/kind',
          at: { field: table.name, line, column: column + 1 },
          expected: `a number in column '${table.columns[column] ?? column + 1}'`,
          received: JSON.stringify(cells[column] ?? ''),
          fix: 'Write numbers with a decimal point, fill empty cells, or take the table as texts.',
        }),
      );
      if (problems.length === MOST_PROBLEMS) return problems;
    }
  }
  return problems;
}

export function featuresFileSpec(source: FileSource, columns: readonly string[]): DataSpec {
  const targets = requireVocabulary(source, 'targets');
  const output = source.vocabularies.labels
    ? { labels: requireVocabulary(source, 'labels'), output: targets.join(', ') }
    : { targets };
  return featuresSpec({ title: source.name, columns, ...output, probe: columns.map(() => '0') });
}

export function openFeatures(table: Table, spec: DataSpec, validation: number): Dataset {
  const inputs = featureColumns(table);
  requireFit(table.name, inputs.length, spec.symbols.F ?? 0);
  const held = heldOut(table.options, validation);
  const rows = bySplit((): Row[] => []);
  for (const row of table.rows) {
    rows[splitOf(hashText(inputs.map((i) => numberIn(row.cells[i])).join(' ')), held)].push(row);
  }
  requireAll(
    table.name,
    bySplit((split) => rows[split].length),
    held,
  );
  const { labels } = spec.vocabularies;
  const build = (split: Split): Features => ({
    count: rows[split].length,
    features: Float32Array.from(rows[split].flatMap(({ cells }) => inputs.map((i) => numberIn(cells[i]) ?? 0))),
    ...(labels
      ? { labels: Int32Array.from(rows[split], (row) => idOf(labels, labelOf(table, row))) }
      : { targets: Float32Array.from(rows[split], ({ cells }) => numberIn(cells[table.output]) ?? 0) }),
  });
  return featuresDataset(spec, bySplit(build));
}
